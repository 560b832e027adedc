package org.isobath.generate.local;

import java.nio.file.Path;
import org.isobath.UserError;
import org.isobath.model.TextTokenizer;

/**
 * Turns prompts into the ids of CLIP alone, for pipelines without T5; otherwise as {@link
 * PromptTokenizer}. Any number of threads may encode at once.
 */
public final class ClipTokenizer implements AutoCloseable {
  private final TextTokenizer clip;

  private ClipTokenizer(TextTokenizer clip) {
    this.clip = clip;
  }

  /**
   * @param clip {@code tokenizer.json}
   * @throws UserError when it is missing or is no tokenizer
   */
  public static ClipTokenizer open(Path clip) {
    return new ClipTokenizer(TextTokenizer.open("CLIP", clip, PromptTokenizer.REMEDY));
  }

  /** Begin, at most 75 tokens, end, then the end repeated: 77 in all. */
  public long[] encode(String prompt) {
    return PromptTokenizer.clipIds(clip, prompt);
  }

  @Override
  public void close() {
    clip.close();
  }
}
