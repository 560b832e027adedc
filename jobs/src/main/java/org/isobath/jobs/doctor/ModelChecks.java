package org.isobath.jobs.doctor;

import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.image.Image;
import org.isobath.jobs.Conf;
import org.isobath.jobs.HadoopSettings;
import org.isobath.jobs.ModelSettings;
import org.isobath.jobs.TaskCores;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ModelCard;
import org.isobath.model.ModelStore;
import org.isobath.onnx.Device;

/** Model cards, and the model that the configuration names. */
final class ModelChecks {
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  private ModelChecks() {}

  static Finding cards(Conf conf) {
    Collection<ModelCard> cards = ModelSettings.cards(conf).all();
    long verified = cards.stream().filter(ModelCard::verified).count();
    return Finding.ok(
        cards.size()
            + " cards, "
            + verified
            + " of them tried with the real file (isobath models list)");
  }

  /** Fetches where that costs no download, opens, holds card and graph together, runs once. */
  static Finding model(Conf conf) throws Rejected {
    ModelCard card = ModelSettings.cards(conf).get(conf.string("estimate.model"));
    ModelStore store = ModelSettings.of(conf).store();
    boolean far = card.source().getScheme().startsWith("http");
    if (far && card.hash().isPresent() && !store.isCached(card)) {
      return Finding.warn(
          card.id() + " is not on this machine",
          "The first run downloads it from "
              + card.source()
              + ". To do it now: isobath models fetch "
              + card.id());
    }
    Path file = store.fetch(card, HadoopSettings.of(conf));
    int threads = TaskCores.of(conf).intraOpThreads(conf);
    try (DepthModel model =
        DepthModels.open(card, file, Device.of(conf.string("estimate.device")), threads)) {
      Image image = gradient();
      model.estimate(List.of(image));
      long start = System.nanoTime();
      DepthMap depth = model.estimate(List.of(image)).get(0);
      double ms = (System.nanoTime() - start) / 1e6;
      String text =
          String.format(
              Locale.ROOT,
              "%s on %s: %d x %d picture to %d x %d %s in %.0f ms",
              card.id(),
              model.device().label(),
              WIDTH,
              HEIGHT,
              depth.width(),
              depth.height(),
              depth.kind().label(),
              ms);
      if (!card.verified()) {
        return Finding.warn(
            text,
            "Nobody has tried this card with the real file. Look at some depth maps, then set verified = true in a copy.");
      }
      return Finding.ok(text);
    }
  }

  private static Image gradient() {
    byte[] rgb = new byte[WIDTH * HEIGHT * 3];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 3 % WIDTH * 255 / WIDTH);
    }
    return new Image(WIDTH, HEIGHT, rgb);
  }
}
