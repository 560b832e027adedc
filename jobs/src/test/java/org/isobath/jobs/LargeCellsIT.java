package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Cells of 2, 20 and 50 MB are written, read, and written again at a heap of 1 GB. */
class LargeCellsIT {
  @TempDir Path folder;

  @Test
  void picturesOfFiftyMegabytesPassThroughOneGigabyteOfHeapOnTwoCores() throws Exception {
    Path log = folder.resolve("jobs.log");
    List<String> options = new ArrayList<>(LocalSpark.options());
    options.add("-Dspark.master=local[2]");
    options.add("-Dlog4j2.configurationFile=org/isobath/conf/log4j2.properties");
    options.add("-Xmx1g");
    Process jobs =
        OwnJvm.of(
                folder.resolve("scratch"),
                log,
                options,
                LargeCells.class,
                List.of(folder.resolve("cells").toString(), "1", "1", "2"))
            .start();
    try {
      assertThat(jobs.waitFor(5, TimeUnit.MINUTES)).as("ends").isTrue();
    } finally {
      jobs.destroyForcibly();
    }
    String said = Files.readString(log);
    assertThat(jobs.exitValue()).as(said).isZero();
    assertThat(said)
        .contains("4 cells of 127 MB are what they were, in 1 files")
        .doesNotContain("OutOfMemoryError");
  }
}
