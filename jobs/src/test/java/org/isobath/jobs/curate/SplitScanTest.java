package org.isobath.jobs.curate;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.isobath.jobs.curate.SplitScan.Member;
import org.junit.jupiter.api.Test;

class SplitScanTest {
  @Test
  void only_pictures_of_different_splits_are_compared() {
    Member near = new Member("test", "d", 0b0011L);
    Member other = new Member("train", "a", 0b0111_0000L);
    List<Member> members =
        List.of(
            new Member("train", "b", 0b1111_1111_0000_0000L),
            near,
            other,
            new Member("train", "c", 0b1111_1111_0000_0000L),
            new Member("validation", "e", ~0L));
    assertThat(SplitScan.of(members, 5))
        .as("3 x 1 + 1 x 1 + 3 x 1 pairs; b and c are equal and in one split; d and a differ in 5")
        .isEqualTo(new SplitScan(5, 7, 1, 5, List.of(near, other)));
  }

  @Test
  void one_split_and_none_have_no_pairs() {
    assertThat(SplitScan.of(List.of(), 3).pairs()).isZero();
    SplitScan one = SplitScan.of(List.of(new Member("a", "1", 1), new Member("a", "2", 1)), 3);
    assertThat(one.pairs()).isZero();
    assertThat(one.nearest()).isEmpty();
  }

  @Test
  void the_order_of_the_members_changes_nothing() {
    Random random = new Random(5);
    List<Member> members = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      members.add(new Member("s" + i % 3, "image" + i, random.nextInt(64)));
    }
    SplitScan scan = SplitScan.of(members, 1);
    Collections.shuffle(members, random);
    assertThat(SplitScan.of(members, 1)).isEqualTo(scan);
    assertThat(scan.pairs()).isEqualTo(3 * 100 * 100);
    assertThat(scan.distance()).isZero();
  }
}
