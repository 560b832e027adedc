package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.jobs.LocalSpark;
import org.isobath.jobs.curate.duplicates.Cut;
import org.junit.jupiter.api.Test;

/** What {@link Splits} deals out, against a walk over the same pictures one by one. */
class SplitsIT {
  private static final Shares SHARES =
      Shares.of(new TreeMap<>(Map.of("a", "0.4", "b", "0.3", "c", "0.3")), 7);

  /** Pictures with their component, groups and the split given earlier. */
  private final Map<String, String> components = new TreeMap<>();

  private final Map<String, Set<String>> groups = new TreeMap<>();
  private final Map<String, String> stored = new TreeMap<>();

  private void picture(String id, String component, String... keys) {
    components.put(id, component);
    groups.put(id, new TreeSet<>(List.of(keys)));
  }

  private Splits splits(String... groupBy) {
    List<Row> sources = new ArrayList<>();
    groups.forEach(
        (id, keys) -> {
          for (String key : keys) {
            String value = key.substring(key.indexOf('=') + 1);
            sources.add(
                key.startsWith("source=")
                    ? RowFactory.create(id, "ok", value, null)
                    : RowFactory.create(id, "ok", " ", Map.of("album", value, "other", id)));
          }
        });
    return new Splits(
        frame(pairs(stored), "group_key", "split"),
        LocalSpark.session()
            .createDataFrame(
                sources,
                new StructType()
                    .add("image_id", DataTypes.StringType)
                    .add("state", DataTypes.StringType)
                    .add("source", DataTypes.StringType)
                    .add(
                        "attributes",
                        DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))),
        new Groups(List.of(groupBy)),
        SHARES,
        new Cut(false));
  }

  private static List<Row> pairs(Map<String, String> map) {
    return map.entrySet().stream().map(e -> RowFactory.create(e.getKey(), e.getValue())).toList();
  }

  private static Dataset<Row> frame(List<Row> rows, String... columns) {
    StructType schema = new StructType();
    for (String column : columns) {
      schema = schema.add(column, DataTypes.StringType);
    }
    return LocalSpark.session().createDataFrame(rows, schema);
  }

  private Dataset<Row> deal(Splits splits) {
    return splits.deal(frame(pairs(components), "image_id", "component_id").repartition(3));
  }

  /** image_id to split; to "bridge" for what bridges. */
  private static Map<String, String> dealt(Dataset<Row> dealt) {
    Map<String, String> splits = new TreeMap<>();
    for (Row row : dealt.select("image_id", "split", "bridges").collectAsList()) {
      assertThat(row.getBoolean(2)).as("%s", row).isEqualTo(row.isNullAt(1));
      String before = splits.put(row.getString(0), row.isNullAt(1) ? "bridge" : row.getString(1));
      assertThat(before).as("one row for %s", row).isNull();
    }
    return splits;
  }

  private Map<String, String> fresh(Splits splits, Dataset<Row> dealt, Set<String> kept) {
    Map<String, String> rows = new TreeMap<>();
    List<Row> names = kept.stream().map(RowFactory::create).toList();
    for (Row row : splits.fresh(dealt, frame(names, "component_id")).collectAsList()) {
      assertThat(rows.put(row.getString(0), row.getString(1))).as("one row for %s", row).isNull();
    }
    return rows;
  }

  @Test
  void as_a_walk_over_the_pictures_one_by_one() {
    Random random = new Random(1);
    for (int scenario = 0; scenario < 300; scenario++) {
      invent(random, "%03d-".formatted(scenario));
    }
    Map<String, String> expected = new TreeMap<>();
    walk(expected);
    Splits splits = splits("source", "album");
    Dataset<Row> dealt = deal(splits).localCheckpoint();
    assertThat(dealt(dealt)).isEqualTo(expected);
    assertThat(new HashSet<>(expected.values())).containsExactlyInAnyOrder("a", "b", "c", "bridge");

    Set<String> kept = new TreeSet<>();
    components.values().stream().distinct().filter(c -> random.nextInt(3) > 0).forEach(kept::add);
    Map<String, String> fresh = fresh(splits, dealt, kept);
    assertThat(fresh).isEqualTo(rowsByHand(expected, kept));

    stored.putAll(fresh);
    Splits later = splits("source", "album");
    Dataset<Row> again = deal(later).localCheckpoint();
    assertThat(dealt(again))
        .as("what was dealt but not stored comes out again")
        .isEqualTo(expected);
    assertThat(fresh(later, again, kept)).as("nothing is left to store").isEmpty();
  }

  /** A dozen pictures in few components and groups, some of which have their splits. */
  private void invent(Random random, String prefix) {
    int size = 1 + random.nextInt(12);
    Map<Integer, String> names = new HashMap<>();
    for (int i = 0; i < size; i++) {
      String id = prefix + (char) ('a' + i);
      List<String> keys = new ArrayList<>();
      for (int k = random.nextInt(3); k > 0; k--) {
        keys.add((random.nextBoolean() ? "source=" : "album=") + prefix + random.nextInt(5));
      }
      picture(
          id,
          names.computeIfAbsent(random.nextInt(size), none -> id),
          keys.stream().distinct().toArray(String[]::new));
      if (random.nextInt(4) == 0) {
        stored.put(id, "abc".substring(random.nextInt(3)).substring(0, 1));
      }
      if (!keys.isEmpty() && random.nextInt(8) == 0) {
        stored.put(keys.get(0), "abc".substring(random.nextInt(3)).substring(0, 1));
      }
    }
  }

  private Set<String> nodes(String id) {
    Set<String> nodes = new TreeSet<>(groups.get(id));
    nodes.add("component " + components.get(id));
    return nodes;
  }

  /** The rule of the README, picture by picture and tie by tie. */
  private void walk(Map<String, String> into) {
    Map<String, Set<String>> splitsOf = new HashMap<>();
    Map<String, Set<String>> picturesOf = new HashMap<>();
    for (String id : components.keySet()) {
      for (String node : nodes(id)) {
        Set<String> splits = splitsOf.computeIfAbsent(node, none -> new TreeSet<>());
        if (stored.containsKey(id)) {
          splits.add(stored.get(id));
        }
        if (stored.containsKey(node)) {
          splits.add(stored.get(node));
        }
        picturesOf.computeIfAbsent(node, none -> new TreeSet<>()).add(id);
      }
    }
    Map<String, Set<String>> own = new TreeMap<>();
    for (String id : components.keySet()) {
      Set<String> splits = new TreeSet<>();
      nodes(id).forEach(node -> splits.addAll(splitsOf.get(node)));
      if (stored.containsKey(id)) {
        into.put(id, stored.get(id));
      } else if (splits.size() > 1) {
        into.put(id, "bridge");
      } else {
        own.put(id, splits);
      }
    }
    for (String start : own.keySet()) {
      if (into.containsKey(start)) {
        continue;
      }
      Set<String> tied = new TreeSet<>(Set.of(start));
      Deque<String> open = new ArrayDeque<>(tied);
      while (!open.isEmpty()) {
        for (String node : nodes(open.pop())) {
          if (splitsOf.get(node).isEmpty()) {
            for (String other : picturesOf.get(node)) {
              if (own.containsKey(other) && tied.add(other)) {
                open.add(other);
              }
            }
          }
        }
      }
      Set<String> splits = new TreeSet<>();
      tied.forEach(id -> splits.addAll(own.get(id)));
      String first = tied.stream().map(components::get).min(String::compareTo).orElseThrow();
      String split =
          splits.isEmpty()
              ? byHand(first)
              : splits.size() == 1 ? splits.iterator().next() : "bridge";
      tied.forEach(id -> into.put(id, split));
    }
  }

  private Map<String, String> rowsByHand(Map<String, String> splits, Set<String> kept) {
    Map<String, String> rows = new TreeMap<>();
    Map<String, Set<String>> ofGroups = new LinkedHashMap<>();
    splits.forEach(
        (id, split) -> {
          boolean fresh =
              !stored.containsKey(id)
                  && !split.equals("bridge")
                  && kept.contains(components.get(id));
          if (fresh) {
            rows.put(id, split);
          }
          if (fresh || stored.containsKey(id)) {
            groups
                .get(id)
                .forEach(g -> ofGroups.computeIfAbsent(g, none -> new TreeSet<>()).add(split));
          }
        });
    ofGroups.forEach(
        (group, found) -> {
          if (found.size() == 1 && !stored.containsKey(group)) {
            rows.put(group, found.iterator().next());
          }
        });
    return rows;
  }

  /** The formula of the README with the shares and the seed of this test. */
  private static String byHand(String first) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("7:" + first).getBytes(StandardCharsets.UTF_8));
      long place = Integer.toUnsignedLong(ByteBuffer.wrap(hash).getInt()) % 1000;
      return place < 400 ? "a" : place < 700 ? "b" : "c";
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void without_groups_components_alone_bind() {
    picture("1", "1", "album=x");
    picture("2", "1", "album=y");
    picture("3", "3", "album=x");
    picture("4", "4", "album=x");
    picture("5", "4", "album=x");
    picture("6", "4", "album=x");
    stored.put("2", "c");
    stored.put("4", "a");
    stored.put("5", "b");
    stored.put("album=x", "a");
    Splits splits = splits();
    Dataset<Row> dealt = deal(splits);
    assertThat(dealt(dealt))
        .isEqualTo(Map.of("1", "c", "2", "c", "3", byHand("3"), "4", "a", "5", "b", "6", "bridge"));
    assertThat(fresh(splits, dealt, Set.of("1", "4"))).isEqualTo(Map.of("1", "c"));
  }

  @Test
  void a_picture_in_two_albums_of_different_splits_does_not_spoil_them_for_others() {
    picture("1", "1", "album=x");
    picture("2", "2", "album=y");
    stored.put("1", "a");
    stored.put("album=x", "a");
    stored.put("2", "b");
    stored.put("album=y", "b");
    picture("3", "3", "album=x", "album=y");
    picture("4", "4", "album=x");
    picture("5", "5", "album=y", "album=new");
    picture("6", "6", "album=new");
    assertThat(dealt(deal(splits("album"))))
        .containsEntry("3", "bridge")
        .containsEntry("4", "a")
        .containsEntry("5", "b")
        .as("joins an album that has a split through a picture that is new as well")
        .containsEntry("6", "b");
  }

  @Test
  void ties_are_joined_alike_on_the_driver_and_on_the_executors() {
    Random random = new Random(3);
    List<Row> ties = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      ties.add(RowFactory.create("g" + random.nextInt(90), "g" + random.nextInt(90)));
    }
    Dataset<Row> frame = frame(ties, "a", "b").where("a <> b");
    assertThat(partition(GroupTies.components(frame, 0, new Cut(false))))
        .isEqualTo(partition(GroupTies.components(frame, 60, new Cut(false))))
        .hasSizeGreaterThan(3);
  }

  private static Set<Set<String>> partition(Dataset<Row> components) {
    Map<String, Set<String>> parts = new HashMap<>();
    for (Row row : components.select("node", "component").collectAsList()) {
      parts.computeIfAbsent(row.getString(1), none -> new TreeSet<>()).add(row.getString(0));
    }
    return new HashSet<>(parts.values());
  }
}
