package org.isobath.generate.hosted;

import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;

/**
 * One life of a sender in a process of its own. Arguments: the ledger's folder, requests of a
 * route, unfinished predictions and create calls a minute of a route, and {@code CARD=URL} for
 * each.
 */
final class SoakLife {
  private static final int LARGEST_ANSWER = 4 << 20;
  private static final int HANDS = 16;

  private SoakLife() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    int count = Integer.parseInt(args[1]);
    int active = Integer.parseInt(args[2]);
    double createsPerMinute = Double.parseDouble(args[3]);
    HttpClient client = JdkTransport.client();
    Map<String, Route> routes = new LinkedHashMap<>();
    List<GenerationRequest> requests = new ArrayList<>();
    for (int i = 4; i < args.length; i++) {
      String[] route = args[i].split("=", 2);
      SoakRoute one = SoakRoute.of(route[0]);
      GeneratorCard card = one.card(URI.create(route[1]), active, createsPerMinute);
      ApiKey key = ApiKey.of(card.key(), System.getenv());
      routes.put(
          card.id(),
          new Route(
              card,
              Protocols.of(card),
              JdkTransport.of(client, card, key, LARGEST_ANSWER),
              JdkTransport.downloads(client, card.limits().outputBytes()),
              request -> null,
              key::hide));
      requests.addAll(one.requests(count));
    }
    byte[] png = png();
    try (SenderLock lock = SenderLock.take(folder)) {
      Sender sender =
          Sender.on(
              new Ledger(WriteOnceFolder.at(folder)),
              routes,
              request -> new ControlImage(png, "image/png", 64, 64, null),
              new Budget(new BigDecimal(1_000_000), Map.of(), Map.of()),
              Sender.Purpose.BUY,
              "process " + ProcessHandle.current().pid(),
              outcome -> {},
              HANDS);
      System.out.println("begun under " + lock);
      SenderProgress end = sender.start(requests).get();
      System.out.println(end);
      System.out.printf(
          "%.1f s of processor time, heap at most %d MB%n",
          ProcessHandle.current().info().totalCpuDuration().orElseThrow().toMillis() / 1e3,
          Runtime.getRuntime().maxMemory() >> 20);
    }
  }

  private static byte[] png() {
    byte[] rgb = new byte[3 * 64 * 64];
    for (int i = 0; i < rgb.length; i++) {
      rgb[i] = (byte) (i / 192 * (1 + i % 3));
    }
    return ImageEncoder.png(new Image(64, 64, rgb));
  }
}
