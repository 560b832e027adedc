package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.isobath.jobs.Command;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.Originals;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files are found, whatever they are called and wherever they are. */
class FilesSourceIT {
  private static final List<String> AWKWARD =
      List.of(
          "with space.png",
          "percent%20sign%.png",
          "new\nline.png",
          "ünï – 深度 😀.png",
          "e\u0301 decomposed.png",
          "colon:and;semi.png",
          "hash#and?query&.png",
          "back\\slash.png",
          "[brackets] {braces}*.png",
          "quote'\"`.png",
          "_underscore.png",
          "no extension",
          "two.dots.png");

  @TempDir Path dir;
  private Album album;

  @BeforeEach
  void album() {
    album = new Album(dir);
  }

  private static List<Item> list(String path) {
    Source source = source(path);
    try (Listing listing = source.list(LocalSpark.session())) {
      return listing
          .items()
          .withColumn(Item.KNOWN, org.apache.spark.sql.functions.lit(false))
          .sort("uri")
          .collectAsList()
          .stream()
          .map((Row row) -> Item.of(row))
          .toList();
    }
  }

  private static Source source(String path) {
    return SourceKind.sources(
            org.isobath.jobs.Conf.load(
                List.of(), List.of("ingest.sources=[" + Album.files(path) + "]")))
        .get(0);
  }

  private Set<String> names(String path) {
    String root = album.photos.toUri().toString();
    return list(path).stream()
        .map(item -> item.uri().substring(root.length()))
        .collect(Collectors.toSet());
  }

  @Test
  void awkwardNamesAreFoundAndReadByTheirUri() throws IOException {
    for (int i = 0; i < AWKWARD.size(); i++) {
      album.put("d " + i % 2 + "%/" + AWKWARD.get(i), Album.png(i));
    }
    Command run = album.ingest(album.files());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("out").asInt()).isEqualTo(AWKWARD.size());
    assertThat(run.json().get("images_added").asInt()).isEqualTo(AWKWARD.size());
    for (String row : album.sources("uri", "image_id")) {
      String[] cells = row.split("\\|");
      assertThat(cells[0]).doesNotContain(" ", "\n");
      assertThat(Originals.sha256(Originals.read(cells[0], new Configuration(), 1 << 20)))
          .isEqualTo(cells[1]);
      org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(java.net.URI.create(cells[0]));
      assertThat(path.getFileSystem(new Configuration()).exists(path)).isTrue();
    }
    assertThat(album.ingest(album.files()).json().get("skipped").asInt()).isEqualTo(AWKWARD.size());
  }

  @Test
  void aPathMayBeAFolderAFileOrAGlob() throws IOException {
    for (String name : List.of("a.jpg", "b.png", "x/c.jpg", "x/y/d.jpg", "x/y/d.txt", ".h/e.jpg")) {
      album.put(name, "x");
    }
    String root = album.photos.toString();
    assertThat(names(root)).containsExactlyInAnyOrder("a.jpg", "b.png", "x/c.jpg", "x/y/d.jpg");
    assertThat(names("file://" + root + "/**")).isEqualTo(names(root));
    assertThat(names(root + "/*")).containsExactlyInAnyOrder("a.jpg", "b.png");
    assertThat(names(root + "/**/*.jpg"))
        .containsExactlyInAnyOrder("a.jpg", "x/c.jpg", "x/y/d.jpg");
    assertThat(names(root + "/x/*/*")).containsExactly("x/y/d.jpg");
    assertThat(names(root + "/x/c.jpg")).containsExactly("x/c.jpg");
    assertThat(names(root + "/.h")).containsExactly(".h/e.jpg");
    assertThat(names(root + "/*.gif")).isEmpty();
  }

  @Test
  void aNameThatLooksLikeAPatternIsItselfWhenItExists() throws IOException {
    album.put("[1]*.jpg", "x");
    album.put("1a.jpg", "x");
    assertThat(names(album.photos + "/[1]*.jpg")).containsExactly("%5B1%5D*.jpg");
  }

  @Test
  void aSingleFileHasItsSideCars() throws IOException {
    album.put("a.jpg", "x");
    album.put("a.txt", "caption");
    assertThat(list(album.photos + "/a.jpg"))
        .singleElement()
        .satisfies(item -> assertThat(item.text()).endsWith("/a.txt"));
  }

  @Test
  void manyFoldersAreListedInRounds() throws IOException {
    for (int i = 0; i < 150; i++) {
      album.put("%03d/%d/a.jpg".formatted(i, i), "x");
    }
    assertThat(list(album.photos.toString())).hasSize(150).doesNotHaveDuplicates();
  }

  @Test
  void whatCannotBeReadIsRejectedAndLinksInCirclesEnd() throws IOException {
    Files.createSymbolicLink(album.photos.resolve("dangling.jpg"), Path.of("nowhere.jpg"));
    Files.createDirectory(album.photos.resolve("sub"));
    Files.createSymbolicLink(album.photos.resolve("sub/up"), album.photos);
    Files.createSymbolicLink(
        album.photos.resolve("linked.png"), album.put("sub/a.png", Album.png(1)));
    Command run = album.ingest(album.files(), "--set", "max-reject-share=1");
    assertThat(run.code()).as(run.err()).isZero();
    List<String> rows =
        album.sources("substring_index(uri, '/', -1)", "state", "reason", "message");
    assertThat(rows).hasSize(4);
    assertThat(rows)
        .anySatisfy(
            row ->
                assertThat(row)
                    .startsWith("dangling.jpg|rejected|unreadable|")
                    .contains("a link to nothing"));
    assertThat(rows)
        .anySatisfy(
            row ->
                assertThat(row)
                    .contains("rejected|unreadable|")
                    .contains("a link to a folder that holds it"));
    assertThat(rows).contains("a.png|ok|null|null", "linked.png|ok|null|null");
    assertThat(run.json().get("images_added").asInt()).isEqualTo(1);
  }

  @Test
  void aFileThatVanishesAfterTheListingIsUnreadable() throws Exception {
    Path file = album.put("a.png", Album.png(1));
    Source source = source(album.photos.toString());
    List<Item> items = list(album.photos.toString());
    Files.delete(file);
    List<String> outcomes =
        source
            .load(LocalSpark.session(), items, new Source.Reading(1 << 20, 1 << 20))
            .inputs()
            .map(one -> one.rejected().reason() + " " + one.rejected().getMessage())
            .collect();
    assertThat(outcomes)
        .singleElement()
        .asString()
        .startsWith("UNREADABLE not found: ")
        .contains("a.png");
  }

  @Test
  void anEmptyFolderIsDoneWithNothingAndSaysSo() {
    album.put(".hidden.jpg", "x");
    Command run = album.ingest(album.files());
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.out())
        .startsWith("ingest: 0 files, 0 images, 0 rejected\n")
        .contains(
            "ingest: nothing found for mine in file://"
                + album.photos
                + ". Files that begin with a dot, .txt and .json are no inputs.");
    assertThat(run.json().get("in").asInt()).isZero();
  }

  @Test
  void aMissingFolderIsTheUsersMistake() {
    Command run = album.ingest(Album.files(dir + "/absent"));
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("/absent: there is no such file or folder.");
    assertThat(album.warehouse).doesNotExist();
  }

  @Test
  void aWarehouseThatCannotBeWrittenIsTheUsersMistake() throws IOException {
    album.put("a.png", Album.png(1));
    Files.writeString(album.warehouse, "a file where the folder should be");
    Command run = album.ingest(album.files());
    assertThat(run.code()).isEqualTo(2);
    assertThat(run.err()).contains("Cannot write to the warehouse").contains("Check warehouse");
  }

  @Test
  void anyHadoopFileSystemWorks() throws Exception {
    Configuration hadoop = LocalSpark.session().sparkContext().hadoopConfiguration();
    hadoop.set("fs.viewfs.mounttable.album.link./photos", album.photos.toUri().toString());
    album.put("d/ü %25 #.png", Album.png(1));
    album.put("d/ü %25 #.txt", "umlaut");
    album.put("b.png", Album.png(2));
    String entry = Album.files("viewfs://album/photos/**");
    Command run = album.ingest(entry);
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(album.sources("uri", "state", "caption"))
        .containsExactlyInAnyOrder(
            "viewfs://album/photos/b.png|ok|null",
            "viewfs://album/photos/d/ü%20%2525%20%23.png|ok|umlaut");
    assertThat(album.ingest(entry).json().get("skipped").asInt()).isEqualTo(2);
    assertThat(album.ingest(Album.files("viewfs://album/photos/none")).code()).isEqualTo(2);
  }
}
