package org.isobath.jobs.sandbox;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.isobath.UserError;
import org.isobath.generate.ControlKind;
import org.isobath.generate.GenerationRequest;
import org.isobath.generate.GeneratorCard;
import org.isobath.generate.Parameter;
import org.isobath.generate.hosted.Bought;
import org.isobath.generate.hosted.ControlImage;
import org.isobath.generate.hosted.Creation;
import org.isobath.generate.hosted.HttpCall;
import org.isobath.generate.hosted.HttpReply;
import org.isobath.generate.hosted.Progress;
import org.isobath.generate.hosted.Protocol;
import org.isobath.generate.hosted.Protocols;
import org.isobath.generate.hosted.Upload;
import org.isobath.image.Image;
import org.isobath.image.ImageEncoder;
import org.isobath.scene.SceneGenerator;
import org.isobath.scene.SceneRenderer;

/**
 * One picture bought, to see whether a provider still does what its card says. There is no ledger
 * behind it: it makes one create call and no second one, whatever the answer is.
 */
final class PaidCheck {
  private static final int SIDE = 512;
  private static final int POLLS = 60;
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private final Account account;
  private final GeneratorCard card;
  private final Protocol protocol;
  private final Duration pause;

  PaidCheck(Account account) {
    this(account, PAUSE);
  }

  /**
   * @param pause between two questions how far it is
   */
  PaidCheck(Account account, Duration pause) {
    this.account = account;
    this.card = account.card();
    this.protocol = Protocols.of(card);
    this.pause = pause;
  }

  /** Buys and asks until it is decided, two minutes at most. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    GenerationRequest request = request();
    HttpCall create = protocol.create(request, control(), null, random(16));
    HttpReply reply = bought(create);
    Creation creation = protocol.created(reply, request);
    lines.add(create + " answers " + reply.status() + ": " + told(creation));
    if (creation instanceof Creation.Accepted accepted) {
      lines.add(told(decided(accepted.bought())));
    }
    return lines;
  }

  private HttpReply bought(HttpCall create) {
    try {
      return account.ask(create);
    } catch (UserError e) {
      throw new UserError(
          e.getMessage() + " It was the call that buys: look at the account before trying again.",
          e);
    }
  }

  private GenerationRequest request() {
    Map<Parameter, Object> parameters = new LinkedHashMap<>();
    card.parameters()
        .forEach(
            (parameter, rule) -> {
              if (rule.byDefault() != null) {
                parameters.put(parameter, rule.byDefault());
              }
            });
    return new GenerationRequest(
        random(32),
        card.id(),
        kind(),
        "check",
        "a quiet room in daylight",
        new SecureRandom().nextInt(Integer.MAX_VALUE),
        parameters,
        1,
        card.priceUsd(),
        "check");
  }

  private ControlKind kind() {
    List<ControlKind> kinds = new ArrayList<>(card.controls());
    kinds.addAll(card.undocumentedControls());
    if (kinds.isEmpty()) {
      throw new UserError(
          card.id()
              + " documents no control: a picture bought there would say nothing about depth.");
    }
    return kinds.contains(ControlKind.PHOTO) ? ControlKind.PHOTO : kinds.get(0);
  }

  /** A rendered room: no photograph of anybody leaves the house for a check. */
  private ControlImage control() {
    Image room = SceneRenderer.render(SceneGenerator.generate(1), SIDE, SIDE, 1).image();
    ControlImage inline = new ControlImage(ImageEncoder.png(room), "image/png", SIDE, SIDE, null);
    Optional<Upload> upload = protocol.upload();
    if (upload.isEmpty() || inline.bytes().length <= card.limits().inlineBytes()) {
      return inline;
    }
    Upload.Step step = upload.get().begun(account.ask(upload.get().begin(inline, "check")), inline);
    if (step instanceof Upload.Step.Put put && upload.get().stored(account.ask(put.call()))) {
      return inline.at(put.stored().uri());
    }
    if (step instanceof Upload.Step.Done done) {
      return inline.at(done.stored().uri());
    }
    throw new UserError(card.id() + ": the control could not be uploaded: nothing was bought.");
  }

  private Progress decided(Bought bought) {
    long start = System.nanoTime();
    Progress progress = new Progress.Running("not asked yet", true, Optional.empty());
    for (int i = 0; i < POLLS && undecided(progress); i++) {
      pause();
      long age = Duration.ofNanos(System.nanoTime() - start).toMillis();
      progress = protocol.polled(account.ask(protocol.poll(bought)), bought, age);
    }
    return progress;
  }

  private static boolean undecided(Progress progress) {
    return progress instanceof Progress.Running || progress instanceof Progress.Unreachable;
  }

  private static String told(Object fact) {
    return fact.getClass().getSimpleName() + " " + fact;
  }

  private void pause() {
    try {
      Thread.sleep(pause.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UserError(card.id() + ": stopped while it was being made; it is paid.", e);
    }
  }

  private static String random(int bytes) {
    byte[] random = new byte[bytes];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }
}
