package org.isobath.generate.hosted;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.isobath.UserError;

/**
 * One sender per ledger in a local folder, for as long as the process lives: the system lets go of
 * it when the process dies. It saves a second sender the trouble; that nothing is bought twice does
 * not hang on it, because an intent is written by one sender only.
 */
public final class SenderLock implements Closeable {
  private final FileChannel file;

  private SenderLock(FileChannel file) {
    this.file = file;
  }

  /**
   * Takes the lock of a ledger's folder.
   *
   * @throws UserError when another sender has it
   */
  public static SenderLock take(Path folder) throws IOException {
    Files.createDirectories(folder);
    FileChannel file =
        FileChannel.open(
            folder.resolve(".sender.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    FileLock lock = null;
    try {
      lock = file.tryLock();
    } catch (OverlappingFileLockException e) {
      // held by this very process: the same answer as from another one
      lock = null;
    } finally {
      if (lock == null) {
        file.close();
      }
    }
    if (lock == null) {
      throw new UserError(
          "Another generate job is sending by the ledger "
              + folder
              + ". Wait for it to end, or end it; what it bought is not lost.");
    }
    return new SenderLock(file);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
