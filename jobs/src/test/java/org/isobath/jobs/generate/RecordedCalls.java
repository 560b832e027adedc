package org.isobath.jobs.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Stands before a server and keeps the bodies of what is posted there, as they arrive. */
final class RecordedCalls implements AutoCloseable {
  private final HttpServer http;
  private final URI behind;
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private final BlockingQueue<byte[]> bodies = new LinkedBlockingQueue<>();

  RecordedCalls(URI behind) throws IOException {
    this.behind = behind;
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    http.createContext("/", this::pass);
    http.start();
  }

  private void pass(HttpExchange exchange) throws IOException {
    byte[] body = exchange.getRequestBody().readAllBytes();
    bodies.add(body);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(behind + exchange.getRequestURI().toString()))
            .POST(HttpRequest.BodyPublishers.ofByteArray(body));
    for (String header : new String[] {"x-key", "Content-Type"}) {
      request.header(header, exchange.getRequestHeaders().getFirst(header));
    }
    try (exchange) {
      HttpResponse<byte[]> answer =
          client.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
      exchange.sendResponseHeaders(answer.statusCode(), answer.body().length);
      exchange.getResponseBody().write(answer.body());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  URI baseUrl() {
    return URI.create("http://127.0.0.1:" + http.getAddress().getPort());
  }

  /** The body of the first create call. */
  JsonNode create() throws IOException, InterruptedException {
    return new ObjectMapper().readTree(bodies.poll(5, TimeUnit.SECONDS));
  }

  @Override
  public void close() {
    http.stop(0);
  }
}
