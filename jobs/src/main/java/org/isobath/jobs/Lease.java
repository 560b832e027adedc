package org.isobath.jobs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;

/**
 * A driver's word that it writes a warehouse, as one object of the storage holds it.
 *
 * @param token of this lease and no other
 * @param runId of the first run under it
 * @param verb of that run
 * @param since when it began, by the clock of its host; for people only
 * @param term it counts for so long after its last sign of life
 * @param beat how many signs of life it gave
 * @param released true once its holder has let go
 */
record Lease(
    String token,
    String runId,
    String verb,
    String host,
    long pid,
    Instant since,
    Duration term,
    long beat,
    boolean released) {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** A lease of this process that begins now. */
  static Lease begin(String runId, String verb, Duration term) {
    return new Lease(
        UUID.randomUUID().toString(),
        runId,
        verb,
        RunLog.host(),
        ProcessHandle.current().pid(),
        Instant.now(),
        term,
        0,
        false);
  }

  /** The same with one more sign of life. */
  Lease beaten() {
    return new Lease(token, runId, verb, host, pid, since, term, beat + 1, false);
  }

  /** The same, ended. */
  Lease ended() {
    return new Lease(token, runId, verb, host, pid, since, term, beat, true);
  }

  /** Who holds it, for people. */
  String holder() {
    return "run %s (%s) on %s, process %d, since %s".formatted(runId, verb, host, pid, since);
  }

  byte[] toJson() throws IOException {
    ObjectNode node = JSON.createObjectNode();
    node.put("token", token);
    node.put("run_id", runId);
    node.put("verb", verb);
    node.put("host", host);
    node.put("pid", pid);
    node.put("since", since.toString());
    node.put("term_ms", term.toMillis());
    node.put("beat", beat);
    node.put("released", released);
    return JSON.writeValueAsBytes(node);
  }

  /**
   * @throws IOException for anything but a lease
   */
  static Lease parse(byte[] json) throws IOException {
    try {
      JsonNode node = JSON.readTree(json);
      return new Lease(
          node.required("token").textValue(),
          node.required("run_id").textValue(),
          node.required("verb").textValue(),
          node.required("host").textValue(),
          node.required("pid").longValue(),
          Instant.parse(node.required("since").textValue()),
          Duration.ofMillis(node.required("term_ms").longValue()),
          node.required("beat").longValue(),
          node.required("released").booleanValue());
    } catch (RuntimeException e) {
      throw new IOException("not a lease: " + e.getMessage(), e);
    }
  }
}
