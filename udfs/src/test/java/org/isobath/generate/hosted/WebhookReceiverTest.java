package org.isobath.generate.hosted;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Base64;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.isobath.generate.ControlKind;
import org.isobath.generate.Demand;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.GeneratorCards;
import org.isobath.generate.GeneratorCheck;
import org.isobath.generate.sandbox.Fault;
import org.isobath.generate.sandbox.FaultPlan;
import org.isobath.generate.sandbox.Sandbox;
import org.isobath.generate.sandbox.SandboxProtocol;
import org.isobath.generate.sandbox.SandboxSettings;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Hears the servers of the protocols, and nobody else. */
class WebhookReceiverTest {
  private static final String KEY = "a key of the test of webhooks";
  private static final String SECRET = "whsec_" + Base64.getEncoder().encodeToString(bytes(KEY));
  private static final HttpClient CLIENT = JdkTransport.client();
  private static final Collection<GeneratorCard> CARDS = GeneratorCards.of(Map.of()).all();
  private static final Demand ANY = new Demand(ControlKind.PHOTO, Map.of(), true, false);

  private final BlockingQueue<String> hints = new LinkedBlockingQueue<>();

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private WebhookReceiver receiver(int port, CallBack callBack) throws IOException {
    return WebhookReceiver.start(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), port),
        Map.of("mine", callBack),
        (generator, prediction) -> hints.add(generator + " " + prediction));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0)) {
      return socket.getLocalPort();
    }
  }

  private static SandboxSettings fast(Fault fault) {
    return SandboxSettings.DEFAULT
        .withTimes(Duration.ZERO, Duration.ofMillis(20), null, Duration.ZERO)
        .withLongestSide(16)
        .withFaults(new FaultPlan(7, Map.of(fault, 1.0), Integer.MAX_VALUE));
  }

  /** Creates a prediction that calls back, and answers with its id. */
  private static String create(Sandbox sandbox, CallBack callBack) throws Exception {
    GeneratorCard card = card(sandbox);
    ApiKey key = ApiKey.of(card.key(), Map.of(card.key().environment(), "secret"));
    Transport api = JdkTransport.of(CLIENT, card, key, 1 << 20);
    GenerationRequest request =
        ProtocolCards.request(card, ControlKind.PHOTO, GeneratorCheck.complete(card, ANY, CARDS));
    HttpCall call =
        callBack
            .protocol()
            .create(request, control(callBack.protocol(), api), callBack.webhook(request), "a");
    Creation creation = callBack.protocol().created(api.send(call).get(), request);
    assertThat(creation).isInstanceOf(Creation.Accepted.class);
    return ((Creation.Accepted) creation).bought().predictionId();
  }

  /** Uploaded where that is in two steps: there a call carries none. */
  private static ControlImage control(Protocol protocol, Transport api) throws Exception {
    byte[] png = ImageEncoder.png(new Image(16, 16, new byte[768]));
    ControlImage control = new ControlImage(png, "image/png", 16, 16, null);
    if (protocol instanceof EachlabsProtocol) {
      Upload upload = protocol.upload().orElseThrow();
      HttpReply begun = api.send(upload.begin(control, "control.png")).get();
      Upload.Step.Put put = (Upload.Step.Put) upload.begun(begun, control);
      assertThat(upload.stored(api.send(put.call()).get())).isTrue();
      return control.at(put.stored().uri());
    }
    return control;
  }

  /** A bundled card of the protocol, with another base URL. */
  private static GeneratorCard card(Sandbox sandbox) {
    GeneratorCard like =
        CARDS.stream()
            .filter(card -> card.protocol().equals(sandbox.protocol().label()))
            .findFirst()
            .orElseThrow();
    return new GeneratorCard(
        like.id(),
        like.title(),
        like.protocol(),
        sandbox.baseUrl(),
        like.model(),
        like.lifecycle(),
        like.successor(),
        like.key(),
        like.priceUsd(),
        like.controls(),
        like.undocumentedControls(),
        like.parameters(),
        like.sizes(),
        like.limits(),
        like.licence(),
        like.doubts());
  }

  private static CallBack callBack(Sandbox sandbox, int port) {
    Protocol protocol = Protocols.of(card(sandbox));
    boolean account = protocol.webhookSecret() == Protocol.WebhookSecret.ACCOUNT;
    return new CallBack(
        protocol,
        URI.create("http://127.0.0.1:" + port + "/hooks/mine"),
        account ? sandbox.webhookSecret() : "a secret of this run");
  }

  @ParameterizedTest
  @ValueSource(strings = {"bfl", "replicate", "eachlabs", "cometapi"})
  void a_provider_that_calls_back_twice_is_heard_once(String label) throws Exception {
    int port = freePort();
    try (Sandbox sandbox = Sandbox.start(SandboxProtocol.of(label), 0, fast(Fault.WEBHOOK_TWICE))) {
      CallBack callBack = callBack(sandbox, port);
      try (WebhookReceiver receiver = receiver(port, callBack)) {
        assertThat(receiver.port()).isEqualTo(port);
        String prediction = create(sandbox, callBack);
        assertThat(hints.poll(5, TimeUnit.SECONDS)).isEqualTo("mine " + prediction);
        assertThat(hints.poll(100, TimeUnit.MILLISECONDS)).as("the second one").isNull();
      }
    }
  }

  @Test
  void a_call_back_may_come_before_the_answer_to_the_create_call() throws Exception {
    int port = freePort();
    try (Sandbox sandbox = Sandbox.start(SandboxProtocol.BFL, 0, fast(Fault.WEBHOOK_FIRST))) {
      CallBack callBack = callBack(sandbox, port);
      try (WebhookReceiver receiver = receiver(port, callBack)) {
        assertThat(receiver.port()).isEqualTo(port);
        String prediction = create(sandbox, callBack);
        assertThat(hints.poll()).as("there already").isEqualTo("mine " + prediction);
      }
    }
  }

  @Test
  void whoever_cannot_prove_itself_is_not_heard() throws Exception {
    Protocol replicate = Protocols.of(ProtocolCards.of("replicate"));
    URI url = URI.create("http://127.0.0.1:1/mine");
    try (WebhookReceiver receiver = receiver(0, new CallBack(replicate, url, SECRET))) {
      long now = System.currentTimeMillis() / 1000;
      String body = "{\"id\":\"p1\"}";
      assertThat(post(receiver, "/mine", now, KEY, "")).as("an empty body").isEqualTo(401);
      assertThat(post(receiver, "/mine", now, "another", body)).as("forged").isEqualTo(401);
      assertThat(post(receiver, "/mine", now - 310, KEY, body)).as("an old one").isEqualTo(401);
      assertThat(post(receiver, "/mine", now + 310, KEY, body)).as("a later one").isEqualTo(401);
      assertThat(post(receiver, "/others", now, KEY, body)).as("no generator").isEqualTo(404);
      String large = body + " ".repeat(WebhookReceiver.MOST_BYTES);
      assertThat(post(receiver, "/mine", now, KEY, large)).as("too large").isEqualTo(413);
      HttpRequest get = HttpRequest.newBuilder(at(receiver, "/mine")).build();
      assertThat(CLIENT.send(get, HttpResponse.BodyHandlers.discarding()).statusCode())
          .isEqualTo(405);
      assertThat(hints).isEmpty();

      assertThat(post(receiver, "/behind/a/proxy/mine", now, KEY, body)).isEqualTo(204);
      assertThat(post(receiver, "/mine", now, KEY, body)).as("sent again").isEqualTo(204);
      assertThat(hints).containsExactly("mine p1");
    }
  }

  private static URI at(WebhookReceiver receiver, String path) {
    return URI.create("http://127.0.0.1:" + receiver.port() + path + "?request=r");
  }

  /** Signs as Standard Webhooks do. */
  private static int post(
      WebhookReceiver receiver, String path, long seconds, String key, String body)
      throws IOException, InterruptedException, GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(bytes(key), "HmacSHA256"));
    byte[] signature = mac.doFinal(bytes("msg." + seconds + "." + body));
    HttpRequest request =
        HttpRequest.newBuilder(at(receiver, path))
            .header("webhook-id", "msg")
            .header("webhook-timestamp", Long.toString(seconds))
            .header("webhook-signature", "v1," + Base64.getEncoder().encodeToString(signature))
            .POST(HttpRequest.BodyPublishers.ofString(body))
            .build();
    return CLIENT.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }
}
