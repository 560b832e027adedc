package org.isobath.jobs;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Set;
import org.apache.hadoop.fs.s3a.AWSBadRequestException;
import org.apache.hadoop.fs.s3a.AWSClientIOException;
import org.apache.hadoop.fs.s3a.AWSServiceIOException;
import org.apache.hadoop.fs.s3a.AWSServiceThrottledException;
import org.apache.hadoop.fs.s3a.AWSStatus500Exception;
import org.apache.hadoop.fs.s3a.CredentialInitializationException;
import org.isobath.UserError;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;

/**
 * Tells a storage that fails, or is full, from a file that cannot be read. The one ends the run,
 * which goes on when it is started again; the other is a rejected input. Were both the same, an
 * outage of a minute would reject a thousand good pictures.
 */
public final class Outage {
  /** Not found, changed meanwhile. */
  private static final Set<Integer> OF_OBJECTS = Set.of(404, 412);

  /** What systems say of a disk that is full, or full for this user. */
  private static final List<String> FULL =
      List.of(
          "No space left on device",
          "Disk quota exceeded",
          "There is not enough space on the disk");

  private Outage() {}

  /**
   * @throws UserError when {@code e} says nothing about the file that was asked for
   */
  public static void check(IOException e) {
    if (is(e)) {
      throw error(e);
    }
  }

  /** True when the storage has failed, with {@code thrown} as the last consequence. */
  public static boolean is(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (isOutage(cause)) {
        return true;
      }
    }
    return false;
  }

  /** The message for a run that ended because of {@code thrown}. */
  static UserError error(Throwable thrown) {
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      if (ofDisk(cause)) {
        return new UserError(
            "A disk is full: "
                + words(cause)
                + ". Make room for the warehouse and in spark.local.dir, then run the same command"
                + " again: it goes on from here.",
            thrown);
      }
    }
    return new UserError(
        "The storage fails: "
            + thrown
            + ". Check its endpoint and the credentials; when it answers, run the same command again:"
            + " it goes on from here.",
        thrown);
  }

  /** True for an S3 that gives no answer, or refuses; not for an object that is not there. */
  static boolean ofS3(Throwable thrown) {
    return thrown instanceof SdkClientException
        || thrown instanceof AwsServiceException answer
            && !OF_OBJECTS.contains(answer.statusCode());
  }

  /** True when {@code thrown} says that a disk is full; tasks send that to the driver as text. */
  static boolean ofDisk(Throwable thrown) {
    return FULL.stream().anyMatch(String.valueOf(thrown.getMessage())::contains);
  }

  /** The line of a message, which may bring a whole stack trace, that says so. */
  private static String words(Throwable thrown) {
    return thrown
        .getMessage()
        .lines()
        .filter(line -> FULL.stream().anyMatch(line::contains))
        .findFirst()
        .orElseThrow()
        .strip();
  }

  private static boolean isOutage(Throwable e) {
    if (e instanceof AWSServiceIOException) {
      // an answer: of these alone not about the object
      return e instanceof AWSStatus500Exception
          || e instanceof AWSServiceThrottledException
          || e instanceof AWSBadRequestException;
    }
    return ofDisk(e)
        || e instanceof AWSClientIOException
        || e instanceof CredentialInitializationException
        || e instanceof SocketException
        || e instanceof SocketTimeoutException
        || e instanceof UnknownHostException
        || e instanceof NoRouteToHostException;
  }
}
