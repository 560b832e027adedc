package org.isobath.jobs.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.hadoop.conf.Configuration;
import org.isobath.UserError;
import org.isobath.jobs.LocalSpark;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What it takes to read the row groups of others. */
class RowGroupsIT {
  @TempDir Path folder;

  @Test
  void aRowGroupTakesItsColumnsAsTheyAreStoredAndDecompressed() throws Exception {
    for (String codec : List.of("uncompressed", "zstd")) {
      Path table = folder.resolve(codec);
      LocalSpark.session()
          .sql(
              "SELECT 'a' AS id, named_struct('bytes', repeat('x', 50000)) AS image, uuid() AS other")
          .coalesce(1)
          .write()
          .option("compression", codec)
          .parquet(table.toString());
      String file;
      try (Stream<Path> files = Files.list(table)) {
        file =
            files
                .filter(path -> path.getFileName().toString().startsWith("part-"))
                .findFirst()
                .orElseThrow()
                .toUri()
                .toString();
      }
      RowGroups.Largest largest =
          RowGroups.of(file, new Configuration(), List.of("id", "image.bytes"));
      assertThat(largest.rows()).isEqualTo(1);
      assertThat(largest.room()).isEqualTo(Runtime.getRuntime().maxMemory() / 3);
      // 50,000 bytes and what Parquet says of them; compressed they are next to nothing
      assertThat(largest.bytes()).as(codec).isBetween(50_000L, 50_500L);
      assertThat(RowGroups.of(file, new Configuration(), List.of("id")).bytes())
          .isBetween(20L, 300L);
    }
  }

  @Test
  void whatDoesNotFitIsRefusedWithTheCure() {
    RowGroups.Largest small = new RowGroups.Largest("file:///t/a.parquet", 50 << 20, 25, 341 << 20);
    RowGroups.Largest large =
        new RowGroups.Largest("file:///t/b.parquet", 400 << 20, 100, 341 << 20);
    assertThat(RowGroups.require(List.of(small), "file:///t")).isEqualTo(small);
    assertThatThrownBy(() -> RowGroups.require(List.of(small, large), "file:///t"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("file:///t cannot be read in this memory: 1 of 2 data files")
        .hasMessageContaining("One of 100 rows in file:///t/b.parquet takes 400.0 MiB")
        .hasMessageContaining("an executor has 341.0 MiB for it")
        .hasMessageContaining("at least 1.2 GiB of heap")
        .hasMessageContaining("parquet.block.size = 32 MiB");
  }
}
