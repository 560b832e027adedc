package org.isobath.jobs.maintain;

import java.util.Locale;
import org.isobath.jobs.ByteSize;

/**
 * The outcomes in {@code depth} of one model under parameters that its card no longer gives.
 *
 * @param rows outcomes
 * @param bytes of them on disk, about: their share of the files they stand in
 * @param waiting pictures that have depth here and none by the card as it is now
 * @param paired kept pairs that name one of them
 */
record DepthSet(
    String modelId, String paramsHash, long rows, long bytes, long waiting, long paired) {

  /** True when every picture has its depth anew, so that nothing would be lost with these rows. */
  boolean superseded() {
    return waiting == 0;
  }

  boolean goes(Superseded what) {
    return superseded()
        && switch (what) {
          case KEEP -> false;
          case UNPAIRED -> paired == 0;
          case ALL -> true;
        };
  }

  /** Why it stays, or what would make it go. */
  String line() {
    String name =
        String.format(
            Locale.ROOT,
            "%s/%s: %d rows of depth, about %s, by an earlier card",
            modelId,
            paramsHash.substring(0, Math.min(12, paramsHash.length())),
            rows,
            ByteSize.text(bytes));
    if (!superseded()) {
      return name + "; %d pictures have none by the card as it is now".formatted(waiting);
    }
    return paired > 0
        ? name + "; %d kept pairs name it (maintain.superseded = all drops it)".formatted(paired)
        : name + " (maintain.superseded = unpaired drops it)";
  }
}
