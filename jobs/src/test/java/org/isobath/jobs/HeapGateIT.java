package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.sql.SparkSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tasks take turns where there is not heap for several. */
class HeapGateIT {
  /** Tasks run in this JVM. */
  private static final AtomicInteger AT_ONCE = new AtomicInteger();

  private final SparkSession spark = LocalSpark.session();
  private final JavaSparkContext context = new JavaSparkContext(spark.sparkContext());

  @Test
  void tasksThatNeedMoreThanHalfOfTheHeapGoOneAfterTheOther() {
    long heap = Runtime.getRuntime().maxMemory();
    // even those that need more than there is
    for (long need : List.of(heap / 2, 4 * heap)) {
      assertThat(HeapGate.during(spark.sparkContext(), need, () -> atOnce(6)))
          .as("%d of %d bytes", need, heap)
          .containsExactly(1);
    }
    assertThat(HeapGate.during(spark.sparkContext(), heap / 8, () -> atOnce(6)))
        .as("there is heap for both cores")
        .contains(2);
    assertThat(atOnce(6)).as("no need is known").contains(2);
  }

  @Test
  void aTableSaysWhatItsLargestCellIs(@TempDir Path folder) {
    Warehouse warehouse = new Warehouse(folder);
    warehouse.add(Table.IMAGES, Map.of("image_id", "a", "length", 70L));
    warehouse.add(Table.IMAGES, Map.of("image_id", "b", "length", 7_000_000_000L));
    warehouse.add(Table.DEPTH, Map.of("image_id", "a", "width", 70_000, "height", 70_000));
    warehouse.add(Table.DEPTH, Map.of("image_id", "b"));
    warehouse.flush();
    assertThat(CellMemory.largest(warehouse.tables(), Table.IMAGES)).isEqualTo(7_000_000_000L);
    assertThat(CellMemory.largest(warehouse.tables(), Table.DEPTH)).isEqualTo(9_800_000_000L);
  }

  @Test
  void largeCellsHaveSettingsOfTheirOwnForAsLongAsTheyAreRead() {
    String vectored = "parquet.hadoop.vectored.io.enabled";
    assertThat(CellMemory.during(spark, 50 << 20, () -> spark.conf().get(vectored)))
        .isEqualTo("false");
    assertThat(spark.conf().getOption(vectored).isDefined()).as("afterwards").isFalse();
    assertThat(
            CellMemory.during(spark, 1 << 20, () -> spark.conf().getOption(vectored).isDefined()))
        .as("small cells")
        .isFalse();
  }

  /** How many of {@code tasks} found how many at work. */
  private Set<Integer> atOnce(int tasks) {
    List<Integer> numbers = IntStream.range(0, tasks).boxed().toList();
    return new TreeSet<>(
        context
            .parallelize(numbers, tasks)
            .map(
                task -> {
                  AT_ONCE.incrementAndGet();
                  Thread.sleep(60);
                  int now = AT_ONCE.get();
                  Thread.sleep(60);
                  AT_ONCE.decrementAndGet();
                  return now;
                })
            .collect());
  }
}
