package org.isobath.generate.hosted;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

/** {@code POST /files}: a form of one part; the file is there once that is answered. */
final class ReplicateUpload implements Upload {
  private final Endpoint endpoint;

  ReplicateUpload(Endpoint endpoint) {
    this.endpoint = endpoint;
  }

  @Override
  public HttpCall begin(ControlImage control, String name) {
    // the hash of the bytes is not among them
    String boundary = "isobath-" + Sha256.hex(control.bytes()).substring(0, 32);
    byte[] head =
        ("--"
                + boundary
                + "\r\nContent-Disposition: form-data; name=\"content\"; filename=\""
                + name.replaceAll("[^A-Za-z0-9._-]", "_")
                + "\"\r\nContent-Type: "
                + control.mediaType()
                + "\r\n\r\n")
            .getBytes(StandardCharsets.UTF_8);
    byte[] tail = ("\r\n--" + boundary + "--\r\n").getBytes(StandardCharsets.UTF_8);
    byte[] body =
        ByteBuffer.allocate(head.length + control.bytes().length + tail.length)
            .put(head)
            .put(control.bytes())
            .put(tail)
            .array();
    return new HttpCall(
        "POST",
        endpoint.at("/files"),
        Map.of(
            "Accept",
            "application/json",
            "Content-Type",
            "multipart/form-data; boundary=" + boundary),
        body,
        true,
        Endpoint.QUICK);
  }

  @Override
  public Step begun(HttpReply reply, ControlImage control) {
    Optional<JsonNode> file = reply.json().filter(body -> reply.status() / 100 == 2);
    Optional<URI> place =
        file.flatMap(body -> endpoint.place(JsonFields.text(body.path("urls").path("get"))));
    return place
        .<Step>map(
            uri ->
                new Step.Done(
                    new Stored(uri, JsonFields.moment(file.orElseThrow().path("expires_at")))))
        .orElseGet(() -> UploadRefusal.of(reply));
  }

  /** Never asked: there is no second call. */
  @Override
  public boolean stored(HttpReply reply) {
    return false;
  }
}
