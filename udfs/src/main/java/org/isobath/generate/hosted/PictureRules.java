package org.isobath.generate.hosted;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.List;
import java.util.Optional;
import org.isobath.Rejected;
import org.isobath.generate.GeneratorCard;

/** The rules for outputs of real providers, and of rehearsals on this machine. */
final class PictureRules implements OutputRules {
  @Override
  public void place(URI url, GeneratorCard card) throws PlaceRefused {
    // an address without any listed host passes on this machine alone
    boolean rehearsal = OutputAddress.refusal(card.baseUrl(), List.of(), true).isEmpty();
    refuse(card, OutputAddress.refusal(url, card.limits().outputHosts(), rehearsal));
    try {
      InetAddress[] addresses = InetAddress.getAllByName(url.getHost());
      refuse(card, OutputAddress.refusal(url.getHost(), addresses, rehearsal));
    } catch (UnknownHostException e) {
      // a name that is not known now may be known later: the download says so
      return;
    }
  }

  private static void refuse(GeneratorCard card, Optional<String> refusal) throws PlaceRefused {
    if (refusal.isPresent()) {
      throw new PlaceRefused(
          "%s names %s. If that is right, add the host to limits.output-hosts of its card, then run generate again"
              .formatted(card.id(), refusal.get()));
    }
  }

  @Override
  public Measured measure(byte[] bytes, GeneratorCard card) throws NoPicture {
    try {
      OutputPicture picture = OutputPicture.of(bytes, card.limits().outputBytes());
      return new Measured(picture.format().label(), picture.width(), picture.height());
    } catch (Rejected e) {
      throw new NoPicture("what came is no picture: " + e.getMessage());
    }
  }
}
