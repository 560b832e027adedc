package org.isobath.generate.hosted;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Write-once objects in memory, whose process can be killed at a chosen create. */
final class MemoryObjects implements WriteOnce {
  /** The process is dead: nothing in the code may catch this. */
  static final class Killed extends Error {
    private static final long serialVersionUID = 1L;
  }

  final TreeMap<String, byte[]> objects = new TreeMap<>();
  private int creates;
  private int killAt = -1;
  private boolean afterwards;

  /**
   * Kills the process at the create of this number, from 0.
   *
   * @param effect whether the object is there all the same
   */
  void killAt(int create, boolean effect) {
    creates = 0;
    killAt = create;
    afterwards = effect;
  }

  void live() {
    killAt = -1;
    creates = 0;
  }

  int creates() {
    return creates;
  }

  @Override
  public boolean create(String name, byte[] bytes) {
    boolean kill = creates++ == killAt;
    if (kill && !afterwards) {
      throw new Killed();
    }
    boolean created = objects.putIfAbsent(name, bytes.clone()) == null;
    if (kill) {
      throw new Killed();
    }
    return created;
  }

  @Override
  public Optional<byte[]> read(String name) {
    return Optional.ofNullable(objects.get(name)).map(byte[]::clone);
  }

  @Override
  public List<String> list(String prefix) {
    return objects.keySet().stream().filter(name -> name.startsWith(prefix)).toList();
  }
}
