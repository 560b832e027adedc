package org.isobath.generate.local;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.isobath.generate.Component;
import org.isobath.generate.ControlLatent;
import org.isobath.generate.FlowSchedule;
import org.isobath.generate.Pipeline;
import org.isobath.image.Image;

/** The components and pictures of {@code golden.py}. */
final class TinyFlux {
  static final Config GOLDEN = ConfigFactory.parseResources("generate/flux/cases.json");

  private TinyFlux() {}

  /** A picture, or several, that diffusers made. */
  record Case(
      String name,
      int width,
      int height,
      int steps,
      double guidance,
      List<Long> seeds,
      ControlLatent latent) {

    /** One for each seed, each with a prompt and a control of its own. */
    List<FluxInput> inputs() {
      List<FluxInput> inputs = new ArrayList<>();
      for (int i = 0; i < seeds.size(); i++) {
        inputs.add(new FluxInput(prompt(i), control(width, height, i), guidance, seeds.get(i)));
      }
      return inputs;
    }

    int tokens() {
      return width / 4 * (height / 4);
    }

    /** Latents of all steps, then pictures from 0 to 1, then bytes. */
    FloatBuffer numbers() throws IOException {
      try (InputStream in = TinyFlux.class.getResourceAsStream("/generate/flux/" + name + ".f32")) {
        return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer();
      }
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    List<Case> cases = new ArrayList<>();
    for (Config c : GOLDEN.getConfigList("cases")) {
      cases.add(
          new Case(
              c.getString("name"),
              c.getInt("width"),
              c.getInt("height"),
              c.getInt("steps"),
              c.getDouble("guidance"),
              c.getLongList("seeds"),
              c.getString("latent").equals(ControlLatent.MEAN.label())
                  ? ControlLatent.MEAN
                  : ControlLatent.SAMPLE));
    }
    return cases;
  }

  static Case named(String name) {
    return cases().stream().filter(c -> c.name().equals(name)).findFirst().orElseThrow();
  }

  /** The picture that {@code golden.py} writes down. */
  static Image control(int width, int height, int index) {
    byte[] rgb = new byte[3 * width * height];
    for (int i = 0; i < width * height; i++) {
      int x = i % width;
      int y = i / width;
      byte grey = (byte) (5 * x + 3 * y + 37 * index + 90 * ((x / 8 + y / 8) % 2));
      rgb[3 * i] = grey;
      rgb[3 * i + 1] = grey;
      rgb[3 * i + 2] = grey;
    }
    return new Image(width, height, rgb);
  }

  static TokenIds prompt(int index) {
    long[] clip = new long[77];
    for (int i = 0; i < clip.length; i++) {
      clip[i] = (7L * i * i + 11 * i + 101 * index) % 990 + 5;
    }
    long[] t5 = new long[GOLDEN.getInt("model.text-tokens")];
    for (int i = 0; i < t5.length; i++) {
      t5[i] = (13L * i * i + 5 * i + 71 * index) % 1090 + 5;
    }
    return new TokenIds(clip, t5);
  }

  static Components components() {
    return components(folder());
  }

  static Components components(Path folder) {
    Config model = GOLDEN.getConfig("model");
    Map<Component, Components.Part> parts = new EnumMap<>(Component.class);
    for (Component component : Pipeline.FLUX_CONTROL.components()) {
      String file = component.label() + (component.graph() ? ".onnx" : ".json");
      parts.put(component, new Components.Part(folder.resolve(file), Map.of()));
    }
    return new Components(
        parts,
        model.getInt("latent-channels"),
        model.getInt("vae-factor"),
        model.getDouble("vae-scale"),
        model.getDouble("vae-shift"),
        model.getInt("text-tokens"),
        FlowSchedule.FLUX_DEV,
        true);
  }

  /** Where the components are. */
  static Path folder() {
    try {
      return Path.of(TinyFlux.class.getResource("/generate/flux/cases.json").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
