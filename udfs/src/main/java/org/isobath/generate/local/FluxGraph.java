package org.isobath.generate.local;

import java.nio.file.Path;
import java.util.Locale;
import java.util.function.Function;

/** The graphs of a FLUX pipeline, in the order of their use. */
enum FluxGraph {
  TEXT_ENCODER(Components::textEncoder),
  TEXT_ENCODER_2(Components::textEncoder2),
  VAE_ENCODER(Components::vaeEncoder),
  TRANSFORMER(Components::transformer),
  VAE_DECODER(Components::vaeDecoder);

  private final Function<Components, Path> file;

  FluxGraph(Function<Components, Path> file) {
    this.file = file;
  }

  /** The name in cards and messages. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  Path file(Components components) {
    return file.apply(components);
  }
}
