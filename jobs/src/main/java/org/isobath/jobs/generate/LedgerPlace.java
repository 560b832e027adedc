package org.isobath.jobs.generate;

import java.io.Closeable;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.time.Duration;
import org.apache.hadoop.conf.Configuration;
import org.isobath.generate.hosted.Ledger;
import org.isobath.generate.hosted.SenderLock;
import org.isobath.generate.hosted.WriteOnce;
import org.isobath.generate.hosted.WriteOnceFolder;
import org.isobath.jobs.HadoopObjects;
import org.isobath.jobs.SignedLinks;
import org.isobath.jobs.Tables;

/**
 * Where the ledger of a warehouse is, and the controls that are ready to be sent: two folders of
 * write-once objects. Driver and executors open them for themselves.
 *
 * @param uri of the folder of both
 */
record LedgerPlace(String uri) implements Serializable {
  private static final long serialVersionUID = 1L;

  static LedgerPlace of(Tables tables) {
    return new LedgerPlace(tables.path("_ledger").toString());
  }

  Ledger ledger(Configuration hadoop) throws IOException {
    return new Ledger(objects("requests", hadoop));
  }

  WriteOnce controls(Configuration hadoop) throws IOException {
    return objects("controls", hadoop);
  }

  /**
   * Links to the controls.
   *
   * @throws org.isobath.UserError where there are none
   */
  SignedLinks links(Configuration hadoop, Duration life) throws IOException {
    return SignedLinks.at(new org.apache.hadoop.fs.Path(uri, "controls"), hadoop, life);
  }

  private WriteOnce objects(String name, Configuration hadoop) throws IOException {
    org.apache.hadoop.fs.Path folder = new org.apache.hadoop.fs.Path(uri, name);
    return local() ? WriteOnceFolder.at(Path.of(folder.toUri())) : HadoopObjects.at(folder, hadoop);
  }

  /**
   * Keeps other senders of this machine away. Where the warehouse is on S3, its own lock does that;
   * and elsewhere the ledger alone, which lets one intent win.
   */
  Closeable lock() throws IOException {
    return local()
        ? SenderLock.take(Path.of(new org.apache.hadoop.fs.Path(uri).toUri()))
        : () -> {};
  }

  private boolean local() {
    return "file".equals(new org.apache.hadoop.fs.Path(uri).toUri().getScheme());
  }
}
