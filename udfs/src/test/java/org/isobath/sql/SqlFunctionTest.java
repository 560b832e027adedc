package org.isobath.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What every entry of the catalogue promises, without a session. */
class SqlFunctionTest {
  /** Every name that is registered. */
  static List<FunctionText> everyName() {
    List<FunctionText> all = new ArrayList<>();
    for (SqlFunction function : SqlFunction.values()) {
      all.add(new FunctionText(function, false));
      if (function.refuses()) {
        all.add(new FunctionText(function, true));
      }
    }
    return all;
  }

  @Test
  void names_of_functions_and_parameters_are_lower_case_words() {
    for (SqlFunction function : SqlFunction.values()) {
      assertThat(function.label()).matches("[a-z]+(_[a-z0-9]+)*").doesNotStartWith("try_");
      Set<String> seen = new HashSet<>();
      for (Parameter parameter : function.parameters()) {
        assertThat(parameter.name()).as(function.label()).matches("[a-z]+(_[a-z0-9]+)*");
        assertThat(seen.add(parameter.name())).as(function.label()).isTrue();
      }
    }
  }

  @Test
  void every_entry_is_documented() {
    for (SqlFunction function : SqlFunction.values()) {
      assertThat(function.sentence()).as(function.label()).isNotBlank().doesNotEndWith(".");
      assertThat(function.example().around()).as(function.label()).contains("%s");
      assertThat(function.example().result()).as(function.label()).isNotBlank();
      assertThat(function.since()).matches("\\d+\\.\\d+\\.\\d+");
      for (Parameter parameter : function.parameters()) {
        assertThat(parameter.text()).as(function.label()).isNotBlank();
        assertThat(parameter.sample()).as(function.label()).isNotBlank();
      }
      for (var field : new FunctionText(function, false).fields()) {
        assertThat(field.getComment().isDefined()).as(field.name()).isTrue();
      }
    }
    // Spark checks the layout of what it is given
    everyName().forEach(text -> assertThat(text.info().getExtended()).isNotBlank());
  }

  /** The kernel tells an absent argument by the number of arguments. */
  @Test
  void only_the_last_parameter_can_be_absent_and_only_after_required_ones() {
    for (SqlFunction function : SqlFunction.values()) {
      boolean optional = false;
      for (int i = 0; i < function.parameters().size(); i++) {
        Parameter parameter = function.parameters().get(i);
        boolean last = i == function.parameters().size() - 1;
        if (parameter.optional().isDefined()) {
          optional = true;
          assertThat(parameter.optional().get() != Parameter.ABSENT || last)
              .as(function.label() + "." + parameter.name())
              .isTrue();
        } else {
          assertThat(optional).as(function.label() + "." + parameter.name()).isFalse();
        }
      }
    }
  }

  @Test
  void what_takes_bytes_has_a_lenient_variant() {
    assertThat(everyName())
        .extracting(FunctionText::name)
        .contains("try_image_info", "try_depth_png16");
    assertThat(everyName()).extracting(FunctionText::name).doesNotContain("try_hamming");
  }
}
