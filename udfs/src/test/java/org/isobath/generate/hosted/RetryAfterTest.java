package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryAfterTest {
  private static final String NOW = "Sun, 06 Nov 1994 08:49:37 GMT";

  private static String millis(Map<String, String> headers, String body) {
    return RetryAfter.of(Replies.with(429, headers, body))
        .map(after -> Long.toString(after.toMillis()))
        .orElse("nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          retry-after       | 30                            | 30000
          retry-after       | 1.5                           | 1500
          retry-after       | 0                             | 0
          retry-after       | -4                            | 0
          retry-after       | 86400                         | 3600000
          retry-after       | Sun, 06 Nov 1994 08:50:07 GMT | 30000
          retry-after       | Sun, 06 Nov 1994 08:00:00 GMT | 0
          retry-after       | Mon, 06 Nov 1994 08:50:07 GMT | nothing
          retry-after       | soon                          | nothing
          retry-after       | NaN                           | nothing
          retry-after-ms    | 250                           | 250
          x-ratelimit-reset | 784111787                     | 3600000
          x-ratelimit-reset | 12                            | 12000
          x-ratelimit-reset | never                         | nothing
          """)
  void aHeaderSaysHowLong(String header, String value, String expected) {
    assertThat(millis(Map.of("date", NOW, header, value), "")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({"1700000030, 30000", "1700000030000, 30000", "1699999999, 0"})
  void aMomentOfResetIsMeasuredFromTheAnswersOwnDate(String value, String expected) {
    // 1700000000 is Tue, 14 Nov 2023 22:13:20 GMT
    Map<String, String> headers =
        Map.of("date", "Tue, 14 Nov 2023 22:13:20 GMT", "x-ratelimit-reset", value);
    assertThat(millis(headers, "{}")).isEqualTo(expected);
    assertThat(millis(Map.of("x-ratelimit-reset", value), "{}"))
        .as("without a date")
        .isEqualTo("nothing");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"detail":"Request was throttled. Your rate limit resets in ~30s."} | 30000
          {"detail":"Your rate limit resets in ~2m"}                          | 120000
          {"error":"Too many. Try again in 500 ms"}                           | 500
          {"error":{"message":"please retry after 2.5 seconds"}}              | 2500
          {"error":"x","message":"m","retry_after":5}                         | 5000
          {"error":{"code":"c","retry_after":"1.5"}}                          | 1500
          {"retry_after":-5}                                                  | nothing
          {"retry_after":1e999}                                               | nothing
          {"retry_after":null}                                                | nothing
          {"error":"rate limit of 30s windows"}                               | nothing
          not JSON, resets in 5s                                              | nothing
          """)
  void aBodySaysHowLong(String body, String expected) {
    assertThat(millis(Map.of(), body)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "retry-after-ms, 100, 100",
    "retry-after, 2, 2000",
    "x-ratelimit-reset, 9, 5000",
  })
  void aHeaderOfTheWaitComesBeforeTheBodyAndTheResetAfterIt(
      String header, String value, String expected) {
    assertThat(millis(Map.of(header, value), "{\"retry_after\":5}")).isEqualTo(expected);
  }
}
