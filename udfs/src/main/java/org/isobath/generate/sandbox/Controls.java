package org.isobath.generate.sandbox;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.isobath.Rejected;
import org.isobath.image.HeaderProbe;
import org.isobath.image.ImageHeader;

/** Finds the bytes behind what a create call names as its control, and keeps what was uploaded. */
final class Controls {
  private static final Duration PATIENCE = Duration.ofSeconds(10);
  private static final int MOST_BYTES = 50 << 20;

  private final SandboxBill bill;
  private final Map<String, byte[]> uploads = new ConcurrentHashMap<>();

  Controls(SandboxBill bill) {
    this.bill = bill;
  }

  void keep(String url, byte[] bytes) {
    uploads.put(url, bytes);
  }

  /** What was uploaded to this URL. */
  Optional<byte[]> kept(String url) {
    return Optional.ofNullable(uploads.get(url));
  }

  /** Raw base64, without any prefix. */
  Control base64(String text) {
    try {
      byte[] bytes = Base64.getDecoder().decode(text);
      return seen(bytes, true);
    } catch (IllegalArgumentException e) {
      return Control.broken("not valid base64");
    }
  }

  /** A data URL, or one to fetch the bytes from. */
  Control url(String text) {
    if (text.startsWith("data:")) {
      int comma = text.indexOf(";base64,");
      return comma < 0
          ? Control.broken("not a base64 data URL")
          : base64(text.substring(comma + ";base64,".length()));
    }
    byte[] mine = uploads.get(text);
    if (mine != null) {
      return seen(mine, false);
    }
    return text.startsWith("http://") || text.startsWith("https://")
        ? fetched(text)
        : Control.broken("not a URL");
  }

  private Control fetched(String url) {
    try {
      HttpRequest request = HttpRequest.newBuilder(URI.create(url)).timeout(PATIENCE).build();
      HttpResponse<byte[]> response =
          LocalHttp.client().send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (response.statusCode() != 200 || response.body().length > MOST_BYTES) {
        return Control.broken("the URL answers " + response.statusCode());
      }
      return seen(response.body(), false);
    } catch (IOException | IllegalArgumentException e) {
      return Control.broken("the URL cannot be fetched");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Control.broken("the URL cannot be fetched");
    }
  }

  private Control seen(byte[] bytes, boolean inline) {
    bill.control(inline, bytes.length, ControlMetadata.found(bytes));
    try {
      ImageHeader header = HeaderProbe.probe(bytes);
      return new Control(bytes, header.uprightWidth(), header.uprightHeight(), "");
    } catch (Rejected e) {
      return Control.broken("not a picture: " + e.getMessage());
    }
  }
}
