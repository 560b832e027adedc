package org.isobath.jobs.bench;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.udf;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.imageio.ImageIO;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.api.java.UDF1;
import org.apache.spark.sql.api.java.UDF2;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.util.TaskCompletionListener;
import org.isobath.Rejected;
import org.isobath.depth.DepthKind;
import org.isobath.depth.DepthMap;
import org.isobath.depth.DepthPng;
import org.isobath.image.DecodeOptions;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.model.DepthModel;
import org.isobath.model.DepthModels;
import org.isobath.model.ModelCard;
import org.isobath.model.OutputSize;
import org.isobath.model.PreparedImage;
import org.isobath.onnx.Batching;
import org.isobath.onnx.Device;
import org.isobath.quality.Metrics;
import scala.collection.Seq;

/**
 * Depth of files as one writes it in Spark at the first attempt: a function decodes one row, pixels
 * and depth travel in columns as nested arrays, the model is opened in each partition, another
 * function scores and encodes one row. The yardstick of {@code bench.what = naive}, with the same
 * model, preparation and scores as {@code estimate}, so that the outcome is the same depth; never
 * for work. Knows nothing of orientation, profiles, resuming or rejects: what is wrong with a
 * picture fails the task.
 *
 * @param card locked
 * @param modelFile verified
 * @param parts what of it is naive
 */
record NaiveEstimate(
    ModelCard card, String modelFile, Device device, int intraOp, Set<NaivePart> parts)
    implements Serializable {
  /** Of each core, as Spark's tuning guide advises. */
  private static final int PARTITIONS_PER_CORE = 3;

  private static final DataType PIXELS =
      new ArrayType(new ArrayType(new ArrayType(DataTypes.DoubleType, false), false), false);
  private static final DataType FLAT_PIXELS =
      new StructType()
          .add("width", DataTypes.IntegerType)
          .add("height", DataTypes.IntegerType)
          .add("rgb", DataTypes.BinaryType);
  private static final DataType DEPTH =
      new ArrayType(new ArrayType(DataTypes.FloatType, false), false);
  private static final DataType FLAT_DEPTH =
      new StructType()
          .add("width", DataTypes.IntegerType)
          .add("height", DataTypes.IntegerType)
          .add("values", DataTypes.BinaryType);
  private static final StructType FILES =
      new StructType().add("path", DataTypes.StringType).add("content", DataTypes.BinaryType);
  private static final StructType RESULT =
      new StructType()
          .add("depth", DataTypes.BinaryType)
          .add("metrics", new ArrayType(DataTypes.DoubleType, false));

  private boolean naive(NaivePart part) {
    return parts.contains(part);
  }

  /** Writes a Delta table with path, depth (a 16-bit PNG) and metrics of each file. */
  void run(SparkSession spark, List<Path> files, Path table) {
    depth(spark, files).write().format("delta").save(table.toUri().toString());
  }

  /** Columns path, depth and metrics. */
  Dataset<Row> depth(SparkSession spark, List<Path> files) {
    int partitions = PARTITIONS_PER_CORE * spark.sparkContext().defaultParallelism();
    Dataset<Row> content =
        spark.createDataFrame(
            JavaSparkContext.fromSparkContext(spark.sparkContext())
                .parallelize(files.stream().map(Path::toString).toList(), partitions)
                .map(NaiveEstimate::read),
            FILES);
    boolean nested = naive(NaivePart.NESTED_ARRAYS);
    DataType pixels = nested ? PIXELS : FLAT_PIXELS;
    StructType inferred =
        new StructType()
            .add("path", DataTypes.StringType)
            .add("pixels", pixels)
            .add("values", nested ? DEPTH : FLAT_DEPTH);
    return content
        .select(
            col("path"),
            udf((UDF1<byte[], Object>) this::decode, pixels).apply(col("content")).as("pixels"))
        .mapPartitions((MapPartitionsFunction<Row, Row>) this::infer, Encoders.row(inferred))
        .select(
            col("path"),
            // evaluated once for its two fields
            udf((UDF2<Object, Object, Row>) this::score, RESULT)
                .asNondeterministic()
                .apply(col("pixels"), col("values"))
                .as("result"))
        .select("path", "result.depth", "result.metrics");
  }

  private static Row read(String path) throws IOException {
    return RowFactory.create(path, Files.readAllBytes(Path.of(path)));
  }

  private Object decode(byte[] content) throws IOException, Rejected {
    Image image =
        naive(NaivePart.IMAGE_IO)
            ? imageIo(content)
            : ImageDecoder.decode(content, DecodeOptions.DEFAULT).image();
    if (!naive(NaivePart.NESTED_ARRAYS)) {
      return RowFactory.create(image.width(), image.height(), image.rgb());
    }
    double[][][] pixels = new double[image.height()][image.width()][3];
    for (int y = 0; y < image.height(); y++) {
      for (int x = 0; x < image.width(); x++) {
        for (int c = 0; c < 3; c++) {
          pixels[y][x][c] = image.at(x, y, c);
        }
      }
    }
    return pixels;
  }

  private static Image imageIo(byte[] content) throws IOException {
    BufferedImage picture = ImageIO.read(new ByteArrayInputStream(content));
    int width = picture.getWidth();
    int height = picture.getHeight();
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, i = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int argb = picture.getRGB(x, y);
        rgb[i++] = (byte) (argb >> 16);
        rgb[i++] = (byte) (argb >> 8);
        rgb[i++] = (byte) argb;
      }
    }
    return new Image(width, height, rgb);
  }

  private Iterator<Row> infer(Iterator<Row> rows) {
    Path file = Path.of(modelFile);
    DepthModel model =
        naive(NaivePart.SESSION_PER_PARTITION)
            ? DepthModels.openAlone(card, file, device, 0, intraOp, Batching.AUTO)
            : DepthModels.open(card, file, device, intraOp);
    TaskContext.get().addTaskCompletionListener((TaskCompletionListener) ended -> model.close());
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        return rows.hasNext();
      }

      @Override
      public Row next() {
        Row row = rows.next();
        Image image = image(row.get(1));
        try (PreparedImage prepared = model.preprocess(image)) {
          DepthMap map =
              model
                  .postprocess(model.submit(prepared).get(), Double.NaN, OutputSize.NETWORK)
                  .depth();
          return RowFactory.create(row.get(0), row.get(1), values(map));
        } catch (Rejected e) {
          throw new IllegalStateException(row.getString(0) + " gives no depth", e);
        }
      }
    };
  }

  private Object values(DepthMap map) {
    if (!naive(NaivePart.NESTED_ARRAYS)) {
      ByteBuffer bytes = ByteBuffer.allocate(Float.BYTES * map.values().length);
      bytes.asFloatBuffer().put(map.values());
      return RowFactory.create(map.width(), map.height(), bytes.array());
    }
    float[][] values = new float[map.height()][map.width()];
    for (int y = 0; y < map.height(); y++) {
      System.arraycopy(map.values(), y * map.width(), values[y], 0, map.width());
    }
    return values;
  }

  private Row score(Object pixels, Object values) {
    Image image = image(pixels);
    DepthMap map = map(values);
    return RowFactory.create(DepthPng.encode(map, Map.of()).png(), Metrics.ofDepth(map, image));
  }

  private Image image(Object pixels) {
    if (pixels instanceof Row flat) {
      return new Image(flat.getInt(0), flat.getInt(1), flat.getAs(2));
    }
    Seq<?> rows = (Seq<?>) pixels;
    int height = rows.length();
    int width = ((Seq<?>) rows.apply(0)).length();
    byte[] rgb = new byte[3 * width * height];
    for (int y = 0, i = 0; y < height; y++) {
      Seq<?> row = (Seq<?>) rows.apply(y);
      for (int x = 0; x < width; x++) {
        Seq<?> pixel = (Seq<?>) row.apply(x);
        for (int c = 0; c < 3; c++) {
          rgb[i++] = ((Number) pixel.apply(c)).byteValue();
        }
      }
    }
    return new Image(width, height, rgb);
  }

  private DepthMap map(Object values) {
    DepthKind kind = card.output().kind().depthKind();
    if (values instanceof Row flat) {
      float[] all = new float[flat.getInt(0) * flat.getInt(1)];
      ByteBuffer.wrap(flat.<byte[]>getAs(2)).asFloatBuffer().get(all);
      return new DepthMap(flat.getInt(0), flat.getInt(1), all, kind);
    }
    Seq<?> rows = (Seq<?>) values;
    int height = rows.length();
    int width = ((Seq<?>) rows.apply(0)).length();
    float[] all = new float[width * height];
    for (int y = 0, i = 0; y < height; y++) {
      Seq<?> row = (Seq<?>) rows.apply(y);
      for (int x = 0; x < width; x++) {
        all[i++] = ((Number) row.apply(x)).floatValue();
      }
    }
    return new DepthMap(width, height, all, kind);
  }
}
