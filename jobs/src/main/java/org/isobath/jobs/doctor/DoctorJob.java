package org.isobath.jobs.doctor;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.spark.sql.SparkSession;
import org.isobath.jobs.Conf;
import org.isobath.jobs.GeneratorSettings;
import org.isobath.jobs.Job;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.Options;
import org.isobath.jobs.Outcome;
import org.isobath.jobs.Run;
import org.isobath.jobs.Unmet;

/**
 * Says what this machine can do, line by line with the cure where something is wrong, and fails
 * when the configuration asks for what is not there. Writes nothing but a probe file in the
 * warehouse, which it removes. Run it first on every new machine or cluster, and attach its output
 * to questions.
 */
public final class DoctorJob implements Job {
  private static final JobOption GENERATOR =
      new JobOption(
          "--generator",
          "CARD",
          "look at a generator on your own devices too: whether its components fit together, and"
              + " this machine");

  @Override
  public String verb() {
    return "doctor";
  }

  @Override
  public String summary() {
    return "Check this machine, the model and the warehouse against the configuration";
  }

  @Override
  public List<JobOption> options() {
    return List.of(GENERATOR);
  }

  @Override
  public void check(Conf conf, Options options) {
    options.own(GENERATOR.name()).ifPresent(id -> GeneratorSettings.cards(conf).local(id));
  }

  /** False because Spark is one of the things to check: a report must come without it too. */
  @Override
  public boolean needsSpark() {
    return false;
  }

  @Override
  public Outcome run(Run run) {
    boolean shared = SparkSession.getDefaultSession().nonEmpty();
    Map<String, Finding> findings = new LinkedHashMap<>();
    try {
      for (Check check : Check.values()) {
        run.progress().println("looking at " + check.label());
        findings.put(check.label(), check.run(run.conf()));
      }
      run.options()
          .own(GENERATOR.name())
          .ifPresent(
              id -> {
                run.progress().println("looking at " + id);
                findings.putAll(GeneratorChecks.of(run.conf(), id));
              });
    } finally {
      if (!shared) {
        SparkSession.getDefaultSession().foreach(session -> stop(session));
      }
    }
    List<String> lines = new ArrayList<>();
    List<Map<String, Object>> facts = new ArrayList<>();
    Map<Finding.State, List<String>> byState = new LinkedHashMap<>();
    findings.forEach(
        (check, finding) -> {
          lines.add(run.conf().redact(finding.line(check)));
          facts.add(finding.facts(check));
          byState.computeIfAbsent(finding.state(), s -> new ArrayList<>()).add(check);
        });
    List<String> failed = byState.getOrDefault(Finding.State.FAIL, List.of());
    long all = facts.size();
    Outcome outcome =
        new Outcome(
            all, all - failed.size(), failed.size(), 0, Map.of(), Map.of("checks", facts), lines);
    if (!failed.isEmpty()) {
      throw new Unmet(
          String.join(", ", failed)
              + ": the configuration asks for what is not there. The lines marked fail say the"
              + " cure.",
          outcome);
    }
    return outcome;
  }

  private static scala.runtime.BoxedUnit stop(SparkSession session) {
    session.stop();
    return scala.runtime.BoxedUnit.UNIT;
  }
}
