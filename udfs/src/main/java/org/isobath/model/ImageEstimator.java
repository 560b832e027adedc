package org.isobath.model;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.depth.DepthPng.EncodedDepth;
import org.isobath.depth.DepthResize;
import org.isobath.depth.TileGrid;
import org.isobath.depth.TiledDepth;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageHeader;
import org.isobath.image.Interpolation;
import org.isobath.image.Reduction;
import org.isobath.quality.ConsistencyMetric;
import org.isobath.quality.Metrics;

/**
 * What one picture goes through: encoded bytes in, an encoded depth map with its metrics out. Knows
 * nothing of Spark or tables, so that the job and a bare loop do the very same work. Any number of
 * threads may use one.
 */
public final class ImageEstimator {
  private final DepthModel model;
  private final DecodeOptions decode;
  private final OutputSize size;
  private final Tiling tiling;
  private final Fusion fusion;
  private final List<DepthModel> others;
  private final CrossCheck crossCheck;
  private final Map<String, String> text;

  /** An estimator whose network looks once at each picture. */
  public ImageEstimator(
      DepthModel model, DecodeOptions decode, OutputSize size, String paramsHash) {
    this(model, decode, size, Tiling.NONE, paramsHash);
  }

  /** An estimator that looks at tiles as well. */
  public ImageEstimator(
      DepthModel model, DecodeOptions decode, OutputSize size, Tiling tiling, String paramsHash) {
    this(model, decode, size, tiling, Fusion.NONE, CrossCheck.NONE, List.of(), paramsHash);
  }

  /**
   * @param crossCheck by which the map is scored once more
   * @param others one per further model of {@code fusion}, in its order, then that of {@code
   *     crossCheck}
   * @param paramsHash goes into the text of each depth file, with the model's id and hash
   */
  public ImageEstimator(
      DepthModel model,
      DecodeOptions decode,
      OutputSize size,
      Tiling tiling,
      Fusion fusion,
      CrossCheck crossCheck,
      List<DepthModel> others,
      String paramsHash) {
    this.tiling = tiling;
    this.fusion = fusion;
    this.others = List.copyOf(others);
    this.crossCheck = crossCheck;
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
   * @param tiles whose detail went into the map; 0 where the network looked once
   * @param seam of the tiles, see {@link TiledDepth.Tiled}; NaN where not defined
   * @param fused looks that the map was fused from; 0 where it is one look's
   * @param spread of those looks, see {@link FusedLooks}; {@code NaN} where there is none
   * @param confidence likewise; null where the map is one look's
   * @param metrics scores in the order of {@link Metrics#OF_DEPTH}, NaN where not defined or not
   *     asked for
   */
  public record Estimated(
      DepthMap map,
      EncodedDepth encoded,
      double focalPx,
      int tiles,
      double seam,
      int fused,
      double spread,
      byte[] confidence,
      double[] metrics) {}

  public DepthModel model() {
    return model;
  }

  /**
   * A picture on its way to the device.
   *
   * @param image upright, for scores; smaller than the picture where the card allows that
   * @param prepared the whole; {@link #submit} takes it over
   * @param tiles null where the network looks once
   */
  public record Decoded(Image image, PreparedImage prepared, TileGrid tiles) {}

  /**
   * First part of {@link #estimate}: decodes and prepares.
   *
   * @param content an encoded picture
   * @throws Rejected when this picture cannot be decoded, or is outside the model's limits
   */
  public Decoded decode(byte[] content) throws Rejected {
    org.isobath.image.Decoded decoded = ImageDecoder.decode(content, decode, this::reduction);
    ImageHeader header = decoded.header();
    PreparedImage prepared =
        model.preprocess(decoded.image(), header.uprightWidth(), header.uprightHeight());
    TileGrid tiles = tiling.grid(header.uprightWidth(), header.uprightHeight(), prepared.frame());
    return new Decoded(decoded.image(), prepared, tiles);
  }

  /** Depth finer than one look gives, or at the picture's own size, needs all of its pixels. */
  private int reduction(int width, int height) throws Rejected {
    if (!model.card().input().reducedDecode()
        || size == OutputSize.IMAGE
        || !tiling.equals(Tiling.NONE)
        || fusion.further() > 0
        || !crossCheck.models().isEmpty()) {
      return 1;
    }
    NetworkFrame frame = model.frame(width, height);
    // the middle of the picture fills the network's input too
    double part = crossCheck.looks().contains(SecondLook.CROP) ? ConsistencyMetric.CROP : 1;
    return Reduction.largest(
        width,
        height,
        (int) Math.ceil(frame.innerWidth() / part),
        (int) Math.ceil(frame.innerHeight() / part));
  }

  /**
   * Second part of {@link #estimate}: hands the picture to the device, each of its tiles, the looks
   * that it is fused from, and those that it is scored by. Where the model runs in the thread that
   * asks, it is done on return.
   */
  public PendingPasses submit(Decoded decoded) {
    PendingPasses passes = new PendingPasses();
    try {
      passes.add(decoded.prepared(), model.submit(decoded.prepared()));
      if (decoded.tiles() != null) {
        Image scaled = Tiling.scaled(decoded.image(), decoded.tiles());
        for (TileGrid.Tile tile : decoded.tiles().tiles()) {
          PreparedImage prepared = model.preprocess(Tiling.cut(scaled, tile));
          passes.add(prepared, model.submit(prepared));
        }
      }
      for (Look look : fusion.looks()) {
        PreparedImage prepared = look.prepare(model, decoded.image());
        passes.add(prepared, model.submit(prepared));
      }
      for (DepthModel other : others.subList(0, fusion.models().size())) {
        PreparedImage prepared = other.preprocess(decoded.image());
        passes.add(prepared, other.submit(prepared));
      }
      int width = decoded.prepared().imageWidth();
      int height = decoded.prepared().imageHeight();
      for (SecondLook look : crossCheck.looks()) {
        PreparedImage prepared = look.prepare(model, decoded.image(), width, height);
        passes.add(prepared, model.submit(prepared));
      }
      for (DepthModel other : others.subList(fusion.models().size(), others.size())) {
        submitToOther(other, decoded.image(), passes);
      }
      return passes;
    } catch (Rejected e) {
      passes.fail(e);
      return passes;
    } catch (RuntimeException | Error e) {
      passes.close();
      throw e;
    }
  }

  /** A picture outside the limits of who only scores keeps its depth and lacks the score. */
  private static void submitToOther(DepthModel other, Image image, PendingPasses passes) {
    try {
      PreparedImage prepared = other.preprocess(image);
      passes.add(prepared, other.submit(prepared));
    } catch (Rejected e) {
      // the last pass, so that its absence shows
    }
  }

  /**
   * Third part of {@link #estimate}: waits for the device, applies the card's rules, scores and
   * encodes.
   *
   * @param focalPx focal length in pixels of the upright picture, NaN where unknown
   * @throws Rejected when the picture gave no depth
   */
  public Estimated finish(Decoded decoded, PendingPasses pending, double focalPx) throws Rejected {
    Image image = decoded.image();
    List<RawDepth> raw;
    try (pending) {
      raw = pending.get();
    }
    int tiles = decoded.tiles() == null ? 0 : decoded.tiles().tiles().size();
    boolean once = tiles == 0 && fusion.further() == 0;
    DepthEstimate estimate =
        model.postprocess(raw.get(0), focalPx, once ? size : OutputSize.NETWORK);
    DepthMap map = estimate.depth();
    FusedLooks fused = null;
    if (fusion.further() > 0) {
      fused = fused(map, raw.subList(1 + tiles, intoMap(tiles)), estimate.focalPx());
      map = fused.depth();
    }
    int used = 0;
    double seam = Double.NaN;
    if (tiles > 0) {
      TiledDepth.Tiled tiled = tiled(decoded, map, raw.subList(1, 1 + tiles), estimate.focalPx());
      used = tiled.used();
      seam = tiled.seam();
      map = tiled.depth();
    }
    if (!once && size == OutputSize.IMAGE) {
      map = DepthResize.apply(map, image.width(), image.height(), Interpolation.LINEAR, false);
    }
    double focal = estimate.focalPx() * map.width() / raw.get(0).imageWidth();
    List<RawDepth> again = raw.subList(intoMap(tiles), raw.size());
    return new Estimated(
        map,
        DepthPng.encode(map, text(focal)),
        focal,
        used,
        seam,
        fused == null ? 0 : fused.used(),
        fused == null ? Double.NaN : fused.spread(),
        fused == null ? null : fused.confidence(),
        metrics(map, image, estimate, again, focalPx));
  }

  /** Passes that go into the map; those that only score it come after them. */
  private int intoMap(int tiles) {
    return 1 + tiles + fusion.further();
  }

  private double[] metrics(
      DepthMap map, Image image, DepthEstimate once, List<RawDepth> again, double focalPx) {
    double[] scores = Metrics.ofDepth(map, image);
    for (int i = 0; i < again.size(); i++) {
      boolean other = i == crossCheck.looks().size();
      DepthModel looked = other ? others.get(others.size() - 1) : model;
      double focal = other ? focalPx : once.focalPx();
      try {
        DepthMap second = looked.postprocess(again.get(i), focal, OutputSize.NETWORK).depth();
        for (ConsistencyMetric metric :
            other ? ConsistencyMetric.OF_MODELS : List.of(crossCheck.looks().get(i).metric())) {
          scores[Metrics.OF_DEPTH.indexOf(metric)] = metric.score(once.depth(), second);
        }
      } catch (Rejected e) {
        // a second look that shows nothing leaves its score undefined, and the picture its depth
      }
    }
    return scores;
  }

  /**
   * @param focalPx as the first look has it, so that all looks of a model are of one camera
   */
  private FusedLooks fused(DepthMap first, List<RawDepth> raw, double focalPx) throws Rejected {
    List<DepthMap> maps = new ArrayList<>();
    for (int i = 0; i < raw.size(); i++) {
      int other = i - fusion.looks().size();
      DepthModel looked = other < 0 ? model : others.get(other);
      maps.add(looked.postprocess(raw.get(i), focalPx, OutputSize.NETWORK).depth());
    }
    return FusedLooks.of(first, fusion.looks(), maps);
  }

  private TiledDepth.Tiled tiled(
      Decoded decoded, DepthMap whole, List<RawDepth> tiles, double focalPx) throws Rejected {
    TileGrid grid = decoded.tiles();
    // a tile is seen by the camera of the whole
    double focal = focalPx * grid.width() / decoded.image().width();
    List<DepthMap> parts = new ArrayList<>();
    for (RawDepth part : tiles) {
      parts.add(model.postprocess(part, focal, OutputSize.NETWORK).depth());
    }
    return TiledDepth.fuse(whole, grid, parts);
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
    return finish(decoded, submit(decoded), focalPx);
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
