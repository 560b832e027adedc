package org.isobath.jobs.report;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HtmlTest {
  @Test
  void markup_and_quotes_are_escaped() {
    assertThat(Html.text("<script>alert(\"x\" & 'y')</script>"))
        .isEqualTo("&lt;script&gt;alert(&quot;x&quot; &amp; &#39;y&#39;)&lt;/script&gt;");
  }

  @Test
  void letters_of_all_planes_pass_and_what_a_page_may_not_hold_is_replaced() {
    assertThat(Html.text("é 日本 😀\tשלום\n")).isEqualTo("é 日本 😀\tשלום\n");
    assertThat(Html.text("a\0b\u001bc\ud83dd\ufffee")).isEqualTo("a\ufffdb\ufffdc\ufffdd\ufffde");
  }

  @Test
  void foreign_text_is_isolated_and_cut_between_characters() {
    assertThat(Html.foreign("שלום", 10)).isEqualTo("<bdi>שלום</bdi>");
    assertThat(Html.foreign("😀😀😀", 2)).isEqualTo("<bdi>😀😀…</bdi>");
    assertThat(Html.foreign("a<b", 2)).isEqualTo("<bdi>a&lt;…</bdi>");
    assertThat(Html.foreign(null, 2)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0,0",
    "42,42",
    "-3,-3",
    "0.12345,0.123",
    "12.345,12.35",
    "123.456,123.5",
    "12345.6,12346",
    "0.00001,1.00e-05",
    "12345678.9,1.23e+07",
    "NaN,–"
  })
  void numbers_are_short(double value, String text) {
    assertThat(Html.number(value)).isEqualTo(text);
  }

  @Test
  void shares_of_nothing_are_no_number() {
    assertThat(Html.percent(1, 0)).isEqualTo("–");
    assertThat(Html.percent(1, 3)).isEqualTo("33.3&#8239;%");
  }
}
