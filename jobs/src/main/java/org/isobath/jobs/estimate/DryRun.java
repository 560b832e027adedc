package org.isobath.jobs.estimate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.model.SecondLook;

/** What a run would do: images, bytes and hours. Writes nothing. */
final class DryRun {
  private DryRun() {}

  static Outcome of(Run run, Recipe recipe, long version, long images) {
    long pictures;
    long bytes;
    try (Missing missing =
        DepthUpdate.missing(run.tables(), recipe, version, run.options().limit())) {
      pictures = missing.pictures();
      bytes = missing.bytes();
    }
    Map<String, Object> figures = new LinkedHashMap<>();
    figures.put("model", recipe.card().id());
    figures.put("params_hash", recipe.paramsHash());
    figures.put("images_to_do", pictures);
    figures.put("bytes_to_do", bytes);
    figures.put("inferences_per_image", recipe.inferences());
    String hours = "hours unknown: no earlier run with this model";
    OptionalDouble rate = lastRate(run, recipe);
    if (rate.isPresent()) {
      figures.put("hours", pictures / rate.getAsDouble() / 3600);
      hours =
          String.format(
              Locale.ROOT,
              "%.2f hours at %.1f images/s, after the last run",
              pictures / rate.getAsDouble() / 3600,
              rate.getAsDouble());
    }
    String line =
        String.format(
            Locale.ROOT,
            "estimate would run %s over %d images, %.1f MiB; %s",
            recipe.card().id(),
            pictures,
            bytes / 1048576.0,
            hours);
    List<String> lines = new ArrayList<>(List.of(line));
    if (!recipe.looks().isEmpty()) {
      lines.add(price(recipe, pictures));
    }
    return new Outcome(images, 0, 0, images, Map.of(), figures, lines);
  }

  private static String price(Recipe recipe, long pictures) {
    double more = recipe.inferences() - 1 - recipe.fusion().further();
    return String.format(
        Locale.ROOT,
        "  of that estimate.consistency (%s) takes %.2f inferences for each image beside the first, %.0f in all",
        recipe.looks().stream().map(SecondLook::label).collect(Collectors.joining(", ")),
        more,
        more * pictures);
  }

  /**
   * Images per second of the last finished run with this model that had something to do, as if only
   * its inferences took time.
   */
  private static OptionalDouble lastRate(Run run, Recipe recipe) {
    List<Row> last =
        run.tables()
            .read(Table.RUNS)
            .where(
                functions
                    .col("verb")
                    .equalTo("estimate")
                    .and(functions.col("state").equalTo("done"))
                    .and(functions.col("out").gt(0))
                    .and(functions.col("figures").getItem("model").equalTo(recipe.card().id())))
            .orderBy(functions.col("started_at").desc())
            .select(
                functions
                    .col("figures")
                    .getItem("images_per_second")
                    .cast("double")
                    .multiply(
                        functions.coalesce(
                            functions.col("figures").getItem("inferences_per_image").cast("double"),
                            functions.lit(1.0)))
                    .divide(recipe.inferences()))
            .limit(1)
            .collectAsList();
    return last.isEmpty() || last.get(0).isNullAt(0) || last.get(0).getDouble(0) <= 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(last.get(0).getDouble(0));
  }
}
