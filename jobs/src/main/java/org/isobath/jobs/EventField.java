package org.isobath.jobs;

import java.util.Locale;

/** The one list of fields of an event, in order. Every event has all of them. */
enum EventField {
  TIME("string", "when it was written: ISO 8601, UTC"),
  EVENT("string", "started, progress, done or failed"),
  RUN_ID("string", "the run, as in the table `runs`"),
  VERB("string", "the job"),
  STEP("string", "what progress is about: a source, a model; null in other events"),
  UNIT("string", "what is counted: inputs, images"),
  DONE("integer", "inputs handled, rejected ones included; null in failed"),
  TOTAL("integer", "inputs to handle; null while that is not known"),
  REJECTED("integer", "inputs refused, of those done; null in failed"),
  SKIPPED("integer", "inputs that needed nothing; null before done"),
  IMAGES_PER_SECOND("number", "done over seconds"),
  ETA_SECONDS("number", "time left at that pace; null while that is not known"),
  SECONDS("number", "since the step began, or in the other events the run"),
  MESSAGE("string", "the error of a run that failed; null in other events");

  private final String type;
  private final String sentence;

  EventField(String type, String sentence) {
    this.type = type;
    this.sentence = sentence;
  }

  /** The name in the JSON object. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  String type() {
    return type;
  }

  /** What it says, for the documentation. */
  String sentence() {
    return sentence;
  }
}
