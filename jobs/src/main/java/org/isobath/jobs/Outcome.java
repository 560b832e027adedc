package org.isobath.jobs;

import java.math.BigDecimal;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a job did. {@code in = out + rejected + skipped}, always: nothing that came in can vanish.
 *
 * @param in inputs seen
 * @param out inputs with a result
 * @param rejected inputs refused in this run, each with a reason in its table
 * @param skipped inputs that needed nothing: done or rejected by an earlier run, or beyond {@code
 *     --limit}
 * @param models id and file hash of the models used
 * @param figures the job's own numbers for {@code --json}, in order
 * @param lines what a person should read at the end, one line each
 * @param costUsd money that this run spent, or that must be taken as spent
 * @param budgetReached true when inputs are left because their price would cross a budget
 */
public record Outcome(
    long in,
    long out,
    long rejected,
    long skipped,
    Map<String, String> models,
    Map<String, Object> figures,
    List<String> lines,
    BigDecimal costUsd,
    boolean budgetReached) {
  public Outcome {
    if (in != out + rejected + skipped) {
      throw new IllegalStateException(
          "inputs do not add up: in "
              + in
              + ", out "
              + out
              + ", rejected "
              + rejected
              + ", skipped "
              + skipped);
    }
    models = Map.copyOf(models);
    figures = new LinkedHashMap<>(figures);
    lines = List.copyOf(lines);
  }

  /** Of a job that spends nothing. */
  public Outcome(
      long in,
      long out,
      long rejected,
      long skipped,
      Map<String, String> models,
      Map<String, Object> figures,
      List<String> lines) {
    this(in, out, rejected, skipped, models, figures, lines, BigDecimal.ZERO, false);
  }

  /** For jobs that do not process inputs one by one. */
  public static Outcome of(Map<String, Object> figures, List<String> lines) {
    return new Outcome(0, 0, 0, 0, Map.of(), figures, lines);
  }

  /** Rejected inputs among those handled in this run, 0 to 1; skipped ones do not count. */
  public double rejectShare() {
    return rejected == 0 ? 0 : (double) rejected / (out + rejected);
  }
}
