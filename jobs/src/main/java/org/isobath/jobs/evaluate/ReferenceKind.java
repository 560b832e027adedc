package org.isobath.jobs.evaluate;

import com.typesafe.config.Config;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.BiFunction;
import org.isobath.Nearest;
import org.isobath.UserError;
import org.isobath.jobs.Conf;
import org.isobath.jobs.Entry;

/** The one list of kinds of references: the word for {@code kind}, its keys, its class. */
enum ReferenceKind {
  /** Files whose place follows from that of the picture. */
  FILES(FileReference::of, "pattern", "replacement", "format", "mask"),
  /** Exact depth of rendered scenes. */
  SCENES(SceneReference::of);

  private static final String KEY = "evaluate.references";
  private static final List<String> COMMON = List.of("kind", "judge", "source");

  private final BiFunction<Entry, String, Reference> reader;
  private final List<String> keys;

  /**
   * @param reader makes the reference from its entry and its judge
   * @param keys beside the common ones
   */
  ReferenceKind(BiFunction<Entry, String, Reference> reader, String... keys) {
    this.reader = reader;
    this.keys = List.of(keys);
  }

  private String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The references of {@code evaluate.references}, in its order.
   *
   * @throws UserError for an empty list, an unknown kind or key, a value that cannot be used, two
   *     of one judge
   */
  static List<Reference> references(Conf conf) {
    List<Config> sections = conf.sections(KEY);
    if (sections.isEmpty()) {
      throw new UserError(
          KEY
              + " is empty. Say where reference depth is, for example "
              + KEY
              + " = [ { kind = files, pattern = \"_rgb\\\\.png$\", replacement = \"_depth.png\", format = kitti } ].");
    }
    List<Reference> references = new ArrayList<>();
    for (int i = 0; i < sections.size(); i++) {
      Entry entry = new Entry(KEY + "[" + i + "]", sections.get(i));
      Reference reference = reference(entry);
      if (references.stream().anyMatch(other -> other.judge().equals(reference.judge()))) {
        throw entry.invalid(
            "judge", "must differ from the others, found %s twice".formatted(reference.judge()));
      }
      references.add(reference);
    }
    return references;
  }

  private static Reference reference(Entry entry) {
    String label = entry.string("kind");
    List<String> labels = Arrays.stream(values()).map(ReferenceKind::label).toList();
    if (!labels.contains(label)) {
      throw entry.invalid(
          "kind",
          "must be one of %s, found %s; the nearest is %s"
              .formatted(String.join(", ", labels), label, Nearest.of(label, labels)));
    }
    ReferenceKind kind = values()[labels.indexOf(label)];
    List<String> known = new ArrayList<>(COMMON);
    known.addAll(kind.keys);
    entry.requireKnown(known);
    return kind.reader.apply(entry, entry.string("judge", label));
  }
}
