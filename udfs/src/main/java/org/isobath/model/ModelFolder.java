package org.isobath.model;

import java.io.Serializable;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Files that belong together under their own names, such as a graph and the weights it keeps beside
 * it. {@link ModelStore#fetch(ModelFolder, org.apache.hadoop.conf.Configuration)} makes it a folder
 * of this machine.
 *
 * @param id of the card and of the part of it; for messages
 * @param source folder, absolute, with a slash at its end
 * @param files at least one, each with another name
 */
public record ModelFolder(String id, URI source, List<Entry> files) implements Serializable {
  private static final List<String> FILE = List.of("sha256", "bytes");

  public ModelFolder {
    files = List.copyOf(files);
  }

  /**
   * One file.
   *
   * @param name below the folder, with slashes; never leads out of it
   * @param sha256 64 lower-case hex digits
   * @param bytes its length, at least 1
   */
  public record Entry(String name, String sha256, long bytes) implements Serializable {
    public Entry {
      if (!inside(name)) {
        throw new IllegalArgumentException(name + " is no name of a file inside a folder");
      }
    }
  }

  /**
   * The files that a card lists, by name; none where it lists none.
   *
   * @param part with a section of file names, each with sha256 and bytes
   * @param key of that section
   * @throws org.isobath.UserError for a name that leads out of the folder, and for a file without
   *     hash or length
   */
  public static List<Entry> entries(CardSection part, String key) {
    List<String> names = new ArrayList<>(part.names(key));
    names.sort(null);
    List<Entry> entries = new ArrayList<>();
    if (!names.isEmpty()) {
      CardSection listed = part.section(key, names);
      for (String name : names) {
        if (!inside(name)) {
          throw listed.wrong(name, "the name of a file inside the component's folder");
        }
        CardSection file = listed.section(name, FILE);
        file.text("sha256");
        if (!file.has("bytes")) {
          throw file.missing("bytes");
        }
        entries.add(new Entry(name, file.sha256("sha256", null), file.wholeLong("bytes", 0)));
      }
    }
    return entries;
  }

  /**
   * Whether a name stays in the folder that it is resolved against, on every operating system: no
   * root, no drive, no step upwards.
   */
  public static boolean inside(String name) {
    if (name.isEmpty() || name.startsWith("/") || name.indexOf('\\') >= 0 || name.contains(":")) {
      return false;
    }
    for (String part : name.split("/", -1)) {
      if (part.isEmpty() || part.equals(".") || part.equals("..")) {
        return false;
      }
    }
    return true;
  }

  /** Length of all files. */
  public long bytes() {
    return files.stream().mapToLong(Entry::bytes).sum();
  }

  /** One file of it, by itself. */
  ModelFile file(Entry entry) {
    return new ModelFile(
        id + " (" + entry.name() + ")",
        source.resolve(relative(entry.name())),
        entry.sha256(),
        entry.bytes(),
        "write its sha256 and bytes into the card.");
  }

  private static URI relative(String name) {
    try {
      return new URI(null, null, name, null);
    } catch (URISyntaxException e) {
      throw new IllegalArgumentException(name + " is no name of a file", e);
    }
  }

  /** Decides the name of the folder in a cache: names and hashes of all files. */
  String key() {
    List<String> lines = new ArrayList<>();
    files.forEach(entry -> lines.add(entry.sha256() + " " + entry.name()));
    lines.sort(null);
    return HexFormat.of()
        .formatHex(
            ModelStore.sha256().digest(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)));
  }
}
