package org.isobath.jobs;

import java.net.URI;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.SparkConf;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.isobath.model.ModelCards;
import org.isobath.model.StoreSettings;

/** The section {@code models} of the configuration. */
public final class ModelSettings {
  private ModelSettings() {}

  /** Where models come from and are kept. */
  public static StoreSettings of(Conf conf) {
    return new StoreSettings(
        conf.string("models.cache"),
        conf.strings("models.hosts"),
        conf.bytes("models.max-bytes"),
        conf.duration("models.timeout"));
  }

  /** The cards in reach of this configuration. */
  public static ModelCards cards(Conf conf) {
    List<URI> folders = conf.strings("models.path").stream().map(ModelCards::folder).toList();
    return ModelCards.load(folders, hadoop(conf));
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
}
