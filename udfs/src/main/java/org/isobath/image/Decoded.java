package org.isobath.image;

import java.util.List;

/**
 * A decoded file.
 *
 * @param image upright
 * @param flags labels of {@link DecodeFlag}, in its order
 */
public record Decoded(ImageHeader header, Image image, List<String> flags) {
  public Decoded {
    flags = List.copyOf(flags);
  }

  public boolean has(DecodeFlag flag) {
    return flags.contains(flag.label());
  }
}
