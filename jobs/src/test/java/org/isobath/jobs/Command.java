package org.isobath.jobs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * What one command line did when it ran in this JVM.
 *
 * @param code exit code
 * @param out standard output
 * @param err standard error, without the log
 */
public record Command(int code, String out, String err) {
  /** On the tests' Spark session. */
  public static Command run(List<String> arguments) {
    LocalSpark.session();
    return of(arguments);
  }

  /** On the session that is there, if any. */
  public static Command of(List<String> arguments) {
    return of(Verb.ALL, arguments);
  }

  static Command of(List<Verb> verbs, List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        new Main(
                verbs,
                new PrintStream(out, true, StandardCharsets.UTF_8),
                new PrintStream(err, true, StandardCharsets.UTF_8))
            .execute(arguments.toArray(String[]::new));
    return new Command(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  /** The JSON object that {@code --json} puts last. */
  public JsonNode json() {
    try {
      return new ObjectMapper().readTree(lastLine());
    } catch (JsonProcessingException e) {
      throw new AssertionError("no JSON at the end of: " + out, e);
    }
  }

  public String lastLine() {
    List<String> lines = out.lines().toList();
    return lines.get(lines.size() - 1);
  }
}
