package org.isobath.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import org.isobath.UserError;
import org.junit.jupiter.api.Test;

class FaultsTest {
  @Test
  void findsTheMistakeAmongTheCauses() {
    UserError mistake = new UserError("too dark");
    assertThat(Faults.userError(new RuntimeException(new Exception(mistake)))).isSameAs(mistake);
  }

  @Test
  void findsTheMistakeInTheTextThatATaskSendsBack() {
    RuntimeException aborted =
        new RuntimeException(
            "Task 3 failed 4 times: org.isobath.UserError: too dark. Add light.\n\tat org.isobath.X");
    assertThat(Faults.userError(aborted)).hasMessage("too dark. Add light.").hasCause(aborted);
  }

  @Test
  void otherExceptionsAreNobodysMistake() {
    assertThat(Faults.userError(new IllegalStateException("UserError"))).isNull();
    assertThat(Faults.userError(new IllegalStateException((String) null))).isNull();
  }

  @Test
  void aCircleOfCausesEnds() {
    Exception one = new Exception("one");
    Exception two = new Exception("two", one);
    one.initCause(two);
    assertThat(Faults.userError(one)).isNull();
  }
}
