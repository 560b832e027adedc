package org.isobath.jobs.estimate;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.util.List;
import java.util.Map;
import org.apache.spark.SparkException;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import scala.jdk.javaapi.CollectionConverters;

class StreamBreakTest {
  private static SparkException spark(
      String condition, Map<String, String> words, Throwable cause) {
    return new SparkException(
        condition, scala.collection.immutable.Map.from(CollectionConverters.asScala(words)), cause);
  }

  @Test
  void aVacuumedFileBreaksTheStream() {
    Throwable cause =
        spark(
            "FAILED_READ_FILE.FILE_NOT_EXIST", Map.of("path", "f"), new FileNotFoundException("f"));
    assertThat(StreamBreak.of(new RuntimeException("STREAM_FAILED", cause)))
        .contains("FAILED_READ_FILE.FILE_NOT_EXIST");
  }

  @Test
  void otherTroubleDoesNot() {
    Throwable corrupt = spark("FAILED_READ_FILE.NO_HINT", Map.of("path", "f"), null);
    assertThat(StreamBreak.of(corrupt)).isEmpty();
    assertThat(StreamBreak.of(new RuntimeException("no space left"))).isEmpty();
    assertThat(StreamBreak.of(new RuntimeException(new UserError("no such device")))).isEmpty();
  }

  @Test
  void aStorageThatFailsWhileACheckpointIsReadBreaksNoStream() {
    for (Exception root :
        List.of(
            new ConnectException("refused"),
            new IOException("No space left on device"),
            new IllegalStateException("malformed"))) {
      root.setStackTrace(
          new StackTraceElement[] {
            new StackTraceElement(
                "org.apache.spark.sql.execution.streaming.checkpointing.OffsetSeqLog",
                "get",
                "OffsetSeqLog.scala",
                1)
          });
      assertThat(StreamBreak.of(new RuntimeException("STREAM_FAILED", root)).isPresent())
          .as(root.toString())
          .isEqualTo(root instanceof IllegalStateException);
    }
  }
}
