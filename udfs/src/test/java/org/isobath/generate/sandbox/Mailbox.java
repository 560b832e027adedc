package org.isobath.generate.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Receives webhooks. */
final class Mailbox implements AutoCloseable {
  /** One, headers by lower-case name. */
  record Mail(Map<String, String> headers, byte[] body) {}

  private final HttpServer server;
  private final List<Mail> mails = new ArrayList<>();

  Mailbox() throws IOException {
    server = LocalHttp.create(0);
    server.createContext(
        "/",
        exchange -> {
          Map<String, String> headers = new HashMap<>();
          exchange
              .getRequestHeaders()
              .forEach((name, values) -> headers.put(name.toLowerCase(Locale.ROOT), values.get(0)));
          byte[] body = exchange.getRequestBody().readAllBytes();
          synchronized (mails) {
            mails.add(new Mail(headers, body));
          }
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
  }

  String url() {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/hook?job=7";
  }

  int count() {
    synchronized (mails) {
      return mails.size();
    }
  }

  /** Waits for as many, at most two seconds. */
  List<Mail> await(int count) {
    for (int i = 0; i < 400 && count() < count; i++) {
      Wire.pause(5);
    }
    synchronized (mails) {
      return List.copyOf(mails);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
