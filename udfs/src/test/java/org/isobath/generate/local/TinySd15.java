package org.isobath.generate.local;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.isobath.generate.NoiseSampler;

/** The components and pictures of {@code sd15/golden.py}. */
final class TinySd15 {
  static final Config GOLDEN = ConfigFactory.parseResources("generate/sd15/cases.json");

  /** Index of the prompt that all cases are led away from. */
  static final int NEGATIVE = 9;

  private TinySd15() {}

  /** A picture, or several, that diffusers made. */
  record Case(
      String name,
      NoiseSampler sampler,
      int width,
      int height,
      int steps,
      double guidance,
      double scale,
      List<Long> seeds,
      List<Integer> timesteps) {

    ByteBuffer numbers() throws IOException {
      return TinySd15.numbers(name);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case> cases() {
    return GOLDEN.getConfigList("cases").stream()
        .map(
            c ->
                new Case(
                    c.getString("name"),
                    NoiseSampler.valueOf(c.getString("sampler").toUpperCase(Locale.ROOT)),
                    c.getInt("width"),
                    c.getInt("height"),
                    c.getInt("steps"),
                    c.getDouble("guidance"),
                    c.getDouble("scale"),
                    c.getLongList("seeds"),
                    c.getIntList("timesteps")))
        .toList();
  }

  /** Numbers of a case: floats, and bytes behind them. */
  static ByteBuffer numbers(String name) throws IOException {
    try (InputStream in = TinySd15.class.getResourceAsStream("/generate/sd15/" + name + ".f32")) {
      return ByteBuffer.wrap(in.readAllBytes()).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  static long[] prompt(int index) {
    long[] ids = new long[PromptTokenizer.CLIP_TOKENS];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = (7L * i * i + 11 * i + 101 * index) % 290 + 5;
    }
    return ids;
  }

  /** Where the components are. */
  static Path folder() {
    try {
      return Path.of(TinySd15.class.getResource("/generate/sd15/cases.json").toURI()).getParent();
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
