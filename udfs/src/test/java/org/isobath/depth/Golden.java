package org.isobath.depth;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import java.util.List;

/** Reads what {@code depth/golden.py} wrote. */
final class Golden {
  private Golden() {}

  static Config load(String name) {
    return ConfigFactory.parseResourcesAnySyntax(
        Golden.class.getClassLoader(),
        "depth/" + name,
        ConfigParseOptions.defaults().setAllowMissing(false));
  }

  static float[] floats(Config config, String path) {
    List<?> list = config.getAnyRefList(path);
    float[] values = new float[list.size()];
    for (int i = 0; i < values.length; i++) {
      values[i] = Float.parseFloat(list.get(i).toString());
    }
    return values;
  }
}
