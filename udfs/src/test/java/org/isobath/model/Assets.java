package org.isobath.model;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Real models and pictures that are not part of the repository; tests that need them are skipped
 * where they are absent.
 */
final class Assets {
  private Assets() {}

  /**
   * The folder named by the property {@code isobath.assets}, else {@code ../shared/assets} beside
   * the repository.
   */
  static Path folder() {
    String property = System.getProperty("isobath.assets");
    Path folder = property != null ? Path.of(property) : repository().resolve("../shared/assets");
    assumeTrue(
        Files.isDirectory(folder), "no test assets at " + folder.toAbsolutePath().normalize());
    return folder;
  }

  /**
   * The working directory is the module's; the nearest folder above that holds LICENSE is the
   * repository.
   */
  private static Path repository() {
    Path at = Path.of("").toAbsolutePath();
    while (at.getParent() != null && !Files.exists(at.resolve("LICENSE"))) {
      at = at.getParent();
    }
    return at;
  }
}
