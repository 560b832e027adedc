package org.isobath.jobs.maintain;

import java.util.ConcurrentModificationException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.isobath.jobs.ByteSize;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.jobs.Tables;

/**
 * What was done to one table.
 *
 * @param before files and bytes that the table named
 * @param after the same when all was done
 * @param freed files that the table did not name and that were deleted, and their bytes
 * @param rowsDropped superseded rows
 * @param contended true when another run changed the files that were put together: theirs stands
 */
record Upkeep(
    Table table,
    Tables.Size before,
    Tables.Size after,
    Tables.Size freed,
    long rowsDropped,
    boolean contended) {

  /**
   * Puts files together, and deletes those that are not needed any more.
   *
   * @param before as it was before rows were dropped
   */
  static Upkeep of(
      Run run, MaintainSettings settings, Table table, Tables.Size before, long rowsDropped) {
    Tables.Size due = Compaction.due(run, table, settings.fileBytes());
    boolean contended = false;
    if (due.files() > 0) {
      run.progress()
          .printf(
              "maintain: putting %d files of %s together, %s%n",
              due.files(), table.label(), ByteSize.text(due.bytes()));
      try {
        Compaction.run(run, table, settings.fileBytes());
      } catch (RuntimeException e) {
        if (!conflict(e)) {
          throw e;
        }
        contended = true;
      }
    }
    Tables.Size freed = Vacuum.run(run, table, settings.retention());
    return new Upkeep(table, before, run.tables().size(table), freed, rowsDropped, contended);
  }

  private static boolean conflict(Throwable thrown) {
    for (Throwable t = thrown; t != null; t = t.getCause()) {
      // what Delta's conflicts have in common
      if (t instanceof ConcurrentModificationException) {
        return true;
      }
    }
    return false;
  }

  boolean changed() {
    return !before.equals(after) || freed.files() > 0 || rowsDropped > 0;
  }

  Map<String, Object> figures() {
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("files_before", before.files());
    figures.put("files_after", after.files());
    figures.put("bytes_before", before.bytes());
    figures.put("bytes_after", after.bytes());
    figures.put("files_freed", freed.files());
    figures.put("bytes_freed", freed.bytes());
    figures.put("rows_dropped", rowsDropped);
    return figures;
  }

  String line() {
    StringBuilder line =
        new StringBuilder(
            "  %s: %d files of %s"
                .formatted(table.label(), before.files(), ByteSize.text(before.bytes())));
    if (!before.equals(after)) {
      line.append(", now %d of %s".formatted(after.files(), ByteSize.text(after.bytes())));
    }
    if (rowsDropped > 0) {
      line.append(", %d superseded rows dropped".formatted(rowsDropped));
    }
    if (freed.files() > 0) {
      line.append(
          ", %d unused of %s deleted".formatted(freed.files(), ByteSize.text(freed.bytes())));
    }
    if (contended) {
      line.append(", not put together: another run changed them. Run maintain again");
    }
    return line.toString();
  }
}
