package org.isobath.generate.sandbox;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.http.HttpClient;
import java.time.Duration;

/**
 * The JDK's HTTP server, bound to this machine alone and set up for many small answers, and its
 * client.
 */
final class LocalHttp {
  private static final int BACKLOG = 1024;

  static {
    // read once, by the first server of the JVM: small answers at once, and connections of a
    // thousand predictions kept, because a closed one makes the next POST ambiguous
    unlessSet("sun.net.httpserver.nodelay", "true");
    unlessSet("sun.net.httpserver.maxIdleConnections", "10000");
    unlessSet("sun.net.httpserver.idleInterval", "600");
  }

  private LocalHttp() {}

  /**
   * A server that is not started yet.
   *
   * @param port 0 for any free one
   */
  static HttpServer create(int port) throws IOException {
    InetAddress here = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    return HttpServer.create(new InetSocketAddress(here, port), BACKLOG);
  }

  /** For webhooks and for controls at places elsewhere: one for all, made when it is needed. */
  static HttpClient client() {
    return Client.ALL;
  }

  private static final class Client {
    private static final HttpClient ALL =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
  }

  private static void unlessSet(String key, String value) {
    if (System.getProperty(key) == null) {
      System.setProperty(key, value);
    }
  }
}
