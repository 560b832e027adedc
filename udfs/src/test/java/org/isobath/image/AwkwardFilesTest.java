package org.isobath.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Collected oddities, judged by a second decoder beforehand: one outcome each, and the same verdict
 * unless listed.
 */
class AwkwardFilesTest {
  /** Where we differ from the second opinion, and why ours serves better. */
  private static final Map<String, String> DIFFERENCES =
      Map.of(
          "awk_008.png",
              "only its colour profile has an unknown compression method; the pixels are sound",
          "awk_031.png",
              "only its text chunks are bombs, and they are never inflated; the pixel is sound",
          "awk_043.avif", "AVIF is not supported, and says so",
          "awk_059.jpg", "its scan data ends early and the last rows are grey filling");

  private static Path assets;

  @BeforeAll
  static void findAssets() {
    String property = System.getProperty("isobath.assets");
    Path here = Path.of("").toAbsolutePath();
    List<Path> candidates = new ArrayList<>();
    if (property != null) {
      candidates.add(Path.of(property));
    }
    for (Path at = here; at != null; at = at.getParent()) {
      candidates.add(at.resolve("shared/assets"));
    }
    assets =
        candidates.stream()
            .filter(path -> Files.isDirectory(path.resolve("awkward")))
            .findFirst()
            .orElse(null);
    Assumptions.assumeTrue(
        assets != null, "no folder of test assets: set -Disobath.assets=FOLDER to run this");
  }

  private record Opinion(boolean opened, int width, int height, int frames, boolean tooLarge) {}

  private static Map<String, Opinion> oracle() throws IOException {
    Map<String, Opinion> opinions = new LinkedHashMap<>();
    List<String> lines = Files.readAllLines(assets.resolve("awkward_oracle.csv"));
    for (String line : lines.subList(1, lines.size())) {
      String[] f = line.split(",", 9);
      boolean known = !f[4].isEmpty();
      int orientation = f[6].isEmpty() ? 1 : Integer.parseInt(f[6]);
      int w = known ? Integer.parseInt(f[4]) : 0;
      int h = known ? Integer.parseInt(f[5]) : 0;
      int frames = known && !f[2].equals("MPO") ? Integer.parseInt(f[7]) : 1;
      boolean swap = orientation >= 5;
      opinions.put(
          f[0],
          new Opinion(
              f[1].equals("yes"), swap ? h : w, swap ? w : h, frames, f[1].startsWith("not")));
    }
    return opinions;
  }

  @Test
  void every_file_has_one_outcome_and_the_second_opinion_agrees() throws IOException {
    Map<String, Opinion> oracle = oracle();
    assertThat(oracle).hasSizeGreaterThan(60);
    for (Map.Entry<String, Opinion> entry : oracle.entrySet()) {
      String name = entry.getKey();
      Opinion opinion = entry.getValue();
      byte[] bytes = Files.readAllBytes(assets.resolve("awkward").resolve(name));
      boolean opened;
      try {
        Decoded decoded = ImageDecoderTest.decode(bytes);
        opened = true;
        if (opinion.opened()) {
          assertThat(decoded.image().width()).as(name).isEqualTo(opinion.width());
          assertThat(decoded.image().height()).as(name).isEqualTo(opinion.height());
          assertThat(decoded.header().frames()).as(name).isEqualTo(opinion.frames());
        }
      } catch (Rejected rejected) {
        opened = false;
        assertThat(rejected.getMessage()).as(name).isNotBlank();
        if (opinion.tooLarge()) {
          assertThat(rejected.reason()).as(name).isEqualTo(Reason.TOO_MANY_PIXELS);
        }
      }
      boolean agreed = opened == opinion.opened();
      assertThat(agreed)
          .as(name + ": " + DIFFERENCES.get(name))
          .isEqualTo(!DIFFERENCES.containsKey(name));
    }
  }

  @Test
  void the_eight_orientations_show_one_picture() throws IOException, Rejected {
    Image first = null;
    for (int i = 47; i <= 54; i++) {
      byte[] bytes = Files.readAllBytes(assets.resolve("awkward/awk_0" + i + ".jpg"));
      Image small =
          Resize.apply(ImageDecoderTest.decode(bytes).image(), 60, 45, Interpolation.AREA);
      first = first == null ? small : first;
      // each carries its own digit, and the first no profile
      assertThat(ImageDecoderTest.meanDifference(small, first))
          .as("orientation file " + i)
          .isLessThan(8);
    }
  }

  @Test
  void real_photographs_decode_without_a_flag_and_keep_their_hash_when_halved()
      throws IOException, Rejected {
    try (Stream<Path> photos = Files.list(assets.resolve("photos"))) {
      for (Path photo : photos.sorted().limit(8).toList()) {
        Decoded decoded = ImageDecoderTest.decode(Files.readAllBytes(photo));
        assertThat(decoded.flags()).as(photo.toString()).isEmpty();
        Image image = decoded.image();
        Image half = Resize.apply(image, image.width() / 2, image.height() / 2, Interpolation.AREA);
        Image again = ImageDecoderTest.decode(ImageEncoder.jpeg(half, 70)).image();
        assertThat(PerceptualHash.distance(PerceptualHash.of(image), PerceptualHash.of(again)))
            .as(photo.toString())
            .isLessThanOrEqualTo(4);
      }
    }
  }
}
