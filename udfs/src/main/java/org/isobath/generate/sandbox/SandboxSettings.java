package org.isobath.generate.sandbox;

import java.math.BigDecimal;
import java.time.Duration;

/**
 * How a rehearsal behaves.
 *
 * @param faults what goes wrong
 * @param control what pictures owe to the control; null for what the documentation promises:
 *     followed where it has a field for it, else ignored
 * @param queued how long a prediction waits before it runs
 * @param running how long it runs
 * @param outputLife how long outputs stay; null for the documented time
 * @param lag how long lists hide a prediction that {@link Fault#LIST_LAG} strikes
 * @param active undecided predictions at once; 0 for the documented number
 * @param createsPerMinute create calls of a minute; 0 for the documented number
 * @param credit of the account in USD; creating beyond it is refused
 * @param key that is accepted; empty for any
 * @param longestSide of pictures in pixels: 0 for the documented size, else larger ones shrink to
 *     it, because pictures cost time
 */
public record SandboxSettings(
    FaultPlan faults,
    ControlUse control,
    Duration queued,
    Duration running,
    Duration outputLife,
    Duration lag,
    int active,
    int createsPerMinute,
    BigDecimal credit,
    String key,
    int longestSide) {
  /** No faults, three seconds to a picture, the documented limits, a thousand dollars. */
  public static final SandboxSettings DEFAULT =
      new SandboxSettings(
          FaultPlan.none(0),
          null,
          Duration.ofSeconds(1),
          Duration.ofSeconds(2),
          null,
          Duration.ofSeconds(20),
          0,
          0,
          new BigDecimal(1000),
          "",
          0);

  public SandboxSettings withFaults(FaultPlan plan) {
    return new SandboxSettings(
        plan,
        control,
        queued,
        running,
        outputLife,
        lag,
        active,
        createsPerMinute,
        credit,
        key,
        longestSide);
  }

  public SandboxSettings withControl(ControlUse use) {
    return new SandboxSettings(
        faults,
        use,
        queued,
        running,
        outputLife,
        lag,
        active,
        createsPerMinute,
        credit,
        key,
        longestSide);
  }

  public SandboxSettings withTimes(Duration queues, Duration runs, Duration lives, Duration lags) {
    return new SandboxSettings(
        faults,
        control,
        queues,
        runs,
        lives,
        lags,
        active,
        createsPerMinute,
        credit,
        key,
        longestSide);
  }

  public SandboxSettings withLimits(int mostActive, int mostCreatesPerMinute, BigDecimal money) {
    return new SandboxSettings(
        faults,
        control,
        queued,
        running,
        outputLife,
        lag,
        mostActive,
        mostCreatesPerMinute,
        money,
        key,
        longestSide);
  }

  public SandboxSettings withKey(String accepted) {
    return new SandboxSettings(
        faults,
        control,
        queued,
        running,
        outputLife,
        lag,
        active,
        createsPerMinute,
        credit,
        accepted,
        longestSide);
  }

  public SandboxSettings withLongestSide(int pixels) {
    return new SandboxSettings(
        faults,
        control,
        queued,
        running,
        outputLife,
        lag,
        active,
        createsPerMinute,
        credit,
        key,
        pixels);
  }
}
