package org.isobath.jobs.evaluate.generations;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.spark.api.java.function.FlatMapFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.util.LongAccumulator;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.depth.DepthMap;
import org.isobath.image.Decoded;
import org.isobath.image.ImageDecoder;
import org.isobath.jobs.Judges;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Table;
import org.isobath.model.ClipModel;
import org.isobath.quality.FidelityProtocol;
import org.isobath.quality.FidelityScore;
import org.isobath.quality.Metrics;
import org.isobath.quality.PromptScore;

/**
 * From a generation or a photograph with its {@link Work} to rows of {@code evaluations}, one for
 * each task: decoded once, seen once by each judge.
 */
final class JudgeMapper implements FlatMapFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  private static final List<String> COPIED =
      List.of(
          "subject",
          "subject_id",
          "request_id",
          "output_index",
          "generator",
          "image_id",
          "model_id",
          "params_hash",
          "control_width",
          "control_height");

  private final Judges judges;
  private final ControlDepths controls;
  private final LongAccumulator done;
  private final LongAccumulator rejected;
  private final String runId;

  /** Of the picture before: generations of one control come one after the other. */
  private transient List<String> controlKey;

  private transient DepthMap control;

  /**
   * @param done counts pictures, rejected ones included
   * @param rejected counts those of which a task was rejected
   */
  JudgeMapper(
      Judges judges,
      ControlDepths controls,
      LongAccumulator done,
      LongAccumulator rejected,
      String runId) {
    this.judges = judges;
    this.controls = controls;
    this.done = done;
    this.rejected = rejected;
    this.runId = runId;
  }

  /**
   * @param work a row of {@link Work} with {@code content}, and {@code uri} for a photograph that
   *     is kept by reference
   */
  @Override
  public Iterator<Row> call(Row work) {
    Map<String, Object> common = new HashMap<>();
    COPIED.forEach(column -> common.put(column, work.getAs(column)));
    common.put("run_id", runId);
    Map<String, List<Row>> byJudge = new LinkedHashMap<>();
    for (Row task : work.<Row>getList(work.fieldIndex("tasks"))) {
      byJudge.computeIfAbsent(task.getAs("judge"), none -> new ArrayList<>()).add(task);
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    try {
      byte[] content = content(work);
      Decoded decoded = ImageDecoder.decode(content, judges.decode().options());
      common.put("width", decoded.image().width());
      common.put("height", decoded.image().height());
      byJudge.forEach(
          (judge, tasks) -> rows.addAll(rows(judge, tasks, decoded, content, work, common)));
    } catch (Rejected e) {
      byJudge.values().forEach(tasks -> rows.addAll(rejected(tasks, e, common)));
    }
    done.add(1);
    rejected.add(rows.stream().anyMatch(row -> row.get("state").equals("rejected")) ? 1 : 0);
    return rows.stream().map(JudgeMapper::inOrder).iterator();
  }

  private byte[] content(Row work) throws Rejected {
    byte[] content = work.getAs("content");
    return content != null
        ? content
        : Originals.readChecked(
            work.getAs("uri"),
            work.getAs("image_id"),
            SparkHadoopUtil.get().conf(),
            judges.decode().maxBytes());
  }

  private List<Map<String, Object>> rows(
      String judge,
      List<Row> tasks,
      Decoded decoded,
      byte[] content,
      Row work,
      Map<String, Object> common) {
    try {
      if (judge.equals(Subject.NO_JUDGE)) {
        Map<String, Object> row = row(tasks.get(0), common);
        row.put(
            "image_metrics", struct(Metrics.ofPicture(decoded.image(), decoded.header(), content)));
        return List.of(row);
      }
      if (tasks.get(0).getAs("protocol").equals(Subject.PROMPT)) {
        Map<String, Object> row = row(tasks.get(0), common);
        ClipModel.Embeddings seen = judges.clipModel().embed(decoded.image(), work.getAs("prompt"));
        row.put("adherence", struct(PromptScore.all(seen.image(), seen.text())));
        return List.of(row);
      }
      DepthMap depth = control(work);
      DepthMap judged = judges.model(judge).estimate(List.of(decoded.image())).get(0);
      List<Map<String, Object>> rows = new ArrayList<>();
      for (Row task : tasks) {
        Map<String, Object> row = row(task, common);
        row.put("fidelity", struct(FidelityScore.all(protocol(task), depth, judged)));
        rows.add(row);
      }
      return rows;
    } catch (Rejected e) {
      return rejected(tasks, e, common);
    }
  }

  private static FidelityProtocol protocol(Row task) {
    return Arrays.stream(FidelityProtocol.values())
        .filter(protocol -> protocol.label().equals(task.getAs("protocol")))
        .findFirst()
        .orElseThrow();
  }

  private DepthMap control(Row work) throws Rejected {
    if (!work.<Boolean>getAs("has_depth")) {
      throw new Rejected(Reason.UNREADABLE, "the depth of its control is no longer in depth");
    }
    List<String> key = Work.CONTROL.stream().map(name -> work.<String>getAs(name)).toList();
    if (!key.equals(controlKey)) {
      control = controls.read(key.get(0), key.get(1), key.get(2));
      controlKey = key;
    }
    return control;
  }

  private static List<Map<String, Object>> rejected(
      List<Row> tasks, Rejected why, Map<String, Object> common) {
    return tasks.stream()
        .map(
            task -> {
              Map<String, Object> row = row(task, common);
              row.put("state", "rejected");
              row.put("reason", why.reason().label());
              row.put("message", why.getMessage());
              return row;
            })
        .toList();
  }

  private static Map<String, Object> row(Row task, Map<String, Object> common) {
    Map<String, Object> row = new HashMap<>(common);
    row.put("state", "ok");
    Stream.of("judge", "judge_params_hash", "protocol")
        .forEach(column -> row.put(column, task.getAs(column)));
    return row;
  }

  private static Row struct(double[] scores) {
    return RowFactory.create(
        Arrays.stream(scores)
            .mapToObj(score -> Double.isFinite(score) ? (Double) score : null)
            .toArray());
  }

  private static Row inOrder(Map<String, Object> row) {
    return RowFactory.create(
        Arrays.stream(Table.EVALUATIONS.schema().fieldNames()).map(row::get).toArray());
  }
}
