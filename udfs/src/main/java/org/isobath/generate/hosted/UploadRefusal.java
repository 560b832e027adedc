package org.isobath.generate.hosted;

/** What it means that an upload did not work. It costs nothing, so any doubt is another attempt. */
final class UploadRefusal {
  private UploadRefusal() {}

  static Upload.Step of(HttpReply reply) {
    int status = reply.status();
    boolean forGood =
        status / 100 == 3 || (status / 100 == 4 && status != 408 && status != 409 && status != 429);
    return new Upload.Step.Refused(
        !forGood && !ErrorRules.html(reply), "upload: " + ErrorText.of(reply));
  }
}
