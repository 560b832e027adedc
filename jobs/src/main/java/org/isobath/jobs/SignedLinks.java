package org.isobath.jobs;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.fs.s3a.S3AFileSystem;
import org.apache.hadoop.fs.s3a.S3AInternals;
import org.isobath.UserError;
import org.isobath.generate.hosted.Upload;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.S3ServiceClientConfiguration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

/**
 * Links to objects of a folder on s3a, by which whoever has one can read its object for a while,
 * and do nothing else. Signed on this machine with the credentials of the file system; nobody is
 * called. A link is a secret as long as it lives.
 */
public final class SignedLinks {
  /** A link has to live on for so long to be worth giving away. */
  private static final Duration LEAST = Duration.ofMinutes(15);

  private final S3Presigner presigner;
  private final AwsCredentialsProvider credentials;
  private final String bucket;
  private final String prefix;
  private final Duration life;

  /**
   * @param presigner with all but the credentials
   * @param prefix of all objects, without a slash at either end
   */
  SignedLinks(
      S3Presigner.Builder presigner,
      AwsCredentialsProvider credentials,
      String bucket,
      String prefix,
      Duration life) {
    this.presigner = presigner.credentialsProvider(credentials).build();
    this.credentials = credentials;
    this.bucket = bucket;
    this.prefix = prefix;
    this.life = life;
  }

  /**
   * Links to the objects of a folder.
   *
   * @param life of each, at most seven days
   * @throws UserError when the folder is not on s3a
   */
  public static SignedLinks at(Path folder, Configuration hadoop, Duration life)
      throws IOException {
    if (!(folder.getFileSystem(hadoop) instanceof S3AFileSystem files)) {
      throw new UserError(
          folder
              + " is not on s3a, so that there are no links to what is in it. Set"
              + " generate.large-controls = upload.");
    }
    S3AInternals internals = files.getS3AInternals();
    S3ServiceClientConfiguration client =
        internals.getAmazonS3Client("region and endpoint of links").serviceClientConfiguration();
    S3Presigner.Builder presigner =
        S3Presigner.builder()
            .region(client.region())
            .serviceConfiguration(
                S3Configuration.builder()
                    .pathStyleAccessEnabled(
                        files.getConf().getBoolean("fs.s3a.path.style.access", false))
                    .build());
    client.endpointOverride().ifPresent(presigner::endpointOverride);
    AwsCredentialsProvider shared = internals.shareCredentials("links");
    URI uri = files.makeQualified(folder).toUri();
    // not the list itself: the presigner would close what it is given
    return new SignedLinks(
        presigner, shared::resolveCredentials, uri.getHost(), uri.getPath().substring(1), life);
  }

  /**
   * A new link, which ends with its life or with the credentials that sign it.
   *
   * @param object name below the folder
   * @throws IOException when the credentials end too soon
   */
  public Upload.Stored to(String object) throws IOException {
    AwsCredentials now = credentials.resolveCredentials();
    PresignedGetObjectRequest signed =
        presigner.presignGetObject(
            link ->
                link.signatureDuration(life)
                    .getObjectRequest(get -> get.bucket(bucket).key(prefix + "/" + object)));
    Instant end =
        now.expirationTime().filter(signed.expiration()::isAfter).orElse(signed.expiration());
    if (end.isBefore(Instant.now().plus(LEAST))) {
      throw new IOException(
          "the credentials of the storage end at " + end + ", too soon for links");
    }
    return new Upload.Stored(URI.create(signed.url().toString()), Optional.of(end));
  }
}
