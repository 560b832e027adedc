package org.isobath.jobs.bench;

import java.util.List;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.image.Image;
import org.isobath.model.DepthModel;
import org.isobath.model.ModelCard;
import org.isobath.model.PreparedImage;
import org.isobath.model.SizeRule;

/**
 * A card whose network input is large enough that one inference takes a given time: how fast
 * depends on the machine.
 */
final class HeavierCard {
  private static final int MAX_SIDE = 4096;

  private HeavierCard() {}

  /** Opens a model for a card. */
  interface Opener {
    DepthModel open(ModelCard card);
  }

  /**
   * Grows the card's target size until one inference of {@code image} takes at least {@code
   * milliseconds} (best of three).
   *
   * @throws UserError when the model has a fixed size, or is that fast at 4096 pixels
   */
  static ModelCard of(ModelCard card, Image image, double milliseconds, Opener opener)
      throws Rejected {
    SizeRule size = card.input().size();
    for (double factor = 1; ; factor *= 1.25) {
      ModelCard candidate = scaled(card, factor);
      if (Math.max(candidate.input().size().width(), candidate.input().size().height())
          > MAX_SIDE) {
        throw new UserError(
            "bench.inference-ms = %.0f is out of reach: %s at %dx%d is faster. Lower it, or take a larger model."
                .formatted(milliseconds, card.id(), size.width(), size.height()));
      }
      try (DepthModel model = opener.open(candidate)) {
        if (inference(model, image) >= milliseconds) {
          return candidate;
        }
      }
    }
  }

  /** Milliseconds of one inference, best of three after one that does not count. */
  static double inference(DepthModel model, Image image) throws Rejected {
    double best = Double.POSITIVE_INFINITY;
    try (PreparedImage prepared = model.preprocess(image)) {
      model.infer(List.of(prepared));
      for (int i = 0; i < 3; i++) {
        long start = System.nanoTime();
        model.infer(List.of(prepared));
        best = Math.min(best, (System.nanoTime() - start) / 1e6);
      }
    }
    return best;
  }

  private static ModelCard scaled(ModelCard card, double factor) {
    SizeRule size = card.input().size();
    SizeRule larger =
        new SizeRule(
            size.fit(),
            grown(size.width(), factor, size.multiple()),
            grown(size.height(), factor, size.multiple()),
            size.multiple(),
            grown(size.maxSide(), factor, size.multiple()),
            size.padRgb());
    return card.withInput(card.input().withSize(larger));
  }

  private static int grown(int side, double factor, int multiple) {
    return (int) Math.rint(side * factor / multiple) * multiple;
  }
}
