package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.isobath.jobs.Command;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of collected oddities, where it is at hand. */
class AwkwardAssetsIT {
  @TempDir Path dir;

  @Test
  void everyAwkwardFileHasOneOutcome() throws IOException {
    Path assets = Path.of(System.getProperty("isobath.assets", "../../shared/assets"));
    Path awkward = assets.resolve("awkward").toAbsolutePath().normalize();
    Assumptions.assumeTrue(Files.isDirectory(awkward), "no assets at " + awkward);
    long files;
    try (Stream<Path> members = Files.list(awkward)) {
      files = members.count();
    }
    Album album = new Album(dir);
    Command run = album.ingest(Album.files(awkward.toString()), "--set", "max-reject-share=1");
    assertThat(run.code()).as(run.err()).isZero();
    assertThat(run.json().get("in").asLong()).isEqualTo(files);
    assertThat(run.json().get("skipped").asLong()).isZero();
    List<String> outcomes = album.sources("uri", "state", "reason", "image_id IS NULL");
    assertThat(outcomes).hasSize((int) files).doesNotHaveDuplicates();
    assertThat(outcomes)
        .allSatisfy(
            row ->
                assertThat(row)
                    .containsPattern("\\|(ok\\|null\\|false|rejected\\|[a-z_]+\\|true)$"));
    assertThat(album.images("uri")).hasSizeLessThanOrEqualTo(run.json().get("out").asInt());
  }
}
