package org.isobath.jobs;

import java.io.IOException;
import java.net.NoRouteToHostException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
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
 * Tells a storage that fails from a file that cannot be read. The one ends the run, which goes on
 * when it is started again; the other is a rejected input. Were both the same, an outage of a
 * minute would reject a thousand good pictures.
 */
public final class Outage {
  /** Not found, changed meanwhile. */
  private static final Set<Integer> OF_OBJECTS = Set.of(404, 412);

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

  private static boolean isOutage(Throwable e) {
    if (e instanceof AWSServiceIOException) {
      // an answer: of these alone not about the object
      return e instanceof AWSStatus500Exception
          || e instanceof AWSServiceThrottledException
          || e instanceof AWSBadRequestException;
    }
    return e instanceof AWSClientIOException
        || e instanceof CredentialInitializationException
        || e instanceof SocketException
        || e instanceof SocketTimeoutException
        || e instanceof UnknownHostException
        || e instanceof NoRouteToHostException;
  }
}
