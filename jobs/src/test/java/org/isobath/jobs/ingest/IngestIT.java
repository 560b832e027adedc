package org.isobath.jobs.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.stream.Stream;
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
  void everyFileHasOneOutcome_andTheSecondRunReadsAndDecodesNothing() throws Exception {
    byte[] jpeg = Album.jpeg(1);
    Path first = album.put("a.jpg", jpeg);
    album.put("deep/er/b.png", Album.png(2));
    album.put("copy of a.jpg", jpeg);
    album.put("page.jpg", "<html><body>not a picture</body></html>");
    album.put("empty.jpg", new byte[0]);
    album.put("cut.jpg", java.util.Arrays.copyOf(Album.jpeg(3), 900));
    album.put("one.png", ImageEncoder.png(Album.picture(1, 1, 1)));
    album.put("wide.png", ImageEncoder.png(Album.picture(2, 10_000, 10)));
    byte[] giant =
        ImageEncoder.png(new org.isobath.image.Image(8192, 6144, new byte[3 * 8192 * 6144]));
    album.put("giant.png", giant);

    Command run = album.ingest(album.files(), "--set", "max-reject-share=1");

    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith(
            "ingest: 9 files, 6 images (1 of them duplicates of others), 3 rejected (empty 1, unsupported_format 1, truncated 1)\n");
    assertThat(run.json().get("in").asInt()).isEqualTo(9);
    assertThat(run.json().get("out").asInt()).isEqualTo(6);
    assertThat(run.json().get("rejected").asInt()).isEqualTo(3);
    assertThat(run.json().get("skipped").asInt()).isZero();
    assertThat(run.json().get("images_added").asInt()).isEqualTo(5);
    assertThat(run.json().get("duplicates").asInt()).isEqualTo(1);
    assertThat(album.sources("substring_index(uri, '/', -1)", "state", "reason", "length"))
        .containsExactlyInAnyOrder(
            "a.jpg|ok|null|" + jpeg.length,
            "b.png|ok|null|" + Album.png(2).length,
            "copy%20of%20a.jpg|ok|null|" + jpeg.length,
            "page.jpg|rejected|unsupported_format|39",
            "empty.jpg|rejected|empty|0",
            "cut.jpg|rejected|truncated|900",
            "one.png|ok|null|" + ImageEncoder.png(Album.picture(1, 1, 1)).length,
            "wide.png|ok|null|" + ImageEncoder.png(Album.picture(2, 10_000, 10)).length,
            "giant.png|ok|null|" + giant.length);
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
        .hasSize(5);
    assertThat(album.images("concat(width, 'x', height)"))
        .as("from one pixel to fifty million")
        .containsExactlyInAnyOrder("64x48", "40x30", "1x1", "10000x10", "8192x6144");
    nothingIsReadAgain();
  }

  /** The same stamps over bytes that no longer decode: whoever read them would say so. */
  private void nothingIsReadAgain() throws IOException {
    List<String> before = album.everything();
    try (Stream<Path> all = Files.walk(album.photos)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        FileTime time = Files.getLastModifiedTime(file);
        Files.write(file, new byte[(int) Files.size(file)]);
        Files.setLastModifiedTime(file, time);
      }
    }
    Command second = album.ingest(album.files());
    assertThat(second.code()).as(second.err()).isZero();
    assertThat(second.out()).startsWith("ingest: 9 files, 0 images, 0 rejected, 9 skipped\n");
    assertThat(second.json().get("decoded").asInt()).isZero();
    assertThat(second.json().get("bytes").asInt()).isZero();
    assertThat(album.everything()).isEqualTo(before);
    assertThat(album.tables().version(Table.IMAGES)).isEqualTo(1);
    assertThat(album.tables().version(Table.SOURCES)).isEqualTo(1);
  }

  @Test
  void whatChangedIsTakenUpAgain_andWhatWasRejectedOnceItIsToBeRetried() throws IOException {
    Path changed = album.put("changed.jpg", Album.jpeg(1));
    Path captioned = album.put("captioned.jpg", Album.jpeg(2));
    Files.setLastModifiedTime(captioned, FileTime.fromMillis(1_700_000_000_000L));
    Path broken = album.put("broken.jpg", "no picture");
    FileTime time = Files.getLastModifiedTime(broken);
    album.put("killer.png", Album.png(2));
    Path marks = executorsDiedOf(Originals.sha256(Album.png(2)));
    // which of several, or another reason: they are decoded
    Files.writeString(marks.resolve("in-flight"), Originals.sha256(Album.jpeg(2)) + "\n");

    Command first = album.ingest(album.files(), "--set", "max-reject-share=1");

    assertThat(first.code()).as(first.err()).isZero();
    assertThat(album.sources("substring_index(uri, '/', -1)", "state", "reason", "caption"))
        .containsExactly(
            "broken.jpg|rejected|unsupported_format|null",
            "captioned.jpg|ok|null|null",
            "changed.jpg|ok|null|null",
            "killer.png|rejected|kills_executor|null");
    assertThat(album.warehouse.resolve("_careful")).doesNotExist();

    Files.write(changed, Album.jpeg(7));
    Files.setLastModifiedTime(changed, FileTime.fromMillis(1_700_000_000_000L));
    album.put("captioned.txt", "A red chair");
    // as if the same file had become readable: length is what it was, and so is the time
    byte[] good = Album.png(1);
    Files.write(broken, good);
    Files.setLastModifiedTime(broken, time);
    album
        .tables()
        .delta(Table.SOURCES)
        .updateExpr(
            "reason = 'unsupported_format'",
            java.util.Map.of("length", String.valueOf(good.length)));

    Command second = album.ingest(album.files());

    assertThat(second.json().get("out").asInt()).isEqualTo(2);
    assertThat(second.json().get("skipped").asInt()).isEqualTo(2);
    assertThat(second.json().get("images_added").asInt()).as("the changed one").isEqualTo(1);
    Command retried = album.ingest(album.files(), "--retry-rejects");
    assertThat(retried.json().get("out").asInt()).isEqualTo(2);
    assertThat(album.sources("substring_index(uri, '/', -1)", "state", "caption", "image_id"))
        .containsExactly(
            "broken.jpg|ok|null|" + Originals.sha256(good),
            "captioned.jpg|ok|A red chair|" + Originals.sha256(Album.jpeg(2)),
            "changed.jpg|ok|null|" + Originals.sha256(Album.jpeg(7)),
            "killer.png|ok|null|" + Originals.sha256(Album.png(2)));
    assertThat(album.images("image_id")).as("what it was before stays").hasSize(5);
  }

  /** What two runs leave behind whose executors died with this picture alone in hand. */
  private Path executorsDiedOf(String imageId) throws IOException {
    Path marks =
        Files.createDirectories(
            album.warehouse.resolve(
                "_careful/ingest-" + Originals.sha256("mine".getBytes(UTF_8)).substring(0, 16)));
    Files.createFile(marks.resolve(imageId + ".run-1"));
    Files.createFile(marks.resolve(imageId + ".run-2"));
    return marks;
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
    assertThat(album.sources("substring_index(uri, '/', -1)"))
        .as("and then the next ones")
        .containsExactly("0.png", "1.png", "2.png", "3.png");
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
  void sideCarsAnnotateTheirPictureAndAreNoInputs_andLimitsAreApplied() {
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
    byte[] longer = ImageEncoder.jpeg(Album.picture(5, 100, 100), 100);
    album.put("e.jpg", longer);
    album.put("f.png", ImageEncoder.png(Album.picture(6, 200, 2)));
    Command run =
        album.ingest(
            album.files().replace("}", ", license = \"CC-BY-4.0\" }"),
            "--set",
            "limits.max-side=100",
            "--set",
            "limits.max-bytes=" + (longer.length - 1),
            "--set",
            "max-reject-share=1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("in").asInt()).isEqualTo(6);
    List<String> rows =
        album.sources("substring_index(uri, '/', -1)", "caption", "license", "to_json(attributes)");
    assertThat(rows.get(0))
        .isEqualTo("a.jpg|A red chair|CC0-1.0|{\"n\":\"3\",\"room\":\"kitchen\"}");
    assertThat(rows.get(1)).isEqualTo("b.JPG|A blue chair|CC-BY-4.0|{}");
    assertThat(rows.get(2)).startsWith("c.jpg|null|CC-BY-4.0|{\"sidecar_error\":\".json: ");
    assertThat(rows.get(3)).isEqualTo("d.jpg|null|CC-BY-4.0|{}");
    assertThat(album.sources("substring_index(uri, '/', -1)", "reason"))
        .contains("a.jpg|null", "e.jpg|too_many_bytes", "f.png|too_many_pixels");
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
    Album other = Album.withTables(dir.resolve("other"));
    for (int i = 0; i < 12; i++) {
      album.put("f" + i % 3 + "/" + i + ".png", Album.png(i % 9));
    }
    album.put("bad.png", "bad");
    Command one =
        album.ingest(
            album.files(), "--set", "ingest.partition-bytes=1 GiB", "--set", "max-reject-share=1");
    Command many =
        other.ingest(
            album.files(),
            "--set",
            "ingest.partition-bytes=110 KiB",
            "--set",
            "ingest.batch-bytes=" + 7 * Album.png(0).length,
            "--set",
            "max-reject-share=1");
    for (Command run : List.of(one, many)) {
      assertThat(run.code()).as(run.err()).isZero();
    }
    List<String> everything = album.everything();
    assertThat(everything).hasSize(13 + 9);
    assertThat(other.everything()).isEqualTo(everything);
    assertThat(parts(album)).isEqualTo(1);
    assertThat(parts(other)).isGreaterThan(5);
    assertThat(album.tables().version(Table.SOURCES)).isEqualTo(1);
    assertThat(other.tables().version(Table.SOURCES)).as("batches").isGreaterThan(1);
  }

  /** Data files of images: each task writes one. */
  private static int parts(Album album) {
    return album.tables().delta(Table.IMAGES).toDF().inputFiles().length;
  }
}
