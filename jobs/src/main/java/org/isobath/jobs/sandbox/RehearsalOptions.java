package org.isobath.jobs.sandbox;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.isobath.Nearest;
import org.isobath.UserError;
import org.isobath.generate.sandbox.ControlUse;
import org.isobath.generate.sandbox.FaultPlan;
import org.isobath.generate.sandbox.SandboxSettings;
import org.isobath.jobs.JobOption;
import org.isobath.jobs.Options;

/**
 * How a rehearsal is asked for on the command line.
 *
 * @param port 0 for any free one
 */
record RehearsalOptions(int port, SandboxSettings settings) {
  private static final JobOption PORT =
      new JobOption(
          "--port", "N", "where the sandbox listens on this machine; by default any free");
  private static final JobOption FAULTS =
      new JobOption(
          "--faults",
          "none|some|all",
          "none; some: what a bad day brings and a run survives (the default); all: also what ends one");
  private static final JobOption SEED =
      new JobOption("--seed", "N", "of the faults: the same seed strikes the same requests");
  private static final JobOption CONTROL =
      new JobOption(
          "--control",
          "followed|ignored",
          "what the pictures owe to the control; by default what the provider's documentation says");
  private static final JobOption LATENCY =
      new JobOption("--latency", "SECONDS", "from a create call to the picture; by default 3");

  static final List<JobOption> ALL = List.of(PORT, FAULTS, SEED, CONTROL, LATENCY);

  private static final long LONGEST_SECONDS = 3600;

  /** What a rehearsal with a seed meets. */
  private enum Day {
    NONE(FaultPlan::none),
    SOME(FaultPlan::some),
    ALL(FaultPlan::all);

    private final Function<Long, FaultPlan> plan;

    Day(Function<Long, FaultPlan> plan) {
      this.plan = plan;
    }
  }

  /**
   * Reads them.
   *
   * @throws UserError for a value that cannot be
   */
  static RehearsalOptions of(Options options) {
    long seed = number(options, SEED, 0, Long.MIN_VALUE, Long.MAX_VALUE);
    long latency = number(options, LATENCY, 3, 0, LONGEST_SECONDS);
    Day day = word(options, FAULTS, Day.SOME, Day.values());
    ControlUse use = word(options, CONTROL, null, ControlUse.values());
    Duration queued = Duration.ofSeconds(latency).dividedBy(3);
    SandboxSettings byDefault = SandboxSettings.DEFAULT;
    SandboxSettings settings =
        byDefault
            .withFaults(day.plan.apply(seed))
            .withControl(use)
            .withTimes(queued, Duration.ofSeconds(latency).minus(queued), null, byDefault.lag());
    return new RehearsalOptions((int) number(options, PORT, 0, 0, 65_535), settings);
  }

  private static long number(
      Options options, JobOption option, long byDefault, long min, long max) {
    String text = options.own(option.name()).orElse(String.valueOf(byDefault));
    try {
      long number = Long.parseLong(text);
      if (number >= min && number <= max) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new UserError(
        "%s = %s is not a whole number from %d to %d.".formatted(option.name(), text, min, max));
  }

  private static <E extends Enum<E>> E word(
      Options options, JobOption option, E byDefault, E[] values) {
    String text = options.own(option.name()).orElse(null);
    if (text == null) {
      return byDefault;
    }
    for (E value : values) {
      if (value.name().toLowerCase(Locale.ROOT).equals(text)) {
        return value;
      }
    }
    List<String> known = Arrays.stream(values).map(v -> v.name().toLowerCase(Locale.ROOT)).toList();
    throw new UserError(
        "%s = %s is not known. Did you mean %s? There are %s."
            .formatted(
                option.name(),
                text,
                Nearest.of(text, known),
                known.stream().collect(Collectors.joining(", "))));
  }
}
