package org.isobath.jobs.generate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.function.Supplier;
import org.apache.spark.TaskContext;
import org.apache.spark.api.java.function.MapPartitionsFunction;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.generate.LocalGeneratorCard;
import org.isobath.generate.Parameter;
import org.isobath.generate.hosted.Refusal;
import org.isobath.generate.hosted.WriteOnce;
import org.isobath.generate.local.ControlRecipe;
import org.isobath.generate.local.LocalGenerator;
import org.isobath.generate.local.LocalProgress;
import org.isobath.generate.local.LocalRequest;
import org.isobath.generate.local.PictureSize;
import org.isobath.generate.local.SharedGenerators;
import org.isobath.image.Image;
import org.isobath.image.ImageDecoder;
import org.isobath.jobs.DecodeSettings;
import org.isobath.model.TextTokenizer;
import org.isobath.onnx.OnnxFailure;
import org.isobath.sql.TaskGpu;
import scala.jdk.javaapi.CollectionConverters;

/**
 * Makes the pictures of requests on the device of this executor: rows of {@link #INPUT} in, rows of
 * {@code generations} out. Neighbours of one size go in batches; the pictures of a request come
 * together or not at all. A request that cannot be made is a rejected row, and a generator that
 * cannot work is the end of the task.
 *
 * @param cards of all requests, by id
 * @param decode limits of controls
 */
record LocalRows(
    LocalSettings settings,
    Map<String, LocalGeneratorCard> cards,
    LedgerPlace place,
    DecodeSettings decode,
    LocalTally tally,
    String runId)
    implements MapPartitionsFunction<Row, Row> {
  private static final long serialVersionUID = 1L;

  /** What executors are given of a request. */
  static final StructType INPUT =
      GenerationRows.INPUT
          .add("prompt", DataTypes.StringType)
          .add("parameters", DataTypes.createMapType(DataTypes.StringType, DataTypes.StringType))
          .add("outputs", DataTypes.IntegerType)
          .add("control", DataTypes.StringType)
          .add("refusal", DataTypes.StringType);

  /** A row of {@link #INPUT}. */
  static Row row(PlannedRequest planned) {
    ControlForm form = ControlForm.of(planned);
    List<Object> values = new ArrayList<>();
    Row card = GenerationRows.row(planned);
    for (int i = 0; i < card.length(); i++) {
      values.add(card.get(i) instanceof Map<?, ?> map ? scalaMap(map) : card.get(i));
    }
    values.add(planned.request().prompt());
    values.add(scalaMap(planned.request().labels()));
    values.add(planned.request().outputs());
    values.add(form.object());
    values.add(form.refusal());
    return RowFactory.create(values.toArray());
  }

  private static <K, V> Object scalaMap(Map<K, V> map) {
    return scala.collection.immutable.Map.from(CollectionConverters.asScala(map));
  }

  /**
   * A request that is ready to be made.
   *
   * @param steps of denoising
   */
  private record Ready(
      Row row,
      LocalGeneratorCard card,
      Map<Parameter, Object> parameters,
      Image control,
      int steps) {
    boolean together(Ready other) {
      return card.id().equals(other.card.id())
          && steps == other.steps
          && control.width() == other.control.width()
          && control.height() == other.control.height();
    }

    int outputs() {
      return row.getAs("outputs");
    }

    List<LocalRequest> pictures() {
      double guidance = (Double) parameters.getOrDefault(Parameter.GUIDANCE, 0.0);
      return new LocalRequest(row.getAs("prompt"), control, guidance, row.<Long>getAs("seed"))
          .outputs(outputs());
    }
  }

  @Override
  public Iterator<Row> call(Iterator<Row> requests) throws IOException {
    WriteOnce controls = place.controls(SparkHadoopUtil.get().conf());
    TaskContext task = TaskContext.get();
    return new Iterator<>() {
      private final Deque<Row> done = new ArrayDeque<>();
      private Ready next;

      @Override
      public boolean hasNext() {
        while (done.isEmpty() && (next != null || requests.hasNext())) {
          done.addAll(make(batch(), task));
        }
        return !done.isEmpty();
      }

      @Override
      public Row next() {
        if (!hasNext()) {
          throw new NoSuchElementException();
        }
        return done.remove();
      }

      /** As many neighbours as go together; those that cannot be made are done at once. */
      private List<Ready> batch() {
        List<Ready> batch = new ArrayList<>();
        int pictures = 0;
        while (next != null || requests.hasNext()) {
          if (next == null) {
            next = ready(requests.next(), controls, done);
          }
          if (next != null) {
            if (pictures > 0
                && (pictures + next.outputs() > settings.batch() || !next.together(batch.get(0)))) {
              break;
            }
            batch.add(next);
            pictures += next.outputs();
            next = null;
          }
        }
        return batch;
      }
    };
  }

  /** Null for one that ended before it began, whose row is added to {@code done}. */
  private Ready ready(Row row, WriteOnce controls, Deque<Row> done) {
    LocalGeneratorCard card = cards.get(row.<String>getAs("generator"));
    Map<Parameter, Object> parameters = new EnumMap<>(Parameter.class);
    Map<String, String> labels = row.getJavaMap(row.fieldIndex("parameters"));
    labels.forEach(
        (label, text) -> parameters.put(Parameter.of(label), Parameter.of(label).value(text)));
    try {
      String prompt = row.getAs("prompt");
      if (prompt.length() > TextTokenizer.MAX_CHARACTERS) {
        throw new UserError(
            "the prompt has %d characters, and no more than the first %d would be looked at"
                .formatted(prompt.length(), TextTokenizer.MAX_CHARACTERS));
      }
      byte[] bytes = ReadyControls.read(controls, row.getAs("control"), row.getAs("refusal"));
      Image control = ImageDecoder.decode(bytes, decode.options()).image();
      PictureSize size =
          PictureSize.asked(
              parameters, new PictureSize(control.width(), control.height()), card.sizeMultiple());
      int steps = ((Long) parameters.get(Parameter.STEPS)).intValue();
      return new Ready(row, card, parameters, ControlRecipe.of(control, size), steps);
    } catch (UserError e) {
      // of a size or a prompt: another request may have a better one
      done.add(rejected(row, Refusal.INVALID, e.getMessage()));
    } catch (Rejected e) {
      done.add(rejected(row, Refusal.CONTROL, e.getMessage()));
    } catch (NoSuchFileException e) {
      tally.left();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return null;
  }

  private List<Row> make(List<Ready> batch, TaskContext task) {
    if (batch.isEmpty()) {
      return List.of();
    }
    LocalGeneratorCard card = batch.get(0).card();
    LocalGenerator generator =
        SharedGenerators.get(
            card,
            folder -> settings.store().store().fetch(folder, SparkHadoopUtil.get().conf()),
            settings.place(TaskGpu.assigned()));
    try {
      return make(generator, batch, task);
    } catch (Rejected | OnnxFailure e) {
      if (e instanceof OnnxFailure failure && failure.outOfMemory()) {
        Ready one = batch.get(0);
        throw new UserError(
            "A picture of %d x %d by %s does not fit into the memory of the device. Lower generate.local.memory-gb, so that graphs are loaded in turn, or plan smaller pictures."
                .formatted(one.control().width(), one.control().height(), card.id()),
            e);
      }
      if (batch.size() == 1) {
        return List.of(rejected(batch.get(0).row(), Refusal.FAILED, e.getMessage()));
      }
      List<Row> rows = new ArrayList<>();
      for (Ready one : batch) {
        rows.addAll(make(List.of(one), task));
      }
      return rows;
    }
  }

  /** A batch on the device: how long it has it, and whether its task is to stop. */
  private final class Turn implements LocalProgress {
    private final TaskContext task;
    private long start = System.nanoTime();

    Turn(TaskContext task) {
      this.task = task;
    }

    @Override
    public void begin() {
      start = System.nanoTime();
    }

    @Override
    public void step(int done, int steps, Supplier<float[]> latents) {
      task.killTaskIfInterrupted();
      tally.step();
    }

    double seconds() {
      return (System.nanoTime() - start) / 1e9;
    }
  }

  private List<Row> make(LocalGenerator generator, List<Ready> batch, TaskContext task)
      throws Rejected {
    List<LocalRequest> all = new ArrayList<>();
    batch.forEach(ready -> all.addAll(ready.pictures()));
    List<Image> pictures = new ArrayList<>();
    List<Double> seconds = new ArrayList<>();
    for (int from = 0; from < all.size(); from += settings.batch()) {
      List<LocalRequest> some = all.subList(from, Math.min(all.size(), from + settings.batch()));
      Turn turn = new Turn(task);
      pictures.addAll(generator.generate(some, batch.get(0).steps(), turn));
      double each = turn.seconds() / some.size();
      some.forEach(one -> seconds.add(each));
    }
    List<Row> rows = new ArrayList<>();
    for (Ready ready : batch) {
      for (int i = 0; i < ready.outputs(); i++) {
        int at = rows.size();
        rows.add(
            GenerationRows.made(
                ready.row(), ready.parameters(), i, pictures.get(at), seconds.get(at), runId));
      }
      tally.made();
    }
    return rows;
  }

  private Row rejected(Row row, Refusal reason, String message) {
    tally.rejected(reason);
    return GenerationRows.refused(row, reason, message, runId);
  }
}
