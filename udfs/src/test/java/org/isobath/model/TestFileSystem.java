package org.isobath.model;

import java.net.URI;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.RawLocalFileSystem;

/**
 * The local disk under another scheme, so that a path goes through Hadoop as {@code s3a:} would.
 */
public class TestFileSystem extends RawLocalFileSystem {
  static Configuration configuration() {
    Configuration hadoop = new Configuration(false);
    hadoop.setClass("fs.test.impl", TestFileSystem.class, org.apache.hadoop.fs.FileSystem.class);
    return hadoop;
  }

  @Override
  public URI getUri() {
    return URI.create("test:///");
  }

  @Override
  public String getScheme() {
    return "test";
  }
}
