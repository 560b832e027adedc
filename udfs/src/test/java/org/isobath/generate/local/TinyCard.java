package org.isobath.generate.local;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.isobath.generate.Component;
import org.isobath.generate.Pipeline;

/** The card of the tiny components, with their hashes, as an export would write it. */
public final class TinyCard {
  private TinyCard() {}

  /** Its text; sources are absolute. */
  public static String flux() {
    return """
    id = tiny-flux
    title = "Tiny FLUX"
    pipeline = flux_control
    model = "tiny/flux"
    precision = float32
    parameters {
      steps { default = 2, min = 1, max = 50 }
      guidance { default = 10, min = 0, max = 100 }
      width { multiple = 4, min = 16, max = 1024 }
      height { multiple = 4, min = 16, max = 1024 }
      megapixels { values = [ "0.25", "1", match_input ] }
      output_format { default = png, values = [ png, jpeg, webp ] }
      output_quality { default = 95, min = 1, max = 100 }
      outputs { default = 1, min = 1, max = 16 }
    }
    components {
    %s}
    latents { channels = 2, factor = 2, scale = 1.5035, shift = 0.0609 }
    text-tokens = 48
    schedule { dynamic = true, base-shift = 0.5, max-shift = 1.15, base-tokens = 256, max-tokens = 4096 }
    guidance-embedded = true
    transformer { double-blocks = 1, single-blocks = 1, heads = 2, head-size = 16, text-width = 32 }
    control { latent = sample }
    licence { name = "Tiny Non-Commercial", commercial = false, url = "https://example.org/licence" }
    """
        .formatted(components(Pipeline.FLUX_CONTROL, "flux"));
  }

  /** The same of Stable Diffusion with a ControlNet. */
  public static String sd() {
    return """
    id = tiny-sd
    title = "Tiny Stable Diffusion"
    pipeline = sd_controlnet
    model = "tiny/sd"
    precision = float32
    parameters {
      steps { default = 2, min = 1, max = 50 }
      guidance { default = 7.5, min = 1, max = 30 }
      width { multiple = 4, min = 16, max = 1024 }
      height { multiple = 4, min = 16, max = 1024 }
      megapixels { values = [ "0.25", match_input ] }
      output_format { default = png, values = [ png, jpeg, webp ] }
      outputs { default = 1, min = 1, max = 16 }
    }
    components {
    %s}
    latents { channels = 4, factor = 2, scale = 0.18215, shift = 0 }
    controlnet {
      size-multiple = 4
      heads = 2
      negative-prompt = "worst quality"
      beta-start = 0.00085
      beta-end = 0.012
      steps-offset = 1
      alpha-to-one = false
    }
    licence { name = "Tiny OpenRAIL", commercial = true, url = "https://example.org/licence" }
    """
        .formatted(components(Pipeline.SD_CONTROLNET, "sd15"));
  }

  private static String components(Pipeline pipeline, String folder) {
    StringBuilder components = new StringBuilder();
    for (Component component : pipeline.components()) {
      Path file = file(component, folder);
      components.append(
          "  %s { source = \"%s\", open = %s, files { \"%3$s\" { sha256 = %s, bytes = %d } } }\n"
              .formatted(
                  component.label(),
                  file.getParent(),
                  file.getFileName(),
                  sha256(file),
                  file.toFile().length()));
    }
    return components.toString();
  }

  private static Path file(Component component, String folder) {
    return switch (component) {
      case TOKENIZER -> resource("/generate/tokenizers/clip.json");
      case TOKENIZER_2 -> resource("/generate/tokenizers/t5.json");
      default -> resource("/generate/" + folder + "/" + component.label() + ".onnx");
    };
  }

  private static Path resource(String name) {
    try {
      return Path.of(TinyCard.class.getResource(name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String sha256(Path file) {
    try {
      return HexFormat.of()
          .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
