package org.isobath.generate.local;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import org.isobath.UserError;

/**
 * Turns prompts into the ids of CLIP and T5, from the {@code tokenizer.json} of each. Splitting is
 * the library's; cutting and padding are done here, because what a file says about them differs
 * from one copy of a tokenizer to the next. Any number of threads may encode at once.
 *
 * <p>What does not fit is cut as in diffusers: the first 75 tokens of CLIP and the first 511 pieces
 * of T5 are kept, and the end after them. Of a longer text than {@link #MAX_CHARACTERS} only that
 * much is looked at: no tokenizer has tokens so long that more could matter, and a text of
 * megabytes takes no longer than this.
 */
public final class PromptTokenizer implements AutoCloseable {
  /** Ids of CLIP: the positions that the text encoder was trained with. */
  public static final int CLIP_TOKENS = 77;

  /** Ids of T5 for FLUX dev and depth; schnell has 256. */
  public static final int T5_TOKENS = 512;

  /** UTF-16 units of a prompt that are looked at. */
  public static final int MAX_CHARACTERS = 20_000;

  private static final long T5_PAD = 0;

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

  private final HuggingFaceTokenizer clip;
  private final HuggingFaceTokenizer t5;
  private final int t5Tokens;

  private PromptTokenizer(HuggingFaceTokenizer clip, HuggingFaceTokenizer t5, int t5Tokens) {
    this.clip = clip;
    this.t5 = t5;
    this.t5Tokens = t5Tokens;
  }

  private static void unlessGiven(String name, String value) {
    if (System.getenv(name) == null && System.getProperty(name) == null) {
      System.setProperty(name, value);
    }
  }

  /** With {@link #T5_TOKENS}. */
  public static PromptTokenizer open(Path clip, Path t5) {
    return open(clip, t5, T5_TOKENS);
  }

  /**
   * @param clip {@code tokenizer.json} of CLIP
   * @param t5 {@code tokenizer.json} of T5
   * @param t5Tokens ids of T5, at least 1; other than {@link #T5_TOKENS} only for pipelines that
   *     were made so
   * @throws UserError naming the file that is missing or is no tokenizer
   */
  public static PromptTokenizer open(Path clip, Path t5, int t5Tokens) {
    HuggingFaceTokenizer first = load("CLIP", clip);
    try {
      return new PromptTokenizer(first, load("T5", t5), t5Tokens);
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
  }

  private static HuggingFaceTokenizer load(String which, Path file) {
    if (!Files.isRegularFile(file)) {
      throw new UserError(
          "There is no "
              + which
              + " tokenizer at "
              + file
              + ". Put its tokenizer.json there, or mend the path in the generator's card.");
    }
    try {
      return HuggingFaceTokenizer.newInstance(
          file, Map.of("padding", "do_not_pad", "truncation", "do_not_truncate"));
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

  /** The prompt for both encoders. */
  public TokenIds encode(String prompt) {
    String text = clean(prompt);
    return new TokenIds(clipIds(text), t5Ids(text));
  }

  private long[] clipIds(String text) {
    long[] ids = clip.encode(text).getIds();
    long end = ids[ids.length - 1];
    return fit(ids, CLIP_TOKENS, end);
  }

  private long[] t5Ids(String text) {
    return fit(t5.encode(text).getIds(), t5Tokens, T5_PAD);
  }

  /** Exactly {@code length} ids, the last of those given behind the cut. */
  static long[] fit(long[] ids, int length, long pad) {
    long[] fitted = Arrays.copyOf(ids, length);
    if (ids.length > length) {
      fitted[length - 1] = ids[ids.length - 1];
    } else {
      Arrays.fill(fitted, ids.length, length, pad);
    }
    return fitted;
  }

  /** Not longer than is looked at, and without halves of surrogate pairs, which are no text. */
  static String clean(String prompt) {
    int end = Math.min(prompt.length(), MAX_CHARACTERS);
    if (end < prompt.length() && Character.isHighSurrogate(prompt.charAt(end - 1))) {
      end--;
    }
    StringBuilder text = new StringBuilder(end);
    prompt
        .substring(0, end)
        .codePoints()
        .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
        .forEach(text::appendCodePoint);
    return text.toString();
  }

  @Override
  public void close() {
    clip.close();
    t5.close();
  }
}
