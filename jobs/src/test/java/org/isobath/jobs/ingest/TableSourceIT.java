package org.isobath.jobs.ingest;

import static org.apache.spark.sql.types.DataTypes.BinaryType;
import static org.apache.spark.sql.types.DataTypes.StringType;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.isobath.jobs.Command;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Pictures in the rows of a table. */
class TableSourceIT {
  private static final StructType SCHEMA =
      new StructType()
          .add("id", StringType)
          .add("image", new StructType().add("bytes", BinaryType))
          .add("text", StringType)
          .add("terms", StringType)
          .add("room", StringType);

  @TempDir Path dir;
  private Album album;

  @BeforeEach
  void album() {
    album = Album.withTables(dir);
  }

  private static Row row(String id, byte[] bytes) {
    return RowFactory.create(
        id, RowFactory.create(bytes), "caption of " + id, id.equals("k0") ? null : "CC0", "hall");
  }

  private Path write(String format, List<Row> rows, int files) {
    Path table = dir.resolve("table " + format);
    Dataset<Row> data = LocalSpark.session().createDataFrame(rows, SCHEMA).repartition(files);
    data.write().format(format).mode("append").save(table.toString());
    return table;
  }

  private static List<Row> rows(int from, int to) {
    List<Row> rows = new ArrayList<>();
    for (int i = from; i < to; i++) {
      rows.add(row("k" + i, Album.png(i)));
    }
    return rows;
  }

  private static String entry(Path table, String... more) {
    return "{ kind = table, source = shop, path = "
        + Album.quoted(table.toString())
        + ", content-column = image.bytes, key-column = id, caption-column = text, "
        + "license-column = terms, license = fallback, attribute-columns = [ room ]"
        + String.join("", more)
        + " }";
  }

  @ParameterizedTest
  @ValueSource(strings = {"parquet", "delta"})
  void rowsAreTakenUpOnceWithTheirColumns(String format) {
    List<Row> rows = rows(0, 6);
    rows.add(row("k 6/#", "not a picture".getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    rows.add(row("k7", null));
    Path table = write(format, rows, 3);
    String entry = entry(table);

    Command run =
        album.ingest(entry, "--set", "max-reject-share=1", "--set", "ingest.batch-bytes=4 KiB");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("out").asInt()).isEqualTo(6);
    assertThat(album.sources("uri", "state", "reason", "caption", "license", "to_json(attributes)"))
        .hasSize(8)
        .contains(
            "file://%s/table%%20%s#k0|ok|null|caption of k0|fallback|{\"room\":\"hall\"}"
                .formatted(dir, format),
            "file://%s/table%%20%s#k1|ok|null|caption of k1|CC0|{\"room\":\"hall\"}"
                .formatted(dir, format),
            "file://%s/table%%20%s#k%%206/%%23|rejected|unsupported_format|caption of k 6/#|CC0|{\"room\":\"hall\"}"
                .formatted(dir, format),
            "file://%s/table%%20%s#k7|rejected|empty|caption of k7|CC0|{\"room\":\"hall\"}"
                .formatted(dir, format));
    assertThat(album.tables().version(Table.SOURCES)).as("batches").isGreaterThan(1);

    write(format, rows(8, 10), 1);
    Command second = album.ingest(entry);
    assertThat(second.json().get("out").asInt()).isEqualTo(2);
    assertThat(second.json().get("decoded").asInt()).isEqualTo(2);
    assertThat(second.json().get("skipped").asInt()).isEqualTo(8);
    assertThat(album.images("image_id")).hasSize(8);
  }

  @Test
  void rowsDeletedFromADeltaTableAreNotThere() {
    Path table = write("delta", rows(0, 4), 1);
    io.delta.tables.DeltaTable.forPath(LocalSpark.session(), table.toString()).delete("id = 'k2'");
    assertThat(album.ingest(entry(table)).json().get("in").asInt()).isEqualTo(3);
    assertThat(album.sources("substring_index(uri, '#', -1)")).containsExactly("k0", "k1", "k3");
  }

  @Test
  void aMissingColumnNamesThoseThereAre() {
    Path table = write("parquet", rows(0, 1), 1);
    Command run =
        album.ingest(entry(table).replace("caption-column = text", "caption-column = txt"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("ingest.sources[0].caption-column = txt is not a column of file://" + table)
        .contains("Its columns: id, image, text, terms, room.");
  }

  @Test
  void aContentColumnOfAnotherTypeIsRefused() {
    Path table = write("parquet", rows(0, 1), 1);
    Command run = album.ingest(entry(table).replace("image.bytes", "text"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "ingest.sources[0].content-column = text is of type string; encoded pictures are binary.");
  }

  @Test
  void aKeyThatDoesNotIdentifyIsRefused() {
    List<Row> rows = rows(0, 2);
    rows.add(row("k1", Album.png(9)));
    Command run = album.ingest(entry(write("parquet", rows, 1)));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("key-column = id does not identify the rows of")
        .contains("\"k1\" stands in 2 of them. Name a column whose values differ.");
  }

  @Test
  void aMissingTableIsTheUsersMistake() {
    Command run = album.ingest(entry(dir.resolve("absent")));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err())
        .contains("ingest.sources[0].path = file://" + dir + "/absent cannot be read");
  }

  @Test
  void aBatchOpensOnlyTheDataFilesOfItsRows() {
    for (String format : List.of("parquet", "delta")) {
      Path table = write(format, rows(0, 6), 3);
      Source source =
          SourceKind.sources(
                  org.isobath.jobs.Conf.load(
                      List.of(), List.of("ingest.sources=[" + entry(table) + "]")))
              .get(0);
      try (Listing listing = source.list(LocalSpark.session())) {
        List<Item> items =
            listing
                .items()
                .withColumn(Item.KNOWN, org.apache.spark.sql.functions.lit(false))
                .collectAsList()
                .stream()
                .map((Row row) -> Item.of(row))
                .toList();
        String unit = items.get(0).unit();
        List<Item> batch = items.stream().filter(item -> item.unit().equals(unit)).toList();
        assertThat(batch.size()).isLessThan(items.size());
        assertThat(
                source
                    .load(LocalSpark.session(), batch, new Source.Reading(1 << 20, 1 << 20))
                    .inputs()
                    .getNumPartitions())
            .isEqualTo(1);
      }
    }
  }
}
