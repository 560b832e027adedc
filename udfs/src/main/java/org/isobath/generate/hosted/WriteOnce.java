package org.isobath.generate.hosted;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/**
 * A storage of objects that are written once and never again, whose listings and reads are never
 * stale. There is no rename, no append and no overwriting: what is there is whole and stays as it
 * is, so that a process killed at any moment leaves nothing to repair. Threads may share one.
 */
public interface WriteOnce {
  /**
   * Creates an object where none is. When it returns, the object survives the machine.
   *
   * @param name parts of letters, digits, {@code .}, {@code _} and {@code -}, with slashes between
   * @return false when one is there already: of several that create at once, one gets true. Only
   *     those that write the very same bytes may get true together, because a storage far away
   *     cannot always tell a second try from a second creator
   * @throws IOException when nobody knows whether it was created
   */
  boolean create(String name, byte[] bytes) throws IOException;

  /** An object; empty when there is none. */
  Optional<byte[]> read(String name) throws IOException;

  /** The names that begin with {@code prefix}, which is empty or ends with a slash, in order. */
  List<String> list(String prefix) throws IOException;
}
