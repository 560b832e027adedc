package org.isobath.jobs.ingest;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.isobath.Reason;
import org.isobath.jobs.ByteSize;
import org.isobath.jobs.Outcome;

/** Counts what became of the inputs of all sources, and says it. */
final class Tally {
  private final boolean dryRun;
  private final List<String> lines = new ArrayList<>();
  private final Map<Reason, Long> reasons = new TreeMap<>();
  private long inputs;
  private long accepted;
  private long rejected;
  private long added;
  private long bytes;
  private long decoded;
  private long planned;
  private long plannedBytes;
  private boolean onlyFiles = true;

  Tally(boolean dryRun) {
    this.dryRun = dryRun;
  }

  /** A source was listed; {@code most} of its backlog will be taken up. */
  void listed(Source source, Backlog backlog, long most) {
    inputs += backlog.inputs();
    onlyFiles &= source instanceof FilesSource;
    planned += most;
    // with --limit the share that will be taken is not known before it is sorted
    plannedBytes +=
        backlog.size() == 0 ? 0 : (long) ((double) backlog.bytes() * most / backlog.size());
    if (backlog.inputs() == 0) {
      lines.add(
          "ingest: nothing found for "
              + source.name()
              + " in "
              + source.describe()
              + (source instanceof FilesSource
                  ? ". Files that begin with a dot, .txt and .json are no inputs."
                  : "."));
    }
  }

  /** One batch is in the tables. */
  void written(List<Taken.Seen> seen, long newImages) {
    for (Taken.Seen one : seen) {
      bytes += one.length();
      if (one.reason() == null) {
        accepted++;
      } else {
        rejected++;
        reasons.merge(one.reason(), 1L, Long::sum);
      }
    }
    added += newImages;
  }

  void decoded(long pictures) {
    decoded += pictures;
  }

  /** Inputs that count against {@code --limit}. */
  long taken() {
    return dryRun ? planned : accepted + rejected;
  }

  /** What one source has to do, for a person. */
  static String describe(Backlog backlog, long most) {
    String line =
        "%d inputs, %d to take up (%s)"
            .formatted(backlog.inputs(), backlog.size(), ByteSize.text(backlog.bytes()));
    if (backlog.known() > 0) {
      line += ", " + backlog.known() + " of them again";
    }
    return most < backlog.size() ? line + ", limited to " + most : line;
  }

  Outcome outcome() {
    Map<String, Object> figures = new LinkedHashMap<>();
    if (dryRun) {
      figures.put("planned", planned);
      figures.put("planned_bytes", plannedBytes);
      lines.add(
          0,
          "ingest: would take up %d of %d %s, about %s. Nothing was written."
              .formatted(planned, inputs, noun(), ByteSize.text(plannedBytes)));
      return new Outcome(inputs, 0, 0, inputs, Map.of(), figures, lines);
    }
    long skipped = inputs - accepted - rejected;
    figures.put("images_added", added);
    figures.put("duplicates", accepted - added);
    figures.put("bytes", bytes);
    figures.put("decoded", decoded);
    reasons.forEach((reason, count) -> figures.put("rejected_" + reason.label(), count));
    lines.add(0, line(skipped));
    return new Outcome(inputs, accepted, rejected, skipped, Map.of(), figures, lines);
  }

  private String line(long skipped) {
    StringBuilder line =
        new StringBuilder(
            "ingest: %d %s, %d %s"
                .formatted(inputs, noun(), accepted, accepted == 1 ? "image" : "images"));
    if (accepted > added) {
      line.append(" (%d of them duplicates of others)".formatted(accepted - added));
    }
    line.append(", ").append(rejected).append(" rejected");
    if (rejected > 0) {
      line.append(
          reasons.entrySet().stream()
              .map(entry -> entry.getKey().label() + " " + entry.getValue())
              .collect(Collectors.joining(", ", " (", ")")));
    }
    if (skipped > 0) {
      line.append(", ").append(skipped).append(" skipped");
    }
    return line.toString();
  }

  private String noun() {
    return (onlyFiles ? "file" : "input") + (inputs == 1 ? "" : "s");
  }
}
