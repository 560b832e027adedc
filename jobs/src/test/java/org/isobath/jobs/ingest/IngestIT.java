package org.isobath.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.isobath.image.DecodeOptions;
import org.isobath.image.ImageDecoder;
import org.isobath.image.ImageEncoder;
import org.isobath.image.PerceptualHash;
import org.isobath.image.PixelHash;
import org.isobath.jobs.Command;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Table;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What ingest does with a folder of pictures, over and over. */
class IngestIT {
  @TempDir Path dir;
  private Album album;

  @BeforeEach
  void album() {
    album = Album.withTables(dir);
  }

  @Test
  void everyFileHasOneOutcome() throws Exception {
    byte[] jpeg = Album.jpeg(1);
    Path first = album.put("a.jpg", jpeg);
    album.put("deep/er/b.png", Album.png(2));
    album.put("copy of a.jpg", jpeg);
    album.put("page.jpg", "<html><body>not a picture</body></html>");
    album.put("empty.jpg", new byte[0]);
    album.put("cut.jpg", java.util.Arrays.copyOf(Album.jpeg(3), 900));

    Command run = album.ingest(album.files(), "--set", "max-reject-share=1");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith(
            "ingest: 6 files, 3 images (1 of them duplicates of others), 3 rejected (empty 1, unsupported_format 1, truncated 1)\n");
    assertThat(run.json().get("in").asInt()).isEqualTo(6);
    assertThat(run.json().get("out").asInt()).isEqualTo(3);
    assertThat(run.json().get("rejected").asInt()).isEqualTo(3);
    assertThat(run.json().get("skipped").asInt()).isZero();
    assertThat(run.json().get("images_added").asInt()).isEqualTo(2);
    assertThat(run.json().get("duplicates").asInt()).isEqualTo(1);
    assertThat(album.sources("substring_index(uri, '/', -1)", "state", "reason", "length"))
        .containsExactlyInAnyOrder(
            "a.jpg|ok|null|" + jpeg.length,
            "b.png|ok|null|" + Album.png(2).length,
            "copy%20of%20a.jpg|ok|null|" + jpeg.length,
            "page.jpg|rejected|unsupported_format|39",
            "empty.jpg|rejected|empty|0",
            "cut.jpg|rejected|truncated|900");
    org.isobath.image.Decoded decoded = ImageDecoder.decode(jpeg, DecodeOptions.DEFAULT);
    assertThat(
            album.images(
                "uri",
                "image_id",
                "format",
                "width",
                "height",
                "channels",
                "bit_depth",
                "orientation",
                "icc",
                "frames",
                "length",
                "phash",
                "pixel_hash",
                "metrics.jpeg_quality",
                "metrics.bits_per_pixel",
                "sha2(content, 256) = image_id"))
        .contains(
            String.join(
                "|",
                first.toUri().toString(),
                Originals.sha256(jpeg),
                "jpeg",
                "64",
                "48",
                "3",
                "8",
                "1",
                "false",
                "1",
                "" + jpeg.length,
                "" + PerceptualHash.of(decoded.image()),
                PixelHash.of(decoded.image()),
                "90.0",
                "" + 8.0 * jpeg.length / (64 * 48),
                "true"))
        .hasSize(2);
  }

  @Test
  void aSecondRunReadsAndDecodesNothing() throws IOException {
    for (int i = 0; i < 5; i++) {
      album.put(i + ".jpg", Album.jpeg(i));
    }
    album.put("bad.jpg", "nothing");
    album.ingest(album.files(), "--set", "max-reject-share=1");
    List<String> before = album.everything();
    // the same stamps over bytes that no longer decode: whoever read them would say so
    for (int i = 0; i < 5; i++) {
      Path file = album.photos.resolve(i + ".jpg");
      FileTime time = Files.getLastModifiedTime(file);
      Files.write(file, new byte[(int) Files.size(file)]);
      Files.setLastModifiedTime(file, time);
    }

    Command second = album.ingest(album.files());

    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out()).startsWith("ingest: 6 files, 0 images, 0 rejected, 6 skipped\n");
    assertThat(second.json().get("decoded").asInt()).isZero();
    assertThat(second.json().get("bytes").asInt()).isZero();
    assertThat(album.everything()).isEqualTo(before);
    assertThat(album.tables().version(Table.IMAGES)).isEqualTo(1);
    assertThat(album.tables().version(Table.SOURCES)).isEqualTo(1);
  }

  @Test
  void aChangedFileIsTakenUpAgainAndReplacesItsRow() throws IOException {
    Path file = album.put("a.jpg", Album.jpeg(1));
    album.put("b.jpg", Album.jpeg(2));
    album.ingest(album.files());
    Files.write(file, Album.jpeg(7));
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_700_000_000_000L));

    Command second = album.ingest(album.files());

    assertThat(second.out()).startsWith("ingest: 2 files, 1 image, 0 rejected, 1 skipped\n");
    assertThat(album.sources("substring_index(uri, '/', -1)", "image_id"))
        .containsExactly(
            "a.jpg|" + Originals.sha256(Album.jpeg(7)), "b.jpg|" + Originals.sha256(Album.jpeg(2)));
    assertThat(album.images("image_id")).hasSize(3);
  }

  @Test
  void rejectedInputsAreSkippedUntilTheyAreToBeRetried() throws IOException {
    Path file = album.put("a.jpg", "no picture");
    FileTime time = Files.getLastModifiedTime(file);
    album.ingest(album.files(), "--set", "max-reject-share=1");
    byte[] good = Album.png(1);
    Files.write(file, good);

    // as if the same file had become readable: length is what it was, and so is the time
    album
        .tables()
        .delta(Table.SOURCES)
        .updateExpr(java.util.Map.of("length", String.valueOf(good.length)));
    Files.setLastModifiedTime(file, time);

    assertThat(album.ingest(album.files()).json().get("skipped").asInt()).isEqualTo(1);
    Command retried = album.ingest(album.files(), "--retry-rejects");
    assertThat(retried.json().get("out").asInt()).isEqualTo(1);
    assertThat(album.sources("state", "reason")).containsExactly("ok|null");
  }

  @Test
  void aPictureThatExecutorsDiedOfIsNotDecoded_andGetsAnotherChance() throws IOException {
    album.put("good.png", Album.png(1));
    album.put("killer.png", Album.png(2));
    String killer = Originals.sha256(Album.png(2));
    Path marks =
        Files.createDirectories(
            album.warehouse.resolve(
                "_careful/ingest-" + Originals.sha256("mine".getBytes(UTF_8)).substring(0, 16)));
    Files.createFile(marks.resolve(killer + ".run-1"));
    Files.createFile(marks.resolve(killer + ".run-2"));
    // which of several, or another reason: they are decoded
    Files.writeString(marks.resolve("in-flight"), Originals.sha256(Album.png(1)) + "\n");

    Command first = album.ingest(album.files(), "--set", "max-reject-share=1");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(album.sources("substring_index(uri, '/', -1)", "state", "reason"))
        .containsExactly("good.png|ok|null", "killer.png|rejected|kills_executor");
    assertThat(album.warehouse.resolve("_careful")).doesNotExist();
    assertThat(album.ingest(album.files(), "--retry-rejects").json().get("out").asInt())
        .isEqualTo(1);
  }

  @Test
  void aLimitTakesTheFirstOnes() {
    for (int i = 0; i < 5; i++) {
      album.put(i + ".png", Album.png(i));
    }
    Command first = album.ingest(album.files(), "--limit", "2");
    assertThat(first.json().get("in").asInt()).isEqualTo(5);
    assertThat(first.json().get("out").asInt()).isEqualTo(2);
    assertThat(first.json().get("skipped").asInt()).isEqualTo(3);
    assertThat(album.sources("substring_index(uri, '/', -1)")).containsExactly("0.png", "1.png");
    assertThat(album.ingest(album.files(), "--limit", "2").json().get("out").asInt()).isEqualTo(2);
    assertThat(album.ingest(album.files()).json().get("out").asInt()).isEqualTo(1);
    assertThat(album.sources("uri")).hasSize(5);
  }

  @Test
  void aDryRunSaysWhatThereIsToDoAndWritesNothing() {
    album = new Album(dir.resolve("new"));
    album.put("a.png", Album.png(1));
    album.put("b.png", Album.png(2));
    Command run = album.ingest(album.files(), "--dry-run");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out()).startsWith("ingest: would take up 2 of 2 files, about ");
    assertThat(run.json().get("planned").asInt()).isEqualTo(2);
    assertThat(run.json().get("planned_bytes").asLong())
        .isEqualTo(Album.png(1).length + Album.png(2).length);
    assertThat(album.warehouse).doesNotExist();
  }

  @Test
  void sideCarsAnnotateTheirPictureAndAreNoInputs() {
    album.put("a.jpg", Album.jpeg(1));
    album.put("a.txt", "  A red chair\n");
    album.put(
        "a.json",
        "{\"caption\": \"overruled\", \"license\": \"CC0-1.0\", \"room\": \"kitchen\", \"n\": 3, \"none\": null}");
    album.put("b.JPG", Album.jpeg(2));
    album.put("b.json", "{\"caption\": \"A blue chair\"}");
    album.put("c.jpg", Album.jpeg(3));
    album.put("c.json", "[1, 2");
    album.put("d.jpg", Album.jpeg(4));
    album.put("notes.txt", "beside nothing");
    Command run = album.ingest(album.files().replace("}", ", license = \"CC-BY-4.0\" }"));
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("in").asInt()).isEqualTo(4);
    List<String> rows =
        album.sources("substring_index(uri, '/', -1)", "caption", "license", "to_json(attributes)");
    assertThat(rows.get(0))
        .isEqualTo("a.jpg|A red chair|CC0-1.0|{\"n\":\"3\",\"room\":\"kitchen\"}");
    assertThat(rows.get(1)).isEqualTo("b.JPG|A blue chair|CC-BY-4.0|{}");
    assertThat(rows.get(2)).startsWith("c.jpg|null|CC-BY-4.0|{\"sidecar_error\":\".json: ");
    assertThat(rows.get(3)).isEqualTo("d.jpg|null|CC-BY-4.0|{}");
  }

  @Test
  void aCaptionThatComesLaterIsTakenUp() throws IOException {
    Path picture = album.put("a.jpg", Album.jpeg(1));
    Files.setLastModifiedTime(picture, FileTime.fromMillis(1_700_000_000_000L));
    album.ingest(album.files());
    album.put("a.txt", "A red chair");
    Command second = album.ingest(album.files());
    assertThat(second.json().get("out").asInt()).isEqualTo(1);
    assertThat(second.json().get("images_added").asInt()).isZero();
    assertThat(album.sources("caption")).containsExactly("A red chair");
    assertThat(album.images("image_id")).hasSize(1);
  }

  @Test
  void picturesByReferenceLeaveTheirBytesWhereTheyAre() throws Exception {
    Path file = album.put("a b.jpg", Album.jpeg(1));
    Command run = album.ingest(album.files(), "--set", "ingest.content=reference");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(album.images("content IS NULL", "uri", "length"))
        .containsExactly("true|" + file.toUri() + "|" + Album.jpeg(1).length);
    String uri = album.images("uri").get(0);
    String id = album.images("image_id").get(0);
    org.apache.hadoop.conf.Configuration hadoop = new org.apache.hadoop.conf.Configuration();
    assertThat(Originals.readChecked(uri, id, hadoop, 1 << 20)).isEqualTo(Album.jpeg(1));
    Files.write(file, Album.jpeg(2));
    assertThat(
            org.assertj.core.api.Assertions.catchThrowableOfType(
                    org.isobath.Rejected.class,
                    () -> Originals.readChecked(uri, id, hadoop, 1 << 20))
                .reason())
        .isEqualTo(org.isobath.Reason.CONTENT_CHANGED);
  }

  @Test
  void neitherPartitionsNorBatchesChangeTheTables() {
    Album eightPartitions = Album.withTables(dir.resolve("partitions"));
    Album fourBatches = Album.withTables(dir.resolve("batches"));
    for (int i = 0; i < 12; i++) {
      album.put("f" + i % 3 + "/" + i + ".png", Album.png(i % 9));
    }
    album.put("bad.png", "bad");
    Command one =
        album.ingest(
            album.files(), "--set", "ingest.partition-bytes=1 GiB", "--set", "max-reject-share=1");
    Command eight =
        eightPartitions.ingest(
            album.files(),
            "--set",
            "ingest.partition-bytes=110 KiB",
            "--set",
            "max-reject-share=1");
    Command four =
        fourBatches.ingest(
            album.files(),
            "--set",
            "ingest.batch-bytes=" + 4 * Album.png(0).length,
            "--set",
            "max-reject-share=1");
    for (Command run : List.of(one, eight, four)) {
      assertThat(run.code()).as(run.err()).isZero();
    }
    List<String> everything = album.everything();
    assertThat(everything).hasSize(13 + 9);
    assertThat(eightPartitions.everything()).isEqualTo(everything);
    assertThat(fourBatches.everything()).isEqualTo(everything);
    assertThat(parts(album)).isEqualTo(1);
    assertThat(parts(eightPartitions)).isGreaterThan(5);
    assertThat(fourBatches.tables().version(Table.SOURCES)).isGreaterThan(2);
  }

  /** Data files of images: each task writes one. */
  private static int parts(Album album) {
    return album.tables().delta(Table.IMAGES).toDF().inputFiles().length;
  }

  @Test
  void aPictureOfOnePixelAndAGiantOneAreTaken() {
    album.put("one.png", ImageEncoder.png(Album.picture(1, 1, 1)));
    album.put("wide.png", ImageEncoder.png(Album.picture(2, 10_000, 10)));
    album.put(
        "giant.png",
        ImageEncoder.png(new org.isobath.image.Image(8192, 6144, new byte[3 * 8192 * 6144])));
    Command run = album.ingest(album.files());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(album.images("concat(width, 'x', height)"))
        .containsExactlyInAnyOrder("1x1", "10000x10", "8192x6144");
  }

  @Test
  void limitsOfTheConfigurationAreApplied() {
    album.put("long.png", Album.png(1));
    album.put("wide.png", ImageEncoder.png(Album.picture(2, 200, 2)));
    Command run =
        album.ingest(
            album.files(),
            "--set",
            "limits.max-side=100",
            "--set",
            "limits.max-bytes=" + (Album.png(1).length - 1),
            "--set",
            "max-reject-share=1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(album.sources("reason")).containsExactly("too_many_bytes", "too_many_pixels");
  }
}
