package org.isobath.jobs.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Decoded;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageEncoder;
import org.isobath.image.OpenCv;
import org.isobath.jobs.Conf;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxRuntime;

/** The native libraries and the devices behind them. */
final class NativeChecks {
  private static final String PLATFORM =
      "lib holds natives for the platform of the build: build on a machine like this one.";

  private static final Pattern MIB = Pattern.compile("(\\d+) MiB");

  private NativeChecks() {}

  /** Encodes and decodes a picture, which loads the library and uses it. */
  static Finding pictures() throws Rejected {
    try {
      Image image = new Image(2, 1, new byte[] {1, 2, 3, 4, 5, 6});
      Decoded back = ImageDecoder.decode(ImageEncoder.png(image), DecodeOptions.DEFAULT);
      if (!java.util.Arrays.equals(back.image().rgb(), image.rgb())) {
        return Finding.fail("a PNG comes back with other pixels", PLATFORM);
      }
      return Finding.ok("OpenCV " + OpenCv.version() + " decodes");
    } catch (LinkageError e) {
      return Finding.fail("OpenCV does not load: " + e.getMessage(), PLATFORM);
    }
  }

  static Finding runtime() {
    try {
      String text =
          "ONNX Runtime "
              + OnnxRuntime.version()
              + " with "
              + String.join(", ", OnnxRuntime.providers());
      return Finding.ok(text);
    } catch (LinkageError e) {
      return Finding.fail("ONNX Runtime does not load: " + e.getMessage(), PLATFORM);
    }
  }

  static Finding device(Conf conf) {
    Device asked = Device.of(conf.string("estimate.device"));
    Device place = asked.resolve();
    List<String> text = new ArrayList<>();
    text.add(asked == place ? place.label() : asked.label() + " is " + place.label());
    for (Device device : Device.values()) {
      Optional<String> obstacle = device.obstacle();
      obstacle.ifPresent(words -> text.add("no " + device.label() + ": " + words));
    }
    return Finding.ok(String.join("; ", text));
  }

  /** What the driver of the GPUs sees, whether or not this build can use it. */
  static Finding gpu(Conf conf) throws IOException, InterruptedException {
    List<String> seen = gpus();
    Device place = Device.of(conf.string("estimate.device"));
    if (seen.isEmpty()) {
      return Finding.ok("none seen (nvidia-smi)");
    }
    String text = String.join(", ", seen);
    if (place == Device.AUTO && Device.CUDA.obstacle().isPresent()) {
      return Finding.warn(
          text + ", unused: " + Device.CUDA.obstacle().get(),
          "Build with mvn -Pgpu package (launcher: ISOBATH_MVN_ARGS=-Pgpu), or set estimate.device"
              + " = cpu.");
    }
    return Finding.ok(text);
  }

  /** Memory of the smallest GPU that the driver sees. */
  static OptionalLong gpuBytes() throws IOException, InterruptedException {
    return gpus().stream()
        .map(MIB::matcher)
        .filter(Matcher::find)
        .mapToLong(memory -> Long.parseLong(memory.group(1)) << 20)
        .min();
  }

  private static List<String> gpus() throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(
                  "nvidia-smi",
                  "--query-gpu=name,memory.total,driver_version",
                  "--format=csv,noheader")
              .redirectErrorStream(true)
              .start();
    } catch (IOException e) {
      return List.of();
    }
    if (!process.waitFor(20, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      return List.of();
    }
    String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return process.exitValue() == 0 ? text.strip().lines().toList() : List.of();
  }
}
