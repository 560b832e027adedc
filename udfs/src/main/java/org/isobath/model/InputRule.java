package org.isobath.model;

import java.io.Serializable;
import java.util.List;
import java.util.Map;

/**
 * From picture to input tensor: {@code (resize(pixel * scale) - mean) / std}, planes of red, green,
 * blue (or blue, green, red), one after the other.
 *
 * @param name of the graph input; empty for the only one
 * @param resizeOn what is resized: floats keep the overshoot of a cubic kernel, bytes round and
 *     clip it
 * @param scale factor from 0..255 to what mean and std are given in: 1/255, or 1 where the graph
 *     takes 0..255
 * @param mean three numbers in the order of the tensor's planes; zeros where the graph subtracts it
 *     itself
 * @param std three numbers likewise; ones where the graph divides itself
 * @param reducedDecode whether a JPEG may be decoded at a half, a quarter or an eighth of its
 *     sides, where that is no smaller than the network's input; changes values
 * @param constants further inputs of the graph by name, each one whole number for every picture
 */
public record InputRule(
    String name,
    SizeRule size,
    Resampling interpolation,
    Antialias antialias,
    ResizeOn resizeOn,
    double scale,
    List<Double> mean,
    List<Double> std,
    Channels channels,
    boolean reducedDecode,
    Map<String, Long> constants)
    implements Serializable {

  /** This rule for another size. */
  public InputRule withSize(SizeRule other) {
    return new InputRule(
        name,
        other,
        interpolation,
        antialias,
        resizeOn,
        scale,
        mean,
        std,
        channels,
        reducedDecode,
        constants);
  }

  /** This rule with or without reduced decoding. */
  public InputRule withReducedDecode(boolean other) {
    return new InputRule(
        name,
        size,
        interpolation,
        antialias,
        resizeOn,
        scale,
        mean,
        std,
        channels,
        other,
        constants);
  }

  /** Whose resize the preparation was written with. */
  public enum Antialias {
    /** OpenCV's: the kernel reads its two or four neighbours whatever the ratio. */
    NONE,
    /** Pillow's on bytes: the kernel widens when the picture shrinks ({@link PillowResize}). */
    PILLOW
  }

  /** Number format in which the picture is resized. */
  public enum ResizeOn {
    FLOAT,
    UINT8
  }

  /** Order of the tensor's planes. */
  public enum Channels {
    RGB,
    BGR
  }
}
