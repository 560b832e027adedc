package org.isobath.jobs.ingest;

import java.util.List;
import java.util.Map;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Entry;
import org.isobath.scene.RenderedScene;
import org.isobath.scene.SceneUri;

/**
 * Scenes rendered on the executors, kept as PNG without loss, with their caption and exact focal
 * length. The uri is all that is needed to render picture and exact depth again ({@link SceneUri}).
 */
final class ScenesSource implements Source {
  private static final int MAX_SIDE = 8192;

  private final String name;
  private final String license;
  private final long count;
  private final long seed;
  private final int width;
  private final int height;

  private ScenesSource(Entry entry, String name) {
    this.name = name;
    this.license = entry.string("license", null);
    this.count = entry.wholeNumber("count", 64, 0, Integer.MAX_VALUE);
    this.seed = entry.wholeNumber("seed", 1, -(1L << 62), 1L << 62);
    this.width = (int) entry.wholeNumber("width", 512, 1, MAX_SIDE);
    this.height = (int) entry.wholeNumber("height", 384, 1, MAX_SIDE);
  }

  static Source of(Entry entry, String name) {
    return new ScenesSource(entry, name);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public String license() {
    return license;
  }

  @Override
  public String describe() {
    return "%d scenes from seed %d, %dx%d".formatted(count, seed, width, height);
  }

  @Override
  public boolean canBeReferenced() {
    return true;
  }

  @Override
  public Listing list(SparkSession spark) {
    int wide = width;
    int high = height;
    // rendering costs far more than the bytes that come out, so plan with the pixels
    long weight = 3L * width * height;
    return new Listing(
        spark
            .range(seed, seed + count)
            .map(
                (MapFunction<Long, Row>)
                    number ->
                        new Item(
                                new SceneUri(number, wide, high).toString(),
                                "",
                                "",
                                null,
                                weight,
                                null,
                                null,
                                null,
                                null,
                                false)
                            .toRow(),
                Encoders.row(Item.SCHEMA)),
        () -> {});
  }

  @Override
  public Batch load(SparkSession spark, List<Item> items, Reading reading) {
    JavaSparkContext context = JavaSparkContext.fromSparkContext(spark.sparkContext());
    List<List<Item>> bins = Bins.of(items, reading.partitionBytes(), context.defaultParallelism());
    return Batch.of(
        context.parallelize(bins, bins.size()).flatMap(List::iterator).map(ScenesSource::render),
        items);
  }

  private static Loaded render(Item item) {
    RenderedScene scene = SceneUri.parse(item.uri()).render();
    Annotation annotation =
        Annotation.of(scene.caption(), null, Map.of("seed", String.valueOf(scene.seed())));
    return new Loaded(
        item, ImageEncoder.png(scene.image()), annotation, scene.camera().focal(), null);
  }
}
