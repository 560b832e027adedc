package org.isobath.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.isobath.UserError;
import org.junit.jupiter.api.Test;

class TaskGpuTest {
  @Test
  void outside_of_tasks_it_is_the_first_gpu_and_none_is_given() {
    assertThat(TaskGpu.assigned()).isZero();
    assertThat(TaskGpu.given()).isEmpty();
  }

  @Test
  void an_address_is_a_number_or_an_error_that_names_the_script() {
    assertThat(TaskGpu.ordinal(" 3\n")).isEqualTo(3);
    assertThatThrownBy(() -> TaskGpu.ordinal("GPU-8f3c"))
        .isInstanceOf(UserError.class)
        .hasMessageContaining("GPU-8f3c")
        .hasMessageContaining("conf/spark/gpus.sh");
  }
}
