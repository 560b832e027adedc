package org.isobath.jobs;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.isobath.UserError;
import scala.Tuple2;

/** What Hadoop's file systems are told: endpoints and the like, and never a credential. */
public final class HadoopSettings {
  private static final String PREFIX = "spark.hadoop.";
  private static final String PROVIDERS = "fs.s3a.aws.credentials.provider";

  /**
   * Where s3a looks for credentials, in this order: Hadoop's own files and credential stores (Spark
   * puts there what it finds in the driver's environment, and so executors have it too), the
   * environment, the profiles of {@code ~/.aws}, the role of the container or the machine. Hadoop's
   * default has no profiles.
   */
  private static final String CHAIN =
      String.join(
          ",",
          "org.apache.hadoop.fs.s3a.TemporaryAWSCredentialsProvider",
          "org.apache.hadoop.fs.s3a.SimpleAWSCredentialsProvider",
          "software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider",
          "software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider",
          "org.apache.hadoop.fs.s3a.auth.IAMInstanceCredentialsProvider");

  private static final Pattern CREDENTIAL =
      Pattern.compile(
          "(?i)(spark\\.hadoop\\.)?fs\\.(.*\\.)?("
              + "access\\.key|secret\\.key|session\\.token|awsAccessKeyId|awsSecretAccessKey"
              + "|account\\.key|client\\.secret|refresh\\.token|sas(\\.fixed)?\\.token|private\\.key"
              + ")(\\..*)?");

  private HadoopSettings() {}

  /** Settings of every run, unless {@code core-site.xml} has them. */
  static Map<String, String> defaults() {
    String[] from = new Configuration().getPropertySources(PROVIDERS);
    boolean theirs = from != null && !List.of("core-default.xml").equals(Arrays.asList(from));
    return theirs ? Map.of() : Map.of(PREFIX + PROVIDERS, CHAIN);
  }

  /**
   * Hadoop's configuration before there is a Spark session: {@code core-site.xml}, and every {@code
   * spark.hadoop.*} that spark-submit or {@code spark.conf} gives.
   */
  public static Configuration of(Conf conf) {
    return of(conf.map("spark.conf"));
  }

  /** The same before there is a configuration: what spark-submit gives. */
  static Configuration outside() {
    return of(Map.of());
  }

  private static Configuration of(Map<String, String> inside) {
    SparkConf settings = new SparkConf();
    inside.forEach(settings::setIfMissing);
    defaults().forEach(settings::setIfMissing);
    return SparkHadoopUtil.get().newConfiguration(settings);
  }

  /**
   * Settings of Spark stand in the process list, on its web pages and in its event log.
   *
   * @throws UserError for a credential of a file system in {@code spark.conf} or from spark-submit
   */
  static void requireNoCredentials(Conf conf) {
    refuse(conf.map("spark.conf"), "spark.conf");
    Map<String, String> outside = new TreeMap<>();
    for (Tuple2<String, String> setting : new SparkConf().getAll()) {
      outside.put(setting._1(), setting._2());
    }
    refuse(outside, "the --conf or --properties-file of spark-submit");
  }

  private static void refuse(Map<String, String> settings, String where) {
    for (String key : settings.keySet()) {
      if (CREDENTIAL.matcher(key).matches()) {
        throw new UserError(
            key
                + " is a credential and stands in "
                + where
                + ", where logs, event logs and process lists show it. Take it out, and give it as"
                + " AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY in the environment, as a profile in"
                + " ~/.aws/credentials, as a role of the machine, or in core-site.xml.");
      }
    }
  }
}
