package org.isobath.jobs.ingest;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.storage.StorageLevel;
import org.apache.spark.util.LongAccumulator;
import org.isobath.UserError;
import org.isobath.jobs.CarefulMode;
import org.isobath.jobs.Conf;
import org.isobath.jobs.HeapGate;
import org.isobath.jobs.Job;
import org.isobath.jobs.Options;
import org.isobath.jobs.Originals;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Progress;
import org.isobath.jobs.Run;

/** Takes up pictures: every input of {@code ingest.sources} gets its outcome, once. */
public final class IngestJob implements Job {
  @Override
  public String verb() {
    return "ingest";
  }

  @Override
  public String summary() {
    return "Take up pictures from files, tables or rendered scenes into sources and images";
  }

  @Override
  public void check(Conf conf, Options options) {
    boolean reference = !inline(conf);
    for (Source source : SourceKind.sources(conf)) {
      if (reference && !source.canBeReferenced()) {
        throw new UserError(
            "ingest.content = reference, but the rows of "
                + source.describe()
                + " have no address to read them again by. Set ingest.content = inline, or ingest this table in a run of its own.");
      }
      source.check();
    }
    limits(conf);
    conf.bytes("ingest.batch-bytes");
    conf.bytes("ingest.partition-bytes");
  }

  @Override
  public Outcome run(Run run) {
    Tally tally = new Tally(run.options().dryRun());
    for (Source source : SourceKind.sources(run.conf())) {
      ingest(run, source, tally);
    }
    return tally.outcome();
  }

  private static void ingest(Run run, Source source, Tally tally) {
    String what = "ingest " + source.name();
    run.progress().println(what + ": listing " + source.describe());
    try (Backlog backlog =
        run.describe(what + ": list and compare", () -> new Backlog(run, source))) {
      long most = Math.min(backlog.size(), run.options().limitOrAll() - tally.taken());
      tally.listed(source, backlog, most);
      run.progress().println(what + ": " + Tally.describe(backlog, most));
      if (most > 0 && !run.options().dryRun()) {
        try (CarefulMode careful = CarefulMode.begin(run, work(source))) {
          take(run, source, backlog, most, tally, careful.orders());
          if (most == backlog.size()) {
            careful.done();
          }
        }
      }
    }
  }

  private static String work(Source source) {
    return "ingest-%.16s"
        .formatted(Originals.sha256(source.name().getBytes(StandardCharsets.UTF_8)));
  }

  private static void take(
      Run run, Source source, Backlog backlog, long most, Tally tally, CarefulMode.Orders careful) {
    org.apache.spark.SparkContext context = run.spark().sparkContext();
    LongAccumulator done = context.longAccumulator();
    LongAccumulator rejected = context.longAccumulator();
    LongAccumulator decoded = context.longAccumulator();
    Intake intake =
        new Intake(
            source,
            run.id(),
            inline(run.conf()),
            limits(run.conf()),
            careful,
            done,
            rejected,
            decoded);
    Batches batches =
        new Batches(new Limited<>(backlog.items(), most), run.conf().bytes("ingest.batch-bytes"));
    try (Progress progress =
        Progress.start(
            run,
            new Progress.Step(
                "ingest",
                source.name(),
                "inputs",
                most,
                () -> done.value(),
                () -> rejected.value()))) {
      for (int number = 1; batches.hasNext(); number++) {
        List<Item> batch = batches.next();
        run.describe(
            "ingest " + source.name() + " → sources, images: batch " + number,
            () -> {
              batch(run, source, intake, batch, tally);
              return null;
            });
      }
    }
    tally.decoded(decoded.value());
  }

  private static void batch(Run run, Source source, Intake intake, List<Item> batch, Tally tally) {
    Source.Reading reading =
        new Source.Reading(
            limits(run.conf()).maxBytes(), run.conf().bytes("ingest.partition-bytes"));
    Source.Batch loaded = source.load(run.spark(), batch, reading);
    // bytes are read and decoded once; keys, pictures and outcomes are all taken from this
    JavaRDD<Taken> taken =
        loaded.inputs().mapPartitions(intake::take).persist(StorageLevel.DISK_ONLY());
    try {
      List<Taken.Seen> seen =
          HeapGate.during(
              run.spark().sparkContext(), loaded.heap(), () -> taken.map(Taken::seen).collect());
      if (seen.size() != batch.size()) {
        throw new UserError(
            source.describe()
                + " changed while it was read: "
                + batch.size()
                + " inputs were listed and "
                + seen.size()
                + " found. Run ingest again.");
      }
      boolean known = batch.stream().anyMatch(Item::known);
      long added = Commit.write(run, taken, seen, known);
      tally.written(seen, added);
    } finally {
      taken.unpersist(false);
    }
  }

  private static boolean inline(Conf conf) {
    return conf.oneOf("ingest.content", "inline", "reference").equals("inline");
  }

  private static Intake.Limits limits(Conf conf) {
    String matte = conf.string("decode.matte");
    if (!matte.matches("#[0-9a-fA-F]{6}")) {
      throw conf.invalid("decode.matte", "a colour such as \"#ffffff\"");
    }
    return new Intake.Limits(
        conf.bytes("limits.max-bytes"),
        conf.wholeNumber("limits.max-pixels", 1, Integer.MAX_VALUE / 3),
        conf.integer("limits.max-side", 1, Integer.MAX_VALUE),
        conf.integer("limits.max-frames", 1, Integer.MAX_VALUE),
        Integer.parseInt(matte.substring(1), 16));
  }

  /** The first {@code most} of {@code items}. */
  private static final class Limited<T> implements java.util.Iterator<T> {
    private final java.util.Iterator<T> items;
    private long left;

    Limited(java.util.Iterator<T> items, long most) {
      this.items = items;
      this.left = most;
    }

    @Override
    public boolean hasNext() {
      return left > 0 && items.hasNext();
    }

    @Override
    public T next() {
      left--;
      return items.next();
    }
  }
}
