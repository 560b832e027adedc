package org.isobath.jobs.estimate;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.functions;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Table;
import org.isobath.model.CrossCheck;
import org.isobath.model.Fusion;
import org.isobath.model.Look;
import org.isobath.model.ModelCard;
import org.isobath.model.SecondLook;
import org.isobath.model.Tiling;

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
    lines.addAll(prices(recipe, pictures));
    return new Outcome(images, 0, 0, images, Map.of(), figures, lines);
  }

  /** A line for all that looks at a picture beside the first look. */
  private static List<String> prices(Recipe recipe, long pictures) {
    List<String> lines = new ArrayList<>();
    Fusion fusion = recipe.fusion();
    if (fusion.further() > 0) {
      lines.add(
          price(
              "estimate.fuse",
              Stream.concat(
                  fusion.looks().stream().map(Look::label),
                  fusion.models().stream().map(ModelCard::id)),
              fusion.price(),
              pictures));
    }
    CrossCheck crossCheck = recipe.crossCheck();
    if (!crossCheck.looks().isEmpty()) {
      lines.add(
          price(
              "estimate.consistency",
              crossCheck.looks().stream().map(SecondLook::label),
              crossCheck.price() - crossCheck.models().size(),
              pictures));
    }
    for (ModelCard other : crossCheck.models()) {
      lines.add(price("estimate.second-model", Stream.of(other.id()), 1, pictures));
    }
    if (!recipe.tiling().equals(Tiling.NONE)) {
      lines.add(
          "  and estimate.tiles up to %d more for each image that is larger than the network's input"
              .formatted(recipe.tiling().most()));
    }
    return lines;
  }

  private static String price(String key, Stream<String> names, double more, long pictures) {
    return String.format(
        Locale.ROOT,
        "  of that %s (%s) takes %.2f inferences for each image beside the first, %.0f in all",
        key,
        names.collect(Collectors.joining(", ")),
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
