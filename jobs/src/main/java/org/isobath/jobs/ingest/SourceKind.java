package org.isobath.jobs.ingest;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.isobath.Nearest;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Entry;

/** The one list of kinds of sources: the word for {@code kind}, its keys, its class. */
enum SourceKind {
  /** A file, a folder or a glob. */
  FILES(FilesSource::of, "path"),
  /** A Parquet or Delta table with a column of encoded bytes. */
  TABLE(
      TableSource::of,
      "path",
      "format",
      "content-column",
      "key-column",
      "caption-column",
      "license-column",
      "attribute-columns"),
  /** Scenes rendered by Isobath. */
  SCENES(ScenesSource::of, "count", "seed", "width", "height");

  private static final List<String> COMMON = List.of("kind", "source", "license");

  private final BiFunction<Entry, String, Source> reader;
  private final List<String> keys;

  /**
   * @param reader makes the source from its entry and its name
   * @param keys beside the common ones
   */
  SourceKind(BiFunction<Entry, String, Source> reader, String... keys) {
    this.reader = reader;
    this.keys = List.of(keys);
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The sources of {@code ingest.sources}, in its order.
   *
   * @throws UserError for an empty list, an unknown kind, an unknown key, a value that cannot be
   *     used
   */
  static List<Source> sources(Conf conf) {
    List<com.typesafe.config.Config> sections = conf.sections("ingest.sources");
    if (sections.isEmpty()) {
      throw new UserError(
          "ingest.sources is empty. Say what to read, for example ingest.sources = "
              + "[ { kind = files, path = \"file:///photos/**\", source = mine } ].");
    }
    List<Source> sources = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      sources.add(source(new Entry("ingest.sources[" + i + "]", sections.get(i))));
    }
    return sources;
  }

  private static Source source(Entry entry) {
    String label = entry.string("kind");
    List<String> labels = Arrays.stream(values()).map(SourceKind::label).toList();
    if (!labels.contains(label)) {
      throw entry.invalid(
          "kind",
          "must be one of %s, found %s; the nearest is %s"
              .formatted(String.join(", ", labels), label, Nearest.of(label, labels)));
    }
    SourceKind kind = values()[labels.indexOf(label)];
    List<String> known = new ArrayList<>(COMMON);
    known.addAll(kind.keys);
    entry.requireKnown(known);
    return kind.reader.apply(entry, entry.string("source", label));
  }
}
