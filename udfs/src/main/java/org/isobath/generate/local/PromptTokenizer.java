package org.isobath.generate.local;

import java.nio.file.Path;
import org.isobath.UserError;
import org.isobath.model.TextTokenizer;

/**
 * Turns prompts into the ids of CLIP and T5, from the {@code tokenizer.json} of each. Any number of
 * threads may encode at once.
 *
 * <p>What does not fit is cut as in diffusers: the first 75 tokens of CLIP and the first 511 pieces
 * of T5 are kept, and the end after them. Of a very long prompt only the beginning is looked at
 * ({@link TextTokenizer#MAX_CHARACTERS}).
 */
public final class PromptTokenizer implements AutoCloseable {
  /** Ids of CLIP: the positions that the text encoder was trained with. */
  public static final int CLIP_TOKENS = 77;

  /** Ids of T5 for FLUX dev and depth; schnell has 256. */
  public static final int T5_TOKENS = 512;

  private static final long T5_PAD = 0;

  static final String REMEDY = "mend the path in the generator's card.";

  private final TextTokenizer clip;
  private final TextTokenizer t5;
  private final int t5Tokens;

  private PromptTokenizer(TextTokenizer clip, TextTokenizer t5, int t5Tokens) {
    this.clip = clip;
    this.t5 = t5;
    this.t5Tokens = t5Tokens;
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
    TextTokenizer first = TextTokenizer.open("CLIP", clip, REMEDY);
    try {
      return new PromptTokenizer(first, TextTokenizer.open("T5", t5, REMEDY), t5Tokens);
    } catch (RuntimeException e) {
      first.close();
      throw e;
    }
  }

  /** The prompt for both encoders. */
  public TokenIds encode(String prompt) {
    return new TokenIds(clipIds(clip, prompt), TextTokenizer.fit(t5.ids(prompt), t5Tokens, T5_PAD));
  }

  static long[] clipIds(TextTokenizer clip, String prompt) {
    long[] ids = clip.ids(prompt);
    return TextTokenizer.fit(ids, CLIP_TOKENS, ids[ids.length - 1]);
  }

  @Override
  public void close() {
    clip.close();
    t5.close();
  }
}
