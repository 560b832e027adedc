package org.isobath.jobs;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Stands between a client and an HTTP server and breaks a share of the requests, chosen by a seed.
 * Bytes pass unchanged, so signatures stay valid.
 */
final class FaultyWire implements AutoCloseable {
  enum Fault {
    /** The server has too much to do and says so. */
    SLOW_DOWN,
    /** The connection breaks before the server has the request. */
    RESET,
    /** The server does what it is asked, and the connection breaks before it says so. */
    LOST_ANSWER,
    /** The answer trickles. */
    SLOW_ANSWER
  }

  private static final Pattern LENGTH = Pattern.compile("(?im)^content-length:\\s*([0-9]+)\\s*$");
  private static final byte[] SLOW_DOWN =
      answer(
          "503 Slow Down",
          "<Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>");

  private final ServerSocket entrance;
  private final int server;
  private final Random random;
  private final Map<Fault, AtomicInteger> made = new EnumMap<>(Fault.class);
  private final AtomicLong outageUntil = new AtomicLong(System.nanoTime());
  private final AtomicInteger refused = new AtomicInteger();
  private volatile double share;

  /**
   * @param server port on this machine
   * @param share of the requests that get a fault
   */
  FaultyWire(int server, double share, long seed) throws IOException {
    this.server = server;
    this.share = share;
    this.random = new Random(seed);
    for (Fault fault : Fault.values()) {
      made.put(fault, new AtomicInteger());
    }
    entrance = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
    start(this::accept);
  }

  int port() {
    return entrance.getLocalPort();
  }

  /** How often a fault was made. */
  int made(Fault fault) {
    return made.get(fault).get();
  }

  /** Requests and connections that met an outage. */
  int refused() {
    return refused.get();
  }

  void share(double next) {
    share = next;
  }

  /** From now on every connection breaks, for so long. */
  void outage(Duration time) {
    outageUntil.set(System.nanoTime() + time.toNanos());
  }

  private boolean down() {
    boolean down = System.nanoTime() - outageUntil.get() < 0;
    if (down) {
      refused.incrementAndGet();
    }
    return down;
  }

  private synchronized Optional<Fault> next() {
    if (random.nextDouble() >= share) {
      return Optional.empty();
    }
    Fault fault = Fault.values()[random.nextInt(Fault.values().length)];
    made.get(fault).incrementAndGet();
    return Optional.of(fault);
  }

  private static byte[] answer(String status, String body) {
    return "HTTP/1.1 %s\r\nContent-Type: application/xml\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s"
        .formatted(status, body.length(), body)
        .getBytes(StandardCharsets.US_ASCII);
  }

  private static void start(Runnable body) {
    Thread thread = new Thread(body, "faulty-wire");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!entrance.isClosed()) {
      try {
        Socket client = entrance.accept();
        if (down()) {
          reset(client);
        } else {
          start(() -> serve(client));
        }
      } catch (IOException e) {
        // closed
      }
    }
  }

  private void serve(Socket client) {
    try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server)) {
      Answers answers = new Answers(upstream.getInputStream(), client);
      start(answers);
      InputStream in = new BufferedInputStream(client.getInputStream(), 1 << 16);
      OutputStream out = upstream.getOutputStream();
      for (byte[] head = head(in); head != null; head = head(in)) {
        Optional<Fault> fault = down() ? Optional.of(Fault.RESET) : next();
        if (fault.equals(Optional.of(Fault.RESET))) {
          reset(client);
          return;
        }
        if (fault.equals(Optional.of(Fault.SLOW_DOWN))) {
          client.getOutputStream().write(SLOW_DOWN);
          client.getOutputStream().flush();
          client.shutdownOutput();
          // what the client still sends is read, or the system would answer it with a reset
          in.transferTo(OutputStream.nullOutputStream());
          client.close();
          return;
        }
        answers.fault = fault;
        out.write(head);
        copy(in, out, length(head));
        out.flush();
      }
    } catch (IOException e) {
      close(client);
    }
  }

  /** The other way: what the server says. */
  private static final class Answers implements Runnable {
    private final InputStream from;
    private final Socket client;
    private volatile Optional<Fault> fault = Optional.empty();

    Answers(InputStream from, Socket client) {
      this.from = from;
      this.client = client;
    }

    @Override
    public void run() {
      byte[] buffer = new byte[1 << 14];
      try {
        OutputStream to = client.getOutputStream();
        for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
          boolean goOn =
              new String(buffer, 0, Math.min(n, 12), StandardCharsets.US_ASCII).endsWith("100");
          if (!goOn && fault.equals(Optional.of(Fault.LOST_ANSWER))) {
            reset(client);
            return;
          }
          if (fault.equals(Optional.of(Fault.SLOW_ANSWER))) {
            for (int at = 0; at < n; at += 512) {
              Thread.sleep(5);
              to.write(buffer, at, Math.min(512, n - at));
              to.flush();
            }
          } else {
            to.write(buffer, 0, n);
            to.flush();
          }
        }
        client.close();
      } catch (IOException | InterruptedException e) {
        close(client);
      }
    }
  }

  /** Up to and with the empty line; null at the end. */
  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int line = 0;
    for (int b = in.read(); b >= 0; b = in.read()) {
      head.write(b);
      if (b == '\n') {
        if (line == 0) {
          return head.toByteArray();
        }
        line = 0;
      } else if (b != '\r') {
        line++;
      }
    }
    return null;
  }

  private static long length(byte[] head) throws IOException {
    String text = new String(head, StandardCharsets.ISO_8859_1);
    if (text.toLowerCase(Locale.ROOT).contains("\ntransfer-encoding:")) {
      throw new IOException("a chunked request: " + text);
    }
    Matcher length = LENGTH.matcher(text);
    return length.find() ? Long.parseLong(length.group(1)) : 0;
  }

  private static void copy(InputStream in, OutputStream out, long bytes) throws IOException {
    byte[] buffer = new byte[1 << 14];
    // the server is to see the head before the body: a client may wait for its word
    out.flush();
    for (long left = bytes; left > 0; ) {
      int n = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (n < 0) {
        throw new IOException("the client left");
      }
      out.write(buffer, 0, n);
      left -= n;
    }
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // closed already
    }
    close(socket);
  }

  private static void close(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // closed already
    }
  }

  @Override
  public void close() throws IOException {
    entrance.close();
  }
}
