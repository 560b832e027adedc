package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A few kills over routes on which nothing has to be waited for: {@link SenderKillSoak} has more.
 */
class SenderKillTest {
  @Test
  void senders_that_are_killed_buy_each_request_once_and_lose_nothing(@TempDir Path folder)
      throws Exception {
    List<SoakRoute> routes =
        List.of(
            SoakRoute.of("bfl-flux-pro-depth"),
            SoakRoute.of("railwail-flux-depth"),
            SoakRoute.of("comfy-router-flux-pro-depth"));
    SenderKillSoak.Verdict verdict = new SenderKillSoak(11, routes, 5, 300, 4, folder).run(2);
    assertThat(verdict.wrong()).as(verdict.toString()).isEmpty();
    assertThat(verdict.stored()).as("with pictures").isGreaterThan(4);
  }
}
