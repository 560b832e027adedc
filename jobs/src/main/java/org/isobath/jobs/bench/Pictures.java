package org.isobath.jobs.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.isobath.UserError;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Conf;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;

/**
 * The pictures of a benchmark: rendered scenes as JPEG files, no two with the same bytes; or the
 * user's own.
 */
final class Pictures {
  /** Distinct scenes; the rest are the same pictures with another comment in the file. */
  private static final int SCENES = 16;

  private static final long SEED = 77_000_001;

  private Pictures() {}

  /**
   * The first files of {@code bench.pictures}, or rendered ones.
   *
   * @param made folder for the rendered ones
   */
  static List<Path> of(Conf conf, Load load, int count, Path made) throws IOException {
    String own = conf.string("bench.pictures");
    if (own.isEmpty()) {
      return write(made, count, load.width(), load.height());
    }
    List<Path> files;
    try (Stream<Path> paths = Files.list(Path.of(own))) {
      files = paths.filter(Files::isRegularFile).sorted().limit(count).toList();
    } catch (NoSuchFileException | NotDirectoryException e) {
      throw new UserError("bench.pictures = " + own + " is not a folder with pictures.", e);
    }
    if (files.size() < count) {
      throw new UserError(
          "bench.pictures = %s has %d files, and %d are wanted. Set bench.images, or leave bench.pictures empty for rendered ones."
              .formatted(own, files.size(), count));
    }
    return files;
  }

  /** Writes {@code count} files into {@code folder}, which must exist. */
  static List<Path> write(Path folder, int count, int width, int height) throws IOException {
    List<byte[]> scenes =
        IntStream.range(0, Math.min(count, SCENES))
            .parallel()
            .mapToObj(
                i -> SceneRenderer.render(SceneGenerator.generate(SEED + i), width, height).image())
            .map(image -> ImageEncoder.jpeg(image, 90))
            .toList();
    List<Path> files = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      files.add(
          Files.write(
              folder.resolve("%05d.jpg".formatted(i)), commented(scenes.get(i % SCENES), i)));
    }
    return files;
  }

  /**
   * The JPEG with a comment segment (COM, ITU-T T.81 B.2.4.5) after its start: other bytes, same
   * work.
   */
  static byte[] commented(byte[] jpeg, int number) {
    byte[] segment = {
      (byte) 0xff,
      (byte) 0xfe,
      0,
      6,
      (byte) (number >> 24),
      (byte) (number >> 16),
      (byte) (number >> 8),
      (byte) number
    };
    byte[] result = Arrays.copyOf(jpeg, jpeg.length + segment.length);
    System.arraycopy(segment, 0, result, 2, segment.length);
    System.arraycopy(jpeg, 2, result, 2 + segment.length, jpeg.length - 2);
    return result;
  }
}
