package org.isobath.jobs.ingest;

import java.io.IOException;
import java.io.Serializable;
import java.io.UncheckedIOException;
import java.sql.Timestamp;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import org.apache.spark.TaskContext;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;
import org.apache.spark.util.TaskCompletionListener;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Decoded;
import org.isobath.image.FocalLength;
import org.isobath.image.HeaderProbe;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageHeader;
import org.isobath.image.PerceptualHash;
import org.isobath.image.PixelHash;
import org.isobath.jobs.CarefulMode;
import org.isobath.jobs.Column;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Table;
import org.isobath.jobs.TaskOutcomes;
import org.isobath.jobs.Watch;
import org.isobath.quality.Metrics;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Takes up one input: bytes to rows. Probes, decodes, hashes and measures; whatever is wrong with
 * the input becomes its rejection and never fails the task.
 */
final class Intake implements Serializable {
  private static final long serialVersionUID = 1L;

  private final String source;
  private final String license;
  private final String runId;
  private final boolean inline;
  private final Limits limits;
  private final CarefulMode.Orders careful;
  private final LongAccumulator done;
  private final LongAccumulator rejected;
  private final LongAccumulator decoded;

  /** {@link DecodeOptions} in a form that travels to executors. */
  record Limits(long maxBytes, long maxPixels, int maxSide, int maxFrames, int matteRgb)
      implements Serializable {
    DecodeOptions options() {
      return new DecodeOptions(
          new org.isobath.image.ImageLimits(maxBytes, maxPixels, maxSide, maxFrames), matteRgb);
    }
  }

  /**
   * @param inline true to keep the bytes in {@code images}
   * @param done counts inputs, for progress
   * @param rejected counts rejected inputs, for progress
   * @param decoded counts pictures given to the decoder
   */
  Intake(
      Source source,
      String runId,
      boolean inline,
      Limits limits,
      CarefulMode.Orders careful,
      LongAccumulator done,
      LongAccumulator rejected,
      LongAccumulator decoded) {
    this.source = source.name();
    this.license = source.license();
    this.runId = runId;
    this.inline = inline;
    this.limits = limits;
    this.careful = careful;
    this.done = done;
    this.rejected = rejected;
    this.decoded = decoded;
  }

  /** The inputs of one task. */
  Iterator<Taken> take(Iterator<Loaded> inputs) {
    Watch watch = careful.watch();
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) ended -> watch.close());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return inputs.hasNext();
      }

      @Override
      public Taken next() {
        return take(inputs.next(), watch);
      }
    };
  }

  private Taken take(Loaded loaded, Watch watch) {
    Taken taken;
    try {
      taken = accept(loaded, watch);
    } catch (IOException e) {
      // of the watch; the input is not at fault
      throw new UncheckedIOException(e);
    } catch (Rejected e) {
      taken = reject(loaded, e);
      rejected.add(1);
    } catch (RuntimeException | StackOverflowError e) {
      // a decoder that stumbles over one input has nothing to do with the others
      taken = reject(loaded, new Rejected(Reason.CORRUPT, "the decoder failed: " + e, e));
      rejected.add(1);
    }
    done.add(1);
    Reason reason = taken.seen().reason();
    TaskOutcomes.count("ingest", reason == null ? null : reason.label());
    return taken;
  }

  private Taken accept(Loaded loaded, Watch watch) throws Rejected, IOException {
    if (loaded.rejected() != null) {
      throw loaded.rejected();
    }
    Item item = loaded.item();
    byte[] bytes = loaded.bytes();
    long length = item.length() == null ? bytes.length : Math.max(item.length(), bytes.length);
    if (length > limits.maxBytes()) {
      throw new Rejected(
          Reason.TOO_MANY_BYTES, length + " bytes; the limit is " + limits.maxBytes());
    }
    DecodeOptions options = limits.options();
    ImageHeader header = HeaderProbe.probe(bytes);
    options.limits().check(header, bytes.length);
    String id = Originals.sha256(bytes);
    Map<String, Object> image =
        watched(
            watch,
            id,
            () ->
                DecodeGate.jvm()
                    .decode(header, () -> measure(ImageDecoder.decode(bytes, options), bytes)));
    image.put("image_id", id);
    image.put("content", inline ? bytes : null);
    image.put("uri", item.uri());
    image.put("length", (long) bytes.length);
    image.put("run_id", runId);
    if (loaded.focalPx() != null) {
      image.put("focal_px", loaded.focalPx());
    }
    return new Taken(
        new Taken.Seen(item.uri(), id, null, bytes.length),
        sourceRow(loaded, id, null),
        row(Table.IMAGES, image));
  }

  private static <T> T watched(Watch watch, String id, DecodeGate.Work<T, Rejected> work)
      throws Rejected, IOException {
    watch.check(id);
    watch.enter(id);
    try {
      return work.run();
    } finally {
      watch.leave(id);
    }
  }

  private Map<String, Object> measure(Decoded picture, byte[] bytes) {
    decoded.add(1);
    ImageHeader header = picture.header();
    Image image = picture.image();
    Map<String, Object> row = new HashMap<>();
    row.put("format", header.format().label());
    row.put("frames", header.frames());
    row.put("width", image.width());
    row.put("height", image.height());
    row.put("channels", header.channels());
    row.put("bit_depth", header.bitDepth());
    row.put("orientation", header.orientation());
    row.put("icc", header.icc());
    row.put("focal_mm", header.focalMm());
    row.put("focal_35mm", header.focal35mm());
    row.put("focal_px", FocalLength.pixels(header));
    row.put("flags", picture.flags().toArray(String[]::new));
    Long[] turned = Arrays.stream(PerceptualHash.turned(image)).boxed().toArray(Long[]::new);
    row.put("phash", turned[0]);
    row.put("phash_turned", turned);
    row.put("pixel_hash", PixelHash.of(image));
    row.put("metrics", metrics(Metrics.ofPicture(image, header, bytes)));
    return row;
  }

  private static Row metrics(double[] scores) {
    return RowFactory.create(
        Arrays.stream(scores)
            .mapToObj(score -> Double.isNaN(score) ? null : (Object) score)
            .toArray());
  }

  private Taken reject(Loaded loaded, Rejected why) {
    long length = loaded.bytes() == null ? 0 : loaded.bytes().length;
    return new Taken(
        new Taken.Seen(loaded.item().uri(), null, why.reason(), length),
        sourceRow(loaded, null, why),
        null);
  }

  private Row sourceRow(Loaded loaded, String id, Rejected why) {
    Item item = loaded.item();
    Annotation annotation = loaded.annotation().orLicense(license);
    Map<String, Object> row = new HashMap<>();
    row.put("uri", item.uri());
    row.put("source", source);
    row.put("image_id", id);
    row.put("state", why == null ? "ok" : "rejected");
    row.put("reason", why == null ? null : why.reason().label());
    row.put("message", why == null ? null : why.getMessage());
    row.put("length", length(loaded));
    row.put("modified_at", (Timestamp) item.modifiedAt());
    row.put("caption", annotation.caption());
    row.put("license", annotation.license());
    row.put(
        "attributes",
        scala.collection.immutable.Map.from(CollectionConverters.asScala(annotation.attributes())));
    row.put("run_id", runId);
    return row(Table.SOURCES, row);
  }

  /**
   * As listed, because the next listing is compared with it; as read where the listing is silent.
   */
  private static Long length(Loaded loaded) {
    if (loaded.item().length() != null) {
      return loaded.item().length();
    }
    return loaded.bytes() == null ? null : (Long) (long) loaded.bytes().length;
  }

  private static Row row(Table table, Map<String, Object> values) {
    return RowFactory.create(table.columns().stream().map(Column::name).map(values::get).toArray());
  }
}
