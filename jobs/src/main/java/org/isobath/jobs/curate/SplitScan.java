package org.isobath.jobs.curate;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.isobath.image.ClosestPair;

/**
 * What comparing the hash of every picture with those of all other splits found.
 *
 * @param images pictures with a hash
 * @param pairs pairs of pictures of different splits
 * @param within how many of these are at most the radius apart
 * @param distance bits between {@code nearest}
 * @param nearest the two nearest pictures of different splits; empty without such pairs
 */
record SplitScan(long images, long pairs, long within, int distance, List<Member> nearest) {
  /** A kept picture. */
  record Member(String split, String imageId, long phash) {}

  /** The result depends on the members alone, not on their order. */
  static SplitScan of(List<Member> members, int radius) {
    Map<String, List<Member>> splits = new TreeMap<>();
    for (Member member : members) {
      splits.computeIfAbsent(member.split, none -> new ArrayList<>()).add(member);
    }
    splits.values().forEach(split -> split.sort(java.util.Comparator.comparing(Member::imageId)));
    List<List<Member>> sides = List.copyOf(splits.values());
    SplitScan all = new SplitScan(members.size(), 0, 0, Integer.MAX_VALUE, List.of());
    for (int i = 0; i < sides.size(); i++) {
      for (int j = i + 1; j < sides.size(); j++) {
        all = all.and(sides.get(i), sides.get(j), radius);
      }
    }
    return all;
  }

  private SplitScan and(List<Member> left, List<Member> right, int radius) {
    Optional<ClosestPair> found = ClosestPair.between(hashes(left), hashes(right), radius);
    ClosestPair pair = found.orElseThrow();
    boolean nearer = pair.distance() < distance;
    return new SplitScan(
        images,
        pairs + (long) left.size() * right.size(),
        within + pair.within(),
        nearer ? pair.distance() : distance,
        nearer ? List.of(left.get(pair.left()), right.get(pair.right())) : nearest);
  }

  private static long[] hashes(List<Member> members) {
    return members.stream().mapToLong(Member::phash).toArray();
  }
}
