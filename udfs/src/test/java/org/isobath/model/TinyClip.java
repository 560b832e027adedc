package org.isobath.model;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;

/** The CLIP of {@code golden.py} with its card, in a folder. */
final class TinyClip {
  static final Config GOLDEN = ConfigFactory.parseResources("model/clip/golden.json");

  private TinyClip() {}

  /** Both encoders in one graph, or each in one of its own. */
  static ClipCard card(Path folder, boolean together) throws IOException {
    String image = together ? "model.onnx" : "vision_model.onnx";
    String text = together ? "model.onnx" : "text_model.onnx";
    StringBuilder files = new StringBuilder();
    for (String name : List.of("model.onnx", "vision_model.onnx", "text_model.onnx")) {
      files.append(copied("/model/clip/" + name, folder.resolve(name)));
    }
    files.append(copied("/generate/tokenizers/clip.json", folder.resolve("tokenizer.json")));
    return ClipCard.parse(
        """
        id = tiny
        title = "random weights"
        licence { name = Apache-2.0, commercial = true }
        source = "."
        files {
        %s}
        image { graph = "%s", size = 224 }
        text { graph = "%s", tokenizer = "tokenizer.json" }
        """
            .formatted(files, image, text),
        "tiny.conf",
        folder.toUri());
  }

  private static String copied(String resource, Path to) throws IOException {
    byte[] bytes = bytes(resource);
    Files.write(to, bytes);
    return "  \"%s\" { sha256 = %s, bytes = %d }\n"
        .formatted(
            to.getFileName(),
            HexFormat.of().formatHex(ModelStore.sha256().digest(bytes)),
            bytes.length);
  }

  /** A picture of {@code golden.py}. */
  static Image picture(String name) throws IOException, Rejected {
    return ImageDecoder.decode(bytes("/model/golden/" + name), DecodeOptions.DEFAULT).image();
  }

  private static byte[] bytes(String resource) throws IOException {
    try (InputStream in = TinyClip.class.getResourceAsStream(resource)) {
      return in.readAllBytes();
    }
  }
}
