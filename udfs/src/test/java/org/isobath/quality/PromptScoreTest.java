package org.isobath.quality;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class PromptScoreTest {
  private static double cosine(float[] image, float[] text) {
    return PromptScore.PROMPT_COSINE.score(image, text);
  }

  /** 3 * 4 + 4 * 3 = 24, over 5 * 5. */
  @Test
  void a_cosine_is_that_of_the_angle_whatever_the_norms() {
    assertThat(cosine(new float[] {3, 4}, new float[] {4, 3})).isCloseTo(0.96, within(1e-12));
    assertThat(cosine(new float[] {300, 400}, new float[] {0.04f, 0.03f}))
        .isCloseTo(0.96, within(1e-7));
    assertThat(cosine(new float[] {3, 4}, new float[] {-3, -4})).isEqualTo(-1);
    assertThat(cosine(new float[] {1, 0}, new float[] {0, 1})).isZero();
  }

  @Test
  void nothing_is_said_of_a_vector_without_direction() {
    assertThat(cosine(new float[2], new float[] {0, 1})).isNaN();
    assertThat(cosine(new float[] {Float.NaN, 1}, new float[] {0, 1})).isNaN();
  }

  @Test
  void vectors_of_two_spaces_are_no_pair() {
    assertThatThrownBy(() -> cosine(new float[2], new float[3]))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("vectors of 2 and 3 numbers");
  }
}
