package org.isobath.model;

import java.util.LinkedHashMap;
import java.util.Map;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.depth.DepthPng.EncodedDepth;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.quality.DepthMetric;

/**
 * What one picture goes through: encoded bytes in, an encoded depth map with its metrics out. Knows
 * nothing of Spark or tables, so that the job and a bare loop do the very same work. Any number of
 * threads may use one.
 */
public final class ImageEstimator {
  private final DepthModel model;
  private final DecodeOptions decode;
  private final OutputSize size;
  private final Map<String, String> text;

  /**
   * @param paramsHash goes into the text of each depth file, with the model's id and hash
   */
  public ImageEstimator(
      DepthModel model, DecodeOptions decode, OutputSize size, String paramsHash) {
    this.model = model;
    this.decode = decode;
    this.size = size;
    // in order: the same map gives the same file in every JVM
    this.text = new LinkedHashMap<>();
    text.put("depth:model", model.card().id());
    text.put("depth:model_sha256", model.card().hash().orElseThrow());
    text.put("depth:params_hash", paramsHash);
  }

  /**
   * Depth of one picture.
   *
   * @param map as estimated, before it was rounded to codes
   * @param encoded the 16-bit file and its mapping
   * @param focalPx focal length that went into metres, in pixels of the depth map; NaN when none
   * @param metrics scores in the order of {@link DepthMetric}, NaN where not defined
   */
  public record Estimated(DepthMap map, EncodedDepth encoded, double focalPx, double[] metrics) {}

  public DepthModel model() {
    return model;
  }

  /**
   * A picture on its way to the device.
   *
   * @param image upright
   * @param prepared open until the device is done with it
   */
  public record Decoded(Image image, PreparedImage prepared) {}

  /**
   * First part of {@link #estimate}: decodes and prepares. The second is {@link DepthModel#submit}
   * of what was prepared.
   *
   * @param content an encoded picture
   * @throws Rejected when this picture cannot be decoded, or is outside the model's limits
   */
  public Decoded decode(byte[] content) throws Rejected {
    Image image = ImageDecoder.decode(content, decode).image();
    return new Decoded(image, model.preprocess(image));
  }

  /**
   * Third part of {@link #estimate}: waits for the device, applies the card's rules, scores and
   * encodes.
   *
   * @param focalPx focal length in pixels of the upright picture, NaN where unknown
   * @throws Rejected when the picture gave no depth
   */
  public Estimated finish(Decoded decoded, PendingDepth pending, double focalPx) throws Rejected {
    Image image = decoded.image();
    RawDepth raw;
    try (PreparedImage prepared = decoded.prepared()) {
      raw = pending.get();
    }
    DepthEstimate estimate = model.postprocess(raw, focalPx, size);
    DepthMap map = estimate.depth();
    double focal = estimate.focalPx() * map.width() / image.width();
    return new Estimated(
        map, DepthPng.encode(map, text(focal)), focal, DepthMetric.all(map, image));
  }

  /**
   * Decodes, runs the model and encodes.
   *
   * @param content an encoded picture
   * @param focalPx focal length in pixels of the upright picture, NaN where unknown
   * @throws Rejected when this picture cannot be decoded, is outside the model's limits, or gives
   *     no depth
   */
  public Estimated estimate(byte[] content, double focalPx) throws Rejected {
    Decoded decoded = decode(content);
    return finish(decoded, model.submit(decoded.prepared()), focalPx);
  }

  private Map<String, String> text(double focalPx) {
    if (Double.isNaN(focalPx)) {
      return text;
    }
    Map<String, String> withFocal = new LinkedHashMap<>(text);
    withFocal.put("depth:focal_px", Double.toString(focalPx));
    return withFocal;
  }
}
