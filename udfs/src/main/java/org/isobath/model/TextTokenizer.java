package org.isobath.model;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.isobath.UserError;

/**
 * Turns texts into ids by a {@code tokenizer.json}. Splitting is the library's; cutting and padding
 * ({@link #fit}) are done here, because what a file says about them differs from one copy of a
 * tokenizer to the next. Any number of threads may encode at once.
 *
 * <p>Of a longer text than {@link #MAX_CHARACTERS} only that much is looked at: no tokenizer has
 * tokens so long that more could matter, and a text of megabytes takes no longer than this.
 */
public final class TextTokenizer implements AutoCloseable {
  /** UTF-16 units of a text that are looked at. */
  public static final int MAX_CHARACTERS = 20_000;

  static {
    // the library would otherwise call home, look for a CUDA build of itself to download, and
    // unpack into the home folder, which an executor may not have
    unlessGiven("ai.djl.offline", "true");
    unlessGiven("OPT_OUT_TRACKING", "true");
    unlessGiven("RUST_FLAVOR", "cpu");
    unlessGiven(
        "DJL_CACHE_DIR",
        Path.of(
                System.getProperty("java.io.tmpdir"),
                "isobath-tokenizers-" + System.getProperty("user.name"))
            .toString());
  }

  private final HuggingFaceTokenizer tokenizer;

  private TextTokenizer(HuggingFaceTokenizer tokenizer) {
    this.tokenizer = tokenizer;
  }

  private static void unlessGiven(String name, String value) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /**
   * @param which tokenizer it is, for messages
   * @param file its {@code tokenizer.json}
   * @param remedy where else to put the file; ends a sentence
   * @throws UserError naming the file that is missing or is no tokenizer
   */
  public static TextTokenizer open(String which, Path file, String remedy) {
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          "There is no "
              + which
              + " tokenizer at "
              + file
              + ". Put its tokenizer.json there, or "
              + remedy);
    }
    try {
      return new TextTokenizer(
          HuggingFaceTokenizer.newInstance(
              file, Map.of("padding", "do_not_pad", "truncation", "do_not_truncate")));
    } catch (IOException | RuntimeException e) {
      throw new UserError(
          file
              + " is not a "
              + which
              + " tokenizer: "
              + e.getMessage()
              + ". It must be a whole tokenizer.json; vocab.json and merges.txt are not enough.",
          e);
    }
  }

  /** The ids of a text with those that the tokenizer puts around it, neither cut nor padded. */
  public long[] ids(String text) {
    return tokenizer.encode(clean(text)).getIds();
  }

  /** Exactly {@code length} ids, the last of those given behind the cut. */
  public static long[] fit(long[] ids, int length, long pad) {
    long[] fitted = Arrays.copyOf(ids, length);
    if (ids.length > length) {
      fitted[length - 1] = ids[ids.length - 1];
    } else {
      Arrays.fill(fitted, ids.length, length, pad);
    }
    return fitted;
  }

  /** Not longer than is looked at, and without halves of surrogate pairs, which are no text. */
  static String clean(String text) {
    int end = Math.min(text.length(), MAX_CHARACTERS);
    if (end < text.length() && Character.isHighSurrogate(text.charAt(end - 1))) {
      end--;
    }
    StringBuilder whole = new StringBuilder(end);
    text.substring(0, end)
        .codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(whole::appendCodePoint);
    return whole.toString();
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
