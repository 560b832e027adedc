package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GlobTest {
  /** Walks down {@code path} as a listing does. */
  private static boolean takes(String pattern, String path) {
    Glob glob = new Glob(List.of(pattern.split("/")));
    String[] names = path.split("/");
    long state = glob.start();
    for (int i = 0; i + 1 < names.length; i++) {
      state = glob.enter(state, names[i]);
      if (state == 0) {
        return false;
      }
    }
    return glob.takes(state, names[names.length - 1]);
  }

  @ParameterizedTest
  @CsvSource({
    "**, a.jpg, true",
    "**, x/y/a.jpg, true",
    "*, a.jpg, true",
    "*, x/a.jpg, false",
    "*.jpg, a.jpg, true",
    "*.jpg, a.JPG, false",
    "*.jpg, ajpg, false",
    "**/*.jpg, a.jpg, true",
    "**/*.jpg, x/y/a.jpg, true",
    "**/*.jpg, x/y/a.png, false",
    "x/*, x/a.jpg, true",
    "x/*, y/a.jpg, false",
    "x/**/z/*.png, x/z/a.png, true",
    "x/**/z/*.png, x/1/2/z/a.png, true",
    "x/**/z/*.png, x/1/2/a.png, false",
    "200?/**, 2004/a.jpg, true",
    "200?/**, 20041/a.jpg, false",
    "'[ab]*', beta.jpg, true",
    "'[ab]*', cello.jpg, false",
    "'*.{jpg,png}', a.png, true",
    "'*.{jpg,png}', a.gif, false",
    "**, _DSC0001.JPG, true",
    "**, .hidden.jpg, false",
    "**, .thumbnails/a.jpg, false",
    "*, .hidden.jpg, false",
    ".*, .hidden.jpg, true",
    ".thumbnails/*, .thumbnails/a.jpg, true",
    "a+b(1)*, a+b(1).jpg, true",
  })
  void takesWhatItSays(String pattern, String path, boolean taken) {
    assertThat(takes(pattern, path)).isEqualTo(taken);
  }

  @Test
  void namesMayHoldLineBreaks() {
    assertThat(takes("*.jpg", "two\nlines.jpg")).isTrue();
  }

  @Test
  void foldersThatCannotHoldAMatchAreNotEntered() {
    Glob glob = new Glob(List.of("2004", "*.jpg"));
    assertThat(glob.enter(glob.start(), "2005")).isZero();
    assertThat(glob.enter(glob.enter(glob.start(), "2004"), "deeper")).isZero();
  }

  @Test
  void brokenPatternsAreRefused() {
    assertThatThrownBy(() -> new Glob(List.of("{a", "b}")))
        .hasMessage("braces must open and close within one name, found {a");
    assertThatThrownBy(() -> new Glob(List.of("[a"))).hasMessageContaining("[a is not a pattern");
  }
}
