package org.isobath.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** Numbered objects that hold leases, in a storage whose listings and reads are never stale. */
interface LeaseObjects {
  /** The numbers there are, in no order. */
  List<Long> numbers() throws IOException;

  /** The lease of an object; empty when there is no such object. */
  Optional<Lease> read(long number) throws IOException;

  /**
   * Creates an object where none is: of several that do so at once, one succeeds.
   *
   * @throws IOException when one is there; and when nobody knows, because the answer was lost
   */
  void create(long number, Lease lease) throws IOException;

  /** Writes an object, whether it is there or not. */
  void replace(long number, Lease lease) throws IOException;

  /** Removes an object, if it is there. */
  void delete(long number) throws IOException;
}
