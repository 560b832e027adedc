package org.isobath.generate.sandbox;

import java.util.Locale;

/**
 * What a provider or the way to it does wrong: the one list. Whether one strikes is a function of
 * the plan's seed, the request and how often it was tried ({@link FaultPlan}), so that a run can be
 * repeated.
 */
public enum Fault {
  THROTTLED_SECONDS(Stage.BEFORE, .02, "429 with Retry-After in seconds; nothing is created"),
  THROTTLED_DATE(Stage.BEFORE, .02, "429 with Retry-After as a date; nothing is created"),
  THROTTLED_TEXT(
      Stage.BEFORE, .02, "429 that hides the wait where this provider does; nothing is created"),
  THROTTLED_BARE(Stage.BEFORE, .02, "429 without any hint; nothing is created"),
  KEY_ECHOED(
      Stage.BEFORE, .02, "429 whose message repeats the key of the call; nothing is created"),
  NO_CREDIT(Stage.BEFORE, 0, "the account is empty; nothing is created"),
  ERROR_BEFORE(Stage.BEFORE, .02, "5xx; nothing is created"),
  RESET_BEFORE(Stage.BEFORE, .02, "the body is read and the connection closed; nothing is created"),
  HTML_CREATE(Stage.BEFORE, 0, "200 with a page of HTML; nothing is created"),

  ERROR_AFTER(Stage.AFTER, .02, "5xx although the prediction was created"),
  RESET_AFTER(Stage.AFTER, .02, "the prediction is created and the connection closed unanswered"),

  SLOW_START(Stage.LIFE, .05, "the prediction stays queued ten times as long"),
  MODERATED_BEFORE(Stage.LIFE, .02, "the request is refused for its prompt or control"),
  MODERATED_AFTER(Stage.LIFE, .02, "the picture is refused once it is made"),
  FAILED(Stage.LIFE, .02, "the prediction fails"),
  CANCELED(Stage.LIFE, .01, "somebody else cancels the prediction"),
  UNKNOWN_STATUS(Stage.LIFE, .05, "while it runs its status is a word that nobody documented"),
  EXPIRED_URL(Stage.LIFE, .01, "outputs are gone as soon as they are ready"),
  LIST_LAG(Stage.LIFE, .1, "lists do not show the prediction for a while"),

  NOT_YET(Stage.POLL, .05, "a prediction that was created a moment ago is not known yet"),
  ERROR_POLL(Stage.POLL, .02, "5xx when asked how far it is"),
  THROTTLED_POLL(Stage.POLL, .02, "429 when asked how far it is"),
  RESET_POLL(Stage.POLL, .02, "the connection is closed when asked how far it is"),
  HTML_POLL(Stage.POLL, .02, "200 with a page of HTML when asked how far it is"),

  WRONG_TYPE(Stage.FORM, .05, "JSON as text/plain, a picture as application/octet-stream"),
  DRIFT(Stage.FORM, .05, "new fields, missing optional ones, numbers as strings"),

  TRUNCATED(Stage.OUTPUT, .05, "a download ends before its Content-Length"),
  HTML_OUTPUT(Stage.OUTPUT, .02, "a download is a page of HTML with status 200"),

  WEBHOOK_TWICE(Stage.WEBHOOK, .1, "a webhook comes twice"),
  WEBHOOK_FIRST(Stage.WEBHOOK, .05, "a webhook comes before the answer to the create call");

  /** When a fault is drawn. */
  public enum Stage {
    /** By a create call, before anything exists. */
    BEFORE,
    /** By a create call, once the prediction exists. */
    AFTER,
    /** Once for each prediction. */
    LIFE,
    /** By each question how far a prediction is. */
    POLL,
    /** By each answer that would else be right. */
    FORM,
    /** By each download. */
    OUTPUT,
    /** Once for each prediction with a webhook. */
    WEBHOOK
  }

  private final Stage stage;
  private final double usual;
  private final String description;

  Fault(Stage stage, double usual, String description) {
    this.stage = stage;
    this.usual = usual;
    this.description = description;
  }

  /** The name on the command line and on the bill: lower case with underscores. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  public Stage stage() {
    return stage;
  }

  /** Its rate on a bad day, 0 to 1; 0 for what ends a run. */
  public double usual() {
    return usual;
  }

  /** One sentence for people. */
  public String description() {
    return description;
  }
}
