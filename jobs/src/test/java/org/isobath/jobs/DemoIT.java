package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The README's first command, smaller, and the chain that it is a case of. */
class DemoIT {
  private static final int SCENES = 8;

  @TempDir Path folder;

  @Test
  void the_demo_makes_measured_pairs_and_the_chain_again_adds_nothing() throws Exception {
    String warehouse = folder.resolve("demo warehouse").toString();
    BytesMoved moved = new BytesMoved(LocalSpark.session());
    Command demo =
        Command.run(
            List.of(
                "demo",
                "--json",
                "--set",
                "demo.scenes=" + SCENES,
                "--set",
                "demo.width=256",
                "--set",
                "demo.height=192",
                "--set",
                "demo.warehouse=\"" + warehouse + "\""));
    assertThat(demo.code()).as(demo.err()).isEqualTo(Main.DONE);
    assertThat(demo.out())
        .contains("rows: sources 8, images 8, depth 8, pairs 8, splits ")
        .contains("accuracy against the exact depth of 8 rendered scenes")
        .contains("report: " + warehouse + "/report.html");
    JsonNode figures = demo.json();
    assertThat(figures.get("absrel_lsq").doubleValue())
        .isPositive()
        .isLessThan(figures.get("baseline_absrel_lsq").doubleValue());
    assertThat(Files.size(Path.of(warehouse, "report.html"))).isBetween(50_000L, 4_000_000L);

    Tables tables = new Warehouse(Conf.reference().with("warehouse", warehouse)).tables();
    Map<Table, Long> before = versions(tables);
    Command again =
        Command.run(
            List.of(
                "run",
                "--json",
                "--set",
                "warehouse=\"" + warehouse + "\"",
                "--set",
                "ingest.sources=[{kind=scenes,source=demo,seed=20260001,count=8,width=256,height=192}]"));
    assertThat(again.code()).as(again.err()).isEqualTo(Main.DONE);
    assertThat(versions(tables)).isEqualTo(before);
    assertThat(again.json().get("absrel_lsq")).isEqualTo(figures.get("absrel_lsq"));

    // the report, which is alone in reading pictures and depth together, included
    moved.assertNone();
    moved.close();
  }

  private static Map<Table, Long> versions(Tables tables) {
    Map<Table, Long> versions = new EnumMap<>(Table.class);
    for (Table table : Table.values()) {
      if (table != Table.RUNS) {
        versions.put(table, tables.version(table));
      }
    }
    return versions;
  }
}
