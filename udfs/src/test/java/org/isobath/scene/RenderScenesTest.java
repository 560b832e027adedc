package org.isobath.scene;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RenderScenesTest {
  @TempDir Path folder;

  @Test
  void writesWhatTheRendererGivesAsNumPyArrays() throws Exception {
    run(
        "--seed-from",
        "5",
        "--count",
        "3",
        "--width",
        "20",
        "--height",
        "15",
        "--threads",
        "2",
        "--normals",
        "true");
    byte[] images =
        body("images.npy", "{'descr': '|u1', 'fortran_order': False, 'shape': (3,15,20,3,), }");
    byte[] depths =
        body("depths.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (3,15,20,), }");
    byte[] normals =
        body("normals.npy", "{'descr': '<f4', 'fortran_order': False, 'shape': (3,15,20,3,), }");
    List<String> captions = Files.readAllLines(folder.resolve("captions.txt"));
    assertThat(images).hasSize(3 * 900);
    for (int i = 0; i < 3; i++) {
      RenderedScene scene = SceneRenderer.render(SceneGenerator.generate(5 + i), 20, 15);
      assertThat(Arrays.copyOfRange(images, 900 * i, 900 * (i + 1))).isEqualTo(scene.image().rgb());
      assertThat(floats(depths, 300 * i, 300)).isEqualTo(scene.depth().values());
      assertThat(floats(normals, 900 * i, 900)).isEqualTo(scene.normals());
      assertThat(captions.get(i)).isEqualTo((5 + i) + "\t" + scene.caption());
    }
  }

  @Test
  void saysWhichOptionIsWrong() {
    assertThatThrownBy(() -> RenderScenes.run(new String[] {"--count", "3"}, quiet()))
        .isInstanceOf(UserError.class)
        .hasMessage("No folder to write to. Name one with --out.");
    assertThatThrownBy(() -> run("--seed", "3"))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Unknown option: --seed. Use --count, --height,");
    assertThatThrownBy(() -> run("--count")).hasMessage("Option --count has no value.");
    assertThatThrownBy(() -> run("--count", "many"))
        .hasMessage("Option --count needs a whole number, not many.");
    assertThatThrownBy(() -> run("--width", "0"))
        .hasMessage("Option --width needs a number from 1 to 10000000, not 0.");
  }

  @Test
  void aFolderThatCannotBeMadeIsTheUsersMistake() throws Exception {
    Path file = Files.createFile(folder.resolve("taken"));
    assertThatThrownBy(() -> RenderScenes.run(new String[] {"--out", file.toString()}, quiet()))
        .isInstanceOf(UserError.class)
        .hasMessageStartingWith("Cannot write scenes to " + file);
  }

  private void run(String... options) throws Exception {
    String[] all = Arrays.copyOf(options, options.length + 2);
    System.arraycopy(options, 0, all, 2, options.length);
    all[0] = "--out";
    all[1] = folder.toString();
    RenderScenes.run(all, quiet());
  }

  private static PrintStream quiet() {
    return new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8);
  }

  /** Checks the header as numpy.lib.format describes it and returns what follows. */
  private byte[] body(String name, String header) throws Exception {
    byte[] bytes = Files.readAllBytes(folder.resolve(name));
    assertThat(new String(bytes, 0, 8, StandardCharsets.ISO_8859_1))
        .isEqualTo("\u0093NUMPY\u0001\u0000");
    int length = ByteBuffer.wrap(bytes, 8, 2).order(ByteOrder.LITTLE_ENDIAN).getShort();
    assertThat((10 + length) % 64).isZero();
    assertThat(new String(bytes, 10, length, StandardCharsets.US_ASCII))
        .isEqualToIgnoringWhitespace(header)
        .endsWith("\n");
    return Arrays.copyOfRange(bytes, 10 + length, bytes.length);
  }

  private static float[] floats(byte[] bytes, int from, int count) {
    float[] values = new float[count];
    ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(from, values);
    return values;
  }
}
