package org.isobath.onnx;

import ai.onnxruntime.OrtException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** Says what is wrong with a file that the runtime refuses, and what to do. */
final class LoadErrors {
  private LoadErrors() {}

  static String explain(Path file, Device device, OrtException e) {
    String words = SessionSettings.words(e);
    String lower = words.toLowerCase(Locale.ROOT);
    if (!Files.isRegularFile(file)) {
      return "No model file at " + file + ". Fetch it with: models fetch.";
    }
    if (lower.contains("external data")
        || lower.contains("external_data")
        || lower.contains("external initializer")) {
      return "The model "
          + file
          + " keeps its weights in a second file, which is not beside it: "
          + words
          + ". Save the model as one file (onnx.save(model, path, save_as_external_data=False)) and lock it again.";
    }
    switch (e.getCode()) {
      case ORT_INVALID_PROTOBUF:
      case ORT_NO_MODEL:
        return file
            + " is not an ONNX model: "
            + words
            + ". Check the card's source: a web page or a checkpoint of"
            + " another framework does not load.";
      case ORT_NOT_IMPLEMENTED:
      case ORT_INVALID_GRAPH:
        return "The model "
            + file
            + " has a graph that this runtime cannot run: "
            + words
            + ". Export it again with an opset and operators that ONNX Runtime supports.";
      default:
        return "The model "
            + file
            + " cannot be loaded on "
            + device.label()
            + ": "
            + words
            + ". Try the same file on the CPU; if it fails there too, export it again.";
    }
  }
}
