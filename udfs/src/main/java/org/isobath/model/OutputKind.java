package org.isobath.model;

import java.util.List;
import org.isobath.depth.DepthKind;

/**
 * What the raw numbers of a depth output mean, and how they become the values of a {@link
 * org.isobath.depth.DepthMap}. A new kind of output is one more constant here. A number that cannot
 * be a depth of its kind becomes NaN, never a guess.
 */
public enum OutputKind {
  /** Inverse depth up to scale and shift; any finite number, larger is nearer. */
  INVERSE_RELATIVE(DepthKind.INVERSE_RELATIVE, "none") {
    @Override
    float value(float raw, double factor) {
      return raw;
    }
  },
  /** Depth up to scale; zero and more, larger is farther. */
  RELATIVE(DepthKind.RELATIVE, "none") {
    @Override
    float value(float raw, double factor) {
      return raw >= 0 ? raw : Float.NaN;
    }
  },
  /** Depth in the card's unit of length; above zero, larger is farther. */
  METRIC(DepthKind.METRIC, "m", "cm", "mm") {
    @Override
    float value(float raw, double factor) {
      return raw > 0 ? (float) (raw * factor) : Float.NaN;
    }
  },
  /** One over depth in metres; zero is infinitely far, larger is nearer. */
  INVERSE_METRIC(DepthKind.INVERSE_METRIC, "1/m") {
    @Override
    float value(float raw, double factor) {
      if (raw == 0) {
        return Float.POSITIVE_INFINITY;
      }
      return raw > 0 ? (float) (raw * factor) : Float.NaN;
    }
  },
  /**
   * Depth as a camera of the card's canonical focal length would see it: metres = raw * focal /
   * canonical focal, both in pixels of the network's input (Depth Anything 3 metric: canonical
   * focal 300; Metric3D: 1000).
   */
  CANONICAL_METRIC(DepthKind.METRIC, "m") {
    @Override
    float value(float raw, double factor) {
      return raw > 0 ? (float) (raw * factor) : Float.NaN;
    }

    @Override
    boolean canonical() {
      return true;
    }

    @Override
    double focalFactor(double focal, double width, double canonicalFocal) {
      return focal / canonicalFocal;
    }
  },
  /**
   * One over depth as a camera whose focal length is its picture's width would see it: 1 / metres =
   * raw * width / focal, both in pixels of the network's input, within 0.1 mm and 10 km (Depth
   * Pro).
   */
  CANONICAL_INVERSE(DepthKind.INVERSE_METRIC, "1/m") {
    @Override
    float value(float raw, double factor) {
      return (float) Math.max(1e-4, Math.min(1e4, raw * factor));
    }

    @Override
    double focalFactor(double focal, double width, double canonicalFocal) {
      return width / focal;
    }
  },
  /**
   * Points in space in the card's unit of length, [N,3,H,W] or [N,H,W,3]: x to the right, y down, z
   * forward. Their z is the depth (UniDepth).
   */
  METRIC_POINTS(DepthKind.METRIC, "m", "cm", "mm") {
    @Override
    float value(float raw, double factor) {
      return METRIC.value(raw, factor);
    }

    @Override
    boolean points() {
      return true;
    }
  },
  /**
   * Points in space up to a shift along z and a factor, likewise; another output has the metres per
   * unit. The shift, and the focal length where the picture tells none, are what puts each point on
   * the ray of its pixel ({@link org.isobath.depth.AffinePoints}; MoGe-2).
   */
  AFFINE_POINTS(DepthKind.METRIC, "m") {
    @Override
    float value(float raw, double factor) {
      return METRIC.value(raw, factor);
    }

    @Override
    boolean points() {
      return true;
    }
  };

  private final DepthKind kind;
  private final List<String> units;

  OutputKind(DepthKind kind, String... units) {
    this.kind = kind;
    this.units = List.of(units);
  }

  /** The kind of the depth map that results. */
  public DepthKind depthKind() {
    return kind;
  }

  /** Units that a card may declare, the default first. */
  public List<String> units() {
    return units;
  }

  /**
   * One value of the depth map.
   *
   * @param raw finite
   * @param factor from the output's unit to the kind's; for canonical depth also focal over
   *     canonical focal
   */
  abstract float value(float raw, double factor);

  /**
   * What the camera's focal length does to raw numbers; {@code NaN} for kinds that need none.
   *
   * @param focal in pixels of the network's input
   * @param width of the picture in the network's input
   * @param canonicalFocal of the card
   */
  double focalFactor(double focal, double width, double canonicalFocal) {
    return Double.NaN;
  }

  /** True where metres need the camera's focal length. */
  final boolean needsFocal() {
    return !Double.isNaN(focalFactor(1, 1, 1));
  }

  /** True where the card says for which focal length the raw numbers hold. */
  boolean canonical() {
    return false;
  }

  /** True where the depth output has three numbers for each pixel. */
  boolean points() {
    return false;
  }

  /** Metres per unit; 1 for units that are no length. */
  static double unitFactor(String unit) {
    switch (unit) {
      case "cm":
        return 0.01;
      case "mm":
        return 0.001;
      default:
        return 1;
    }
  }
}
