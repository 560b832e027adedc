package org.isobath.jobs.ingest;

import java.io.IOException;
import java.io.Serializable;
import java.sql.Timestamp;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.stream.Stream;
import org.isobath.jobs.Outage;

/**
 * Walks folders and gives the inputs in them, up to a number of folders; the folders that are left
 * come last, for others to walk. One folder's names are in memory at a time.
 */
final class FolderWalk implements Iterator<FolderWalk.Found> {
  /** A folder to walk: its uri and the state of the {@link Glob} in it. */
  record Folder(String uri, long state) implements Serializable {}

  /** An input, or a folder that is left: the other is null. */
  record Found(Item item, Folder folder) implements Serializable {}

  private final Storage storage;
  private final Glob glob;
  private final Deque<Folder> folders = new ArrayDeque<>();
  private int budget;
  private Iterator<Item> items = List.<Item>of().iterator();

  /**
   * @param budget folders to list before the rest is left
   */
  FolderWalk(Storage storage, Glob glob, Iterable<Folder> start, int budget) {
    this.storage = storage;
    this.glob = glob;
    this.budget = budget;
    start.forEach(folders::add);
  }

  @Override
  public boolean hasNext() {
    while (!items.hasNext() && !folders.isEmpty() && budget > 0) {
      budget--;
      items = list(folders.removeLast());
    }
    return items.hasNext() || !folders.isEmpty();
  }

  @Override
  public Found next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    return items.hasNext() ? new Found(items.next(), null) : new Found(null, folders.removeLast());
  }

  private Iterator<Item> list(Folder folder) {
    List<Storage.Child> children;
    try {
      children = storage.list(folder.uri());
    } catch (IOException e) {
      Outage.check(e);
      // its files are unknown, but that there is something is not
      return List.of(unlistable(folder.uri(), e)).iterator();
    }
    Map<String, Storage.Child> sideCars = new HashMap<>();
    for (Storage.Child child : children) {
      if (child.folder()) {
        long state = glob.enter(folder.state(), child.name());
        if (state != 0) {
          folders.add(new Folder(child.uri(), state));
        }
      } else if (isSideCar(child.name())) {
        sideCars.put(stem(child.name()) + extension(child.name()), child);
      }
    }
    return children.stream()
        .filter(child -> !child.folder() && !isSideCar(child.name()))
        .filter(child -> glob.takes(folder.state(), child.name()))
        .map(child -> item(child, sideCars))
        .iterator();
  }

  /** The input that is the file {@code child}, with the side-cars of its name. */
  static Item item(Storage.Child child, Map<String, Storage.Child> sideCars) {
    Storage.Child text = sideCars.get(stem(child.name()) + ".txt");
    Storage.Child json = sideCars.get(stem(child.name()) + ".json");
    Timestamp latest =
        Stream.of(child, text, json)
            .filter(file -> file != null && file.modifiedAt() != null)
            .map(Storage.Child::modifiedAt)
            .max(Timestamp::compareTo)
            .orElse(null);
    return new Item(
        child.uri(),
        "",
        "",
        child.length(),
        child.length() == null ? 0 : child.length(),
        latest,
        text == null ? null : text.uri(),
        json == null ? null : json.uri(),
        child.problem(),
        false);
  }

  private static Item unlistable(String uri, IOException e) {
    return new Item(
        uri, "", "", null, 0, null, null, null, "the folder cannot be listed: " + e, false);
  }

  /** True for {@code .txt} and {@code .json}: annotations of pictures, never inputs themselves. */
  static boolean isSideCar(String name) {
    String extension = extension(name);
    return extension.equals(".txt") || extension.equals(".json");
  }

  private static String extension(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? "" : name.substring(dot).toLowerCase(Locale.ROOT);
  }

  private static String stem(String name) {
    int dot = name.lastIndexOf('.');
    return dot < 0 ? name : name.substring(0, dot);
  }
}
