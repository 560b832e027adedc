package org.isobath.jobs.evaluate.generations;

import java.util.Locale;

/** Whose depth is estimated: {@code evaluations.subject}. */
enum Subject {
  /** A stored generation. */
  GENERATION,

  /**
   * The photograph behind a control: what its depth by the judge differs from the control's by, no
   * generation can be blamed for.
   */
  PHOTO;

  /** {@code evaluations.judge} of what needs no depth. */
  static final String NO_JUDGE = "none";

  /** {@code evaluations.protocol} of that. */
  static final String PICTURE = "picture";

  /** {@code evaluations.protocol} of a generation beside its prompt; its judge is a CLIP. */
  static final String PROMPT = "prompt";

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
