package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.EOFException;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.AccessDeniedException;
import java.util.List;
import org.apache.hadoop.fs.s3a.AWSClientIOException;
import org.apache.hadoop.fs.s3a.AWSServiceIOException;
import org.apache.hadoop.fs.s3a.AWSServiceThrottledException;
import org.apache.hadoop.fs.s3a.AWSStatus500Exception;
import org.apache.hadoop.fs.s3a.auth.NoAuthWithAWSException;
import org.isobath.Reason;
import org.isobath.UserError;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

class OutageTest {
  private static AwsServiceException answer(int status) {
    return AwsServiceException.builder().statusCode(status).message("status " + status).build();
  }

  @Test
  void a_storage_that_fails_ends_the_run_and_rejects_no_picture() {
    List<IOException> outages =
        List.of(
            new ConnectException("refused"),
            new SocketException("reset"),
            new SocketTimeoutException("read"),
            new UnknownHostException("s3.example"),
            new IOException("1.png: No space left on device"),
            new IOException("while reading", new SocketException("reset")),
            new AWSClientIOException("GET", SdkClientException.create("no answer")),
            new AWSStatus500Exception("GET", answer(500)),
            new AWSServiceThrottledException("GET", answer(503)),
            (IOException)
                new AccessDeniedException("s3a://bucket/1.png")
                    .initCause(new NoAuthWithAWSException("no credentials")));
    for (IOException outage : outages) {
      assertThatThrownBy(() -> Originals.unreadable(outage))
          .as(outage.toString())
          .isInstanceOf(UserError.class)
          .hasMessageContaining("run the same command again");
    }
  }

  @Test
  void a_file_that_cannot_be_read_is_a_rejected_picture() {
    List<IOException> ofTheFile =
        List.of(
            new FileNotFoundException("s3a://bucket/1.png"),
            (IOException) new AccessDeniedException("s3a://bucket/1.png").initCause(answer(403)),
            new EOFException("short"),
            new AWSServiceIOException("GET", answer(405)),
            new IOException("Is a directory"));
    for (IOException e : ofTheFile) {
      assertThatCode(() -> Outage.check(e)).as(e.toString()).doesNotThrowAnyException();
      assertThat(Originals.unreadable(e).reason()).isEqualTo(Reason.UNREADABLE);
    }
  }

  @Test
  void a_command_that_s3_ended_says_so_in_one_line() {
    UserError error =
        Faults.userError(
            new IllegalStateException(
                "Job aborted", new IOException("x", SdkClientException.create("no answer"))));
    assertThat(error).hasMessageContaining("The storage fails").hasMessageContaining("no answer");
    assertThat(Faults.userError(new IOException("disk full"))).isNull();
    assertThat(Faults.userError(new IOException("x", answer(403)))).isNotNull();
    assertThat(Faults.userError(new IOException("x", answer(404)))).isNull();
  }

  @Test
  void a_command_that_a_full_disk_ended_says_so_in_one_line() {
    RuntimeException ofATask =
        new RuntimeException(
            """
            Job aborted due to stage failure: Lost task 0.0
            java.io.IOException: No space left on device
            \tat java.base/java.io.FileOutputStream.writeBytes(Native Method)""");
    UserError error = Faults.userError(new IllegalStateException("STREAM_FAILED", ofATask));
    assertThat(error)
        .hasMessageStartingWith(
            "A disk is full: java.io.IOException: No space left on device. Make room")
        .hasMessageContaining("run the same command again");
    assertThat(error.getMessage()).doesNotContain("\n");
    assertThat(Outage.is(new IOException("x", ofATask))).isTrue();
  }
}
