package org.isobath.jobs;

import static org.apache.spark.sql.functions.col;
import static org.apache.spark.sql.functions.sha2;
import static org.apache.spark.sql.functions.sum;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.spark.api.java.function.MapFunction;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Encoders;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/**
 * Pictures of 2, 20 and 50 MB through the jobs. In local mode all is in this JVM, and the heap that
 * it is given is what is tried. Its exit code is that of the first job that fails, or 1 when a cell
 * is not what it was. Master and other settings of Spark come as system properties.
 */
public final class LargeCells {
  /** Sides of square BMP pictures of 24 bits a pixel: 2.1, 20.9 and 52.4 MB. */
  private static final int[] SIDES = {840, 2640, 4180};

  private LargeCells() {}

  /**
   * {@code LargeCells FOLDER SMALL MIDDLE LARGE}: so many pictures of each size, as files.
   *
   * <p>{@code LargeCells FOLDER foreign PICTURES}: writes a table with so many of the smallest in
   * one row group, which takes more heap than to read it; {@code LargeCells FOLDER foreign}:
   * ingests it.
   */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    Path photos = Files.createDirectories(folder.resolve("photos"));
    Path table = folder.resolve("foreign");
    boolean foreign = args[1].equals("foreign");
    int number = 0;
    for (int size = 0; size < SIDES.length && !foreign; size++) {
      for (int i = 0; i < Integer.parseInt(args[size + 1]); i++) {
        Files.write(photos.resolve(number + ".bmp"), noise(number++, SIDES[size]));
      }
    }
    Conf conf = Conf.load(List.of(), List.of("warehouse=\"" + folder.resolve("warehouse") + "\""));
    SparkSession spark = Spark.session(conf, "large cells");
    if (foreign && args.length > 2) {
      write(spark, table, Integer.parseInt(args[2]));
      System.exit(0);
    }
    String source =
        foreign
            ? "{kind=table,path=\"" + table + "\",key-column=id}"
            : "{kind=files,path=\"" + photos + "\"}";
    run(conf, "ingest", "--set", "ingest.sources=[" + source + "]");
    run(conf, "estimate");
    // in three files at least, which becomes one
    run(conf, "maintain", "--json", "--set", "maintain.file-bytes=2 GiB");
    Tables tables = Tables.open(spark, conf);
    Dataset<Row> images = tables.read(Table.IMAGES);
    long right =
        CellMemory.during(
            spark,
            CellMemory.largest(tables, Table.IMAGES),
            () -> images.where(sha2(col("content"), 256).equalTo(col("image_id"))).count());
    System.out.printf(
        "%d cells of %d MB are what they were, in %d files%n",
        right,
        images.agg(sum("length")).head().getLong(0) / 1_000_000,
        tables.size(Table.IMAGES).files());
    System.exit(right == images.count() ? 0 : 1);
  }

  private static void run(Conf conf, String verb, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of(verb, "--set", "warehouse=\"" + conf.string("warehouse") + "\""));
    arguments.addAll(List.of(more));
    int code = new Main(System.out, System.err).execute(arguments.toArray(String[]::new));
    if (code != 0) {
      System.exit(code);
    }
  }

  /** Pictures as Parquet's defaults may keep them: in pages of a hundred rows. */
  private static void write(SparkSession spark, Path table, int pictures) {
    SessionSettings.during(
        spark,
        Map.of(
            "parquet.block.size", "1073741824",
            "parquet.page.size.row.check.min", "100",
            "parquet.page.size.row.check.max", "10000"),
        () -> {
          spark
              .range(0, pictures, 1, 1)
              .map(
                  (MapFunction<Long, Row>)
                      id -> RowFactory.create("row " + id, noise(1000 + id, SIDES[0])),
                  Encoders.row(
                      new StructType()
                          .add("id", DataTypes.StringType)
                          .add("content", DataTypes.BinaryType)))
              .write()
              .parquet(table.toString());
          return null;
        });
  }

  /** A BMP file of {@code side} x {@code side} pixels that no other seed gives. */
  static byte[] noise(long seed, int side) {
    byte[] pixels = new byte[3 * side * side];
    new Random(seed).nextBytes(pixels);
    ByteBuffer file = ByteBuffer.allocate(54 + pixels.length).order(ByteOrder.LITTLE_ENDIAN);
    file.put((byte) 'B').put((byte) 'M').putInt(file.capacity()).putInt(0).putInt(54);
    file.putInt(40).putInt(side).putInt(side).putShort((short) 1).putShort((short) 24);
    file.putInt(0).putInt(pixels.length).putInt(2835).putInt(2835).putInt(0).putInt(0);
    return file.put(pixels).array();
  }
}
