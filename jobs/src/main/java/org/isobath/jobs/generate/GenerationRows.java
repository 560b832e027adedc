package org.isobath.jobs.generate;

import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.StructType;
import org.isobath.UserError;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.Parameter;
import org.isobath.generate.hosted.Ledger;
import org.isobath.generate.hosted.LedgerEntry;
import org.isobath.generate.hosted.Refusal;
import org.isobath.generate.hosted.RequestState;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Table;

/**
 * From a request that has ended to its rows of {@code generations}: what the ledger has of it, with
 * the pictures, read where the rows are written.
 */
record GenerationRows(LedgerPlace place, String runId) implements FlatMapFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  /** Columns that the request and its card decide, and nothing that happened. */
  private static final List<String> PLANNED =
      List.of(
          "request_id",
          "control_id",
          "control_kind",
          "image_id",
          "generator",
          "generator_model",
          "seed",
          "budget_group",
          "safety_settings",
          "license",
          "license_commercial",
          "license_url");

  /** Of jpeg and webp where the card does not take one. */
  private static final Long QUALITY = 95L;

  /** What executors are given of a request. */
  static final StructType INPUT = input();

  private static StructType input() {
    StructType all = Table.GENERATIONS.schema();
    StructType input = new StructType();
    for (String column : PLANNED) {
      input = input.add(all.apply(column));
    }
    return input;
  }

  /** A row of {@link #INPUT}. */
  static Row row(PlannedRequest planned) {
    GeneratorCard card = planned.card();
    Map<String, String> safety = new TreeMap<>(planned.request().labels());
    safety
        .keySet()
        .retainAll(List.of(Parameter.SAFETY_TOLERANCE.label(), Parameter.SAFETY_CHECKER.label()));
    return RowFactory.create(
        planned.request().requestId(),
        planned.request().controlId(),
        planned.request().controlKind().label(),
        planned.imageId(),
        card.id(),
        planned.model(),
        planned.request().seed(),
        planned.request().budgetGroup(),
        safety,
        card.licence().name(),
        card.licence().commercial(),
        card.licence().url().isEmpty() ? null : card.licence().url());
  }

  @Override
  public Iterator<Row> call(Row planned) throws IOException {
    Ledger ledger = place.ledger(SparkHadoopUtil.get().conf());
    RequestState state = ledger.state(planned.getAs("request_id"));
    Map<String, Object> row = new HashMap<>();
    PLANNED.forEach(column -> row.put(column, planned.getAs(column)));
    row.put("attempts", state.attempts());
    row.put("ended_at", Timestamp.from(state.end().at()));
    row.put("run_id", runId);
    if (state.purchase() != null && !state.purchase().bought().predictionId().isEmpty()) {
      row.put("prediction_id", state.purchase().bought().predictionId());
    }
    return state.end() instanceof LedgerEntry.Stored stored
        ? stored(row, ledger, state, stored).iterator()
        : List.of(rejected(row, state, (LedgerEntry.Rejected) state.end())).iterator();
  }

  private static List<Row> stored(
      Map<String, Object> row, Ledger ledger, RequestState state, LedgerEntry.Stored stored)
      throws IOException {
    row.put("state", "ok");
    stored.seed().ifPresent(seed -> row.put("seed", seed));
    stored.deviceSeconds().ifPresent(seconds -> row.put("device_seconds", seconds));
    row.put("latency_ms", stored.latencyMillis());
    row.put("safety", stored.safety());
    List<BigDecimal> prices =
        parts(stored.costUsd().orElse(state.intent().priceUsd()), stored.pictures().size());
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < prices.size(); i++) {
      LedgerEntry.Picture picture = stored.pictures().get(i);
      byte[] bytes = ledger.picture(picture);
      if (!Originals.sha256(bytes).equals(picture.sha256())) {
        throw new UserError(
            "The picture "
                + picture.name()
                + " of the ledger is not the one that was bought: its bytes have changed. Bring the"
                + " object back as it was, then run generate again.");
      }
      row.put("output_index", i);
      row.put("image", bytes);
      row.put("format", picture.format());
      row.put("width", picture.width());
      row.put("height", picture.height());
      row.put("length", picture.bytes());
      row.put("sha256", picture.sha256());
      row.put("price_usd", prices.get(i));
      rows.add(inOrder(row));
    }
    return rows;
  }

  private static Row rejected(
      Map<String, Object> row, RequestState state, LedgerEntry.Rejected end) {
    row.put("output_index", 0);
    row.put("state", "rejected");
    row.put("reason", end.reason().label());
    row.put("message", end.message());
    row.put("price_usd", state.spentUsd());
    if (state.intent() != null) {
      row.put("latency_ms", Duration.between(state.intent().at(), end.at()).toMillis());
    }
    if (end.reason() == Refusal.MODERATED) {
      row.put("safety", Refusal.MODERATED.label());
    }
    return inOrder(row);
  }

  /**
   * The row of a picture that was made on a device of our own.
   *
   * @param planned a row with the columns of {@link #INPUT}
   * @param index of the picture, which is how much its seed is above that of the request
   */
  static Row made(
      Row planned,
      Map<Parameter, Object> parameters,
      int index,
      Image picture,
      double deviceSeconds,
      String runId) {
    String format = (String) parameters.getOrDefault(Parameter.OUTPUT_FORMAT, "png");
    int quality = ((Long) parameters.getOrDefault(Parameter.OUTPUT_QUALITY, QUALITY)).intValue();
    byte[] bytes =
        switch (format) {
          case "jpeg" -> ImageEncoder.jpeg(picture, quality);
          case "webp" -> ImageEncoder.webp(picture, quality);
          default -> ImageEncoder.png(picture);
        };
    Map<String, Object> row = own(planned, runId);
    row.put("output_index", index);
    row.put("seed", planned.<Long>getAs("seed") + index);
    row.put("state", "ok");
    row.put("image", bytes);
    row.put("format", format);
    row.put("width", picture.width());
    row.put("height", picture.height());
    row.put("length", (long) bytes.length);
    row.put("sha256", Originals.sha256(bytes));
    row.put("device_seconds", deviceSeconds);
    return inOrder(row);
  }

  /** The row of a request that no picture can be made of on a device of our own. */
  static Row refused(Row planned, Refusal reason, String message, String runId) {
    Map<String, Object> row = own(planned, runId);
    row.put("output_index", 0);
    row.put("state", "rejected");
    row.put("reason", reason.label());
    row.put("message", message);
    return inOrder(row);
  }

  private static Map<String, Object> own(Row planned, String runId) {
    Map<String, Object> row = new HashMap<>();
    PLANNED.forEach(column -> row.put(column, planned.getAs(column)));
    row.put("price_usd", BigDecimal.ZERO);
    row.put("attempts", 1);
    row.put("ended_at", Timestamp.from(Instant.now()));
    row.put("run_id", runId);
    return row;
  }

  /** A price in so many parts that add up to it, in 1e-8 dollars; the first takes what is left. */
  static List<BigDecimal> parts(BigDecimal usd, int count) {
    List<BigDecimal> parts = new ArrayList<>();
    BigDecimal part = usd.divide(BigDecimal.valueOf(count), 8, RoundingMode.DOWN);
    parts.add(usd.subtract(part.multiply(BigDecimal.valueOf(count - 1L))));
    for (int i = 1; i < count; i++) {
      parts.add(part);
    }
    return parts;
  }

  private static Row inOrder(Map<String, Object> row) {
    return RowFactory.create(
        Arrays.stream(Table.GENERATIONS.schema().fieldNames()).map(row::get).toArray());
  }
}
