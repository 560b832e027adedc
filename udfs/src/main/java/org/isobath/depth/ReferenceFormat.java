package org.isobath.depth;

import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.UserError;

/**
 * How data sets keep their reference depth. Every format gives metres along the optical axis
 * ({@link DepthKind#METRIC}) with {@code NaN} where nothing was measured; only {@link #ISOBATH}
 * files say themselves what they hold. Bytes from anywhere are safe to pass: sizes are checked
 * against the file's own length before anything is allocated.
 *
 * <p>A format cannot be told from the bytes (KITTI's and ScanNet's files differ in their unit
 * alone), so whoever reads must know it.
 */
public enum ReferenceFormat {
  /** 16-bit grey PNG or PGM, metres times 256, 0 where invalid: KITTI and those who followed it. */
  KITTI("kitti") {
    @Override
    public DepthMap read(byte[] file) throws Rejected {
      return coded(codes(file), 1 / 256.0);
    }
  },
  /** 16-bit grey PNG or PGM, millimetres, 0 where invalid: NYUv2 as exported, ScanNet. */
  MILLIMETRES("millimetres") {
    @Override
    public DepthMap read(byte[] file) throws Rejected {
      return coded(codes(file), 1e-3);
    }
  },
  /** 16-bit grey PNG or PGM, metres times 5000, 0 where invalid: TUM RGB-D. */
  TUM("tum") {
    @Override
    public DepthMap read(byte[] file) throws Rejected {
      return coded(codes(file), 1 / 5000.0);
    }
  },
  /**
   * NumPy array of metres, float32 or float64, height × width or height × width × 1, as DIODE has
   * it. Zero, negative and NaN are invalid, infinity is infinitely far. DIODE keeps what is valid
   * in a second file: {@link #masked}.
   */
  NPY("npy") {
    @Override
    public DepthMap read(byte[] file) throws Rejected {
      return metres(NpyReader.read(file));
    }
  },
  /**
   * Portable float map of one channel, metres, rows from the bottom; either byte order. The
   * magnitude of its scale has no agreed meaning and is not applied. Not for the PFM files of
   * MiDaS, which hold relative inverse depth.
   */
  PFM("pfm") {
    @Override
    public DepthMap read(byte[] file) throws Rejected {
      return metres(PfmReader.read(file));
    }
  },
  /** What {@link DepthPng} writes, of any kind but inverse_relative. */
  ISOBATH("isobath") {
    @Override
    public DepthMap read(byte[] file) throws Rejected {
      DepthMap map = DepthPng.decode(file);
      if (map.kind() == DepthKind.INVERSE_RELATIVE) {
        throw new Rejected(
            Reason.BAD_HEADER,
            "Cannot use depth PNG as reference: it is inverse_relative, which has no metres to compare with");
      }
      return DepthConversion.toDepth(map);
    }
  };

  private final String label;

  ReferenceFormat(String label) {
    this.label = label;
  }

  /** The name in configuration: lower case. */
  public String label() {
    return label;
  }

  /** The format with this {@link #label()}. */
  public static ReferenceFormat of(String label) {
    for (ReferenceFormat format : values()) {
      if (format.label.equals(label.toLowerCase(Locale.ROOT))) {
        return format;
      }
    }
    throw new UserError(
        "Unknown format of reference depth: "
            + label
            + ". Use one of "
            + Arrays.stream(values()).map(ReferenceFormat::label).collect(Collectors.joining(", "))
            + ".");
  }

  /**
   * Reads one file.
   *
   * @throws Rejected when it is not of this format, damaged, or has more pixels than a map can
   */
  public abstract DepthMap read(byte[] file) throws Rejected;

  /**
   * The map without the pixels where a mask is zero.
   *
   * @param mask NumPy array of the same size, as DIODE keeps beside each depth
   */
  public static DepthMap masked(DepthMap map, byte[] mask) throws Rejected {
    NpyReader.Plane valid = NpyReader.read(mask);
    if (valid.width() != map.width() || valid.height() != map.height()) {
      throw new Rejected(
          Reason.BAD_HEADER,
          "Cannot apply mask: it is of "
              + valid.width()
              + "x"
              + valid.height()
              + " and the depth of "
              + map.width()
              + "x"
              + map.height()
              + " pixels");
    }
    float[] values = map.values().clone();
    for (int i = 0; i < values.length; i++) {
      if (!(valid.values()[i] > 0)) {
        values[i] = Float.NaN;
      }
    }
    return new DepthMap(map.width(), map.height(), values, map.kind());
  }

  private static Grey16 codes(byte[] file) throws Rejected {
    return Pgm16Reader.is(file) ? Pgm16Reader.read(file) : Png16Reader.read(file);
  }

  private static DepthMap coded(Grey16 picture, double metresPerCode) {
    char[] codes = picture.samples();
    float[] values = new float[codes.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = codes[i] == 0 ? Float.NaN : (float) (codes[i] * metresPerCode);
    }
    return new DepthMap(picture.width(), picture.height(), values, DepthKind.METRIC);
  }

  private static DepthMap metres(NpyReader.Plane plane) {
    float[] values = plane.values();
    for (int i = 0; i < values.length; i++) {
      if (!(values[i] > 0)) {
        values[i] = Float.NaN;
      }
    }
    return new DepthMap(plane.width(), plane.height(), values, DepthKind.METRIC);
  }
}
