package org.isobath.model;

import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Where a machine keeps model files and from where it may fetch them, as it travels to tasks.
 *
 * @param cache folder for model files; empty: {@code isobath-models-<user>} below the JVM's
 *     temporary folder
 * @param hosts that https sources and their redirects may name
 * @param maxBytes the largest file that is read, where a card does not say its length
 * @param timeout for one https download
 */
public record StoreSettings(String cache, List<String> hosts, long maxBytes, Duration timeout)
    implements Serializable {

  /** As in the reference configuration of the jobs. */
  public static final StoreSettings DEFAULT =
      new StoreSettings(
          "",
          List.of(
              "huggingface.co",
              "cdn-lfs.huggingface.co",
              "cas-bridge.xethub.hf.co",
              "github.com",
              "objects.githubusercontent.com",
              "release-assets.githubusercontent.com"),
          8L << 30,
          Duration.ofMinutes(30));

  public StoreSettings {
    // List.copyOf is serialisable; what Typesafe config returns need not be
    hosts = List.copyOf(hosts);
  }

  /** The same with another folder. */
  public StoreSettings withCache(String folder) {
    return new StoreSettings(folder, hosts, maxBytes, timeout);
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
