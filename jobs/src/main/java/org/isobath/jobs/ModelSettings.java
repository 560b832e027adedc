package org.isobath.jobs;

import java.io.Serializable;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.isobath.model.ModelCards;
import org.isobath.model.ModelStore;

/** The section {@code models} of the configuration, as it travels to tasks. */
public record ModelSettings(String cache, List<String> hosts, long maxBytes, Duration timeout)
    implements Serializable {

  public ModelSettings {
    // List.copyOf is serialisable; what Typesafe config returns need not be
    hosts = List.copyOf(hosts);
  }

  public static ModelSettings of(Conf conf) {
    return new ModelSettings(
        conf.string("models.cache"),
        conf.strings("models.hosts"),
        conf.bytes("models.max-bytes"),
        conf.duration("models.timeout"));
  }

  /** The cards in reach of this configuration. */
  public static ModelCards cards(Conf conf) {
    List<URI> folders = conf.strings("models.path").stream().map(ModelSettings::folder).toList();
    return ModelCards.load(folders, hadoop(conf));
  }

  /** A folder of {@code models.path} as a URI. */
  public static URI folder(String text) {
    return text.matches("[a-zA-Z][a-zA-Z0-9+.-]*:/.*")
        ? URI.create(text)
        : Path.of(text).toAbsolutePath().normalize().toUri();
  }

  /**
   * Hadoop's configuration before there is a Spark session: {@code core-site.xml} and every {@code
   * spark.hadoop.*} that spark-submit or {@code spark.conf} gives.
   */
  public static Configuration hadoop(Conf conf) {
    SparkConf settings = new SparkConf();
    for (Map.Entry<String, String> entry : conf.map("spark.conf").entrySet()) {
      settings.setIfMissing(entry.getKey(), entry.getValue());
    }
    return SparkHadoopUtil.get().newConfiguration(settings);
  }

  /** The store of this machine. */
  public ModelStore store() {
    Path folder =
        cache.isEmpty()
            ? Path.of(
                System.getProperty("java.io.tmpdir"),
                "isobath-models-" + System.getProperty("user.name"))
            : Path.of(cache);
    return new ModelStore(folder, hosts, maxBytes, timeout);
  }
}
