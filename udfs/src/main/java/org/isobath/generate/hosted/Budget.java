package org.isobath.generate.hosted;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;

/**
 * Hard caps in US dollars, of the run and of each budget group. Money is reserved before an intent
 * is written and comes back only when it is certain that nothing was bought; whatever is not
 * certain counts as spent. So the request that would cross a cap is never sent, in whatever order
 * answers come. For one thread.
 */
public final class Budget {
  private final BigDecimal runCap;
  private final Map<String, BigDecimal> groupCaps;
  private final Map<String, BigDecimal> groups = new HashMap<>();
  private final Map<String, Claim> claims = new HashMap<>();
  private BigDecimal reserved = BigDecimal.ZERO;
  private BigDecimal spent = BigDecimal.ZERO;

  private record Claim(String group, BigDecimal usd, boolean isSpent) {}

  /**
   * @param runCap of everything that this run's requests cost, what earlier runs spent on them
   *     included
   * @param groupCaps of a budget group over all runs; a group without one has the run's alone
   * @param groupSpent what earlier runs spent for a group on requests that are not of this run
   */
  public Budget(
      BigDecimal runCap, Map<String, BigDecimal> groupCaps, Map<String, BigDecimal> groupSpent) {
    this.runCap = runCap;
    this.groupCaps = Map.copyOf(groupCaps);
    groups.putAll(groupSpent);
  }

  /**
   * Sets the price of a request aside.
   *
   * @param usd its whole price; null, which is a price that nobody knows, fits into no cap
   * @return false, and nothing is set aside, when that would cross a cap
   * @throws IllegalStateException when the request has its money already
   */
  public boolean reserve(String requestId, String group, BigDecimal usd) {
    if (claims.containsKey(requestId)) {
      throw new IllegalStateException(requestId + " has reserved before");
    }
    if (!fits(group, usd)) {
      return false;
    }
    claim(requestId, new Claim(group, usd, false));
    return true;
  }

  /** Whether a price could be set aside now. */
  public boolean fits(String group, BigDecimal usd) {
    BigDecimal cap = groupCaps.get(group);
    return usd != null
        && usd.signum() >= 0
        && reserved.add(spent).add(usd).compareTo(runCap) <= 0
        && (cap == null || group(group).add(usd).compareTo(cap) <= 0);
  }

  /**
   * A request is paid for, or must be taken as if it were, whether that fits or not. Twice is the
   * same as once.
   */
  public void spend(String requestId, String group, BigDecimal usd) {
    release(requestId);
    claim(requestId, new Claim(group, usd, true));
  }

  /** Nothing was bought, for certain: the money is free again. */
  public void release(String requestId) {
    Claim claim = claims.remove(requestId);
    if (claim != null) {
      add(claim, claim.usd.negate());
    }
  }

  private void claim(String requestId, Claim claim) {
    claims.put(requestId, claim);
    add(claim, claim.usd);
  }

  private void add(Claim claim, BigDecimal usd) {
    if (claim.isSpent) {
      spent = spent.add(usd);
    } else {
      reserved = reserved.add(usd);
    }
    groups.merge(claim.group, usd, BigDecimal::add);
  }

  /** Set aside for requests that are under way. */
  public BigDecimal reservedUsd() {
    return reserved;
  }

  /** Paid, or to be taken as paid. */
  public BigDecimal spentUsd() {
    return spent;
  }

  /** Spent and set aside for a group, over all runs. */
  public BigDecimal group(String group) {
    return groups.getOrDefault(group, BigDecimal.ZERO);
  }
}
