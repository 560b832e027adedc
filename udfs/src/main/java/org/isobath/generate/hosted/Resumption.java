package org.isobath.generate.hosted;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** What an earlier run began: how this one goes on with it. */
final class Resumption {
  private final Order order;
  private final Sender sender;

  Resumption(Order order) {
    this.order = order;
    this.sender = order.sender;
  }

  /** A prediction of an earlier run. */
  void ofPrediction() {
    if (Watch.pollable(order.state.purchase().bought())) {
      if (sender.purpose == Sender.Purpose.CANCEL) {
        order.watch.cancel();
      } else {
        order.watch.begin();
      }
      return;
    }
    kept(
        pictures -> {
          List<Output> outputs = new ArrayList<>(pictures);
          List<URI> places = order.state.purchase().outputs();
          for (int i = outputs.size(); i < places.size(); i++) {
            outputs.add(new Output(places.get(i), null));
          }
          if (outputs.isEmpty()) {
            order.reject(
                Refusal.LOST, "the provider answered once and has no way to ask again", true);
          } else {
            order.watch.deliver(succeeded(outputs));
          }
        });
  }

  /** An intent of an earlier run: its pictures may be here although its prediction is not. */
  void ofIntent() {
    kept(
        pictures -> {
          if (!pictures.isEmpty()) {
            order.bought(
                new Bought("", null),
                List.of(),
                () -> order.watch.deliver(succeeded(List.copyOf(pictures))));
          } else {
            order.doubt.begin("the sender ended before it had an answer");
          }
        });
  }

  private static Progress.Succeeded succeeded(List<Output> outputs) {
    return new Progress.Succeeded(
        outputs, OptionalLong.empty(), Optional.empty(), OptionalDouble.empty());
  }

  private void kept(Consumer<List<Output>> then) {
    RequestState now = order.state;
    sender.loop.<List<Output>>work(
        () -> {
          List<Output> pictures = new ArrayList<>();
          for (int i = 0; i < order.request.outputs(); i++) {
            Optional<byte[]> bytes = sender.ledger.kept(order.request.requestId(), now, i);
            if (bytes.isEmpty()) {
              break;
            }
            pictures.add(new Output(null, bytes.get()));
          }
          return pictures;
        },
        (pictures, failure) -> {
          if (failure != null) {
            order.leave(String.valueOf(failure.getMessage()));
          } else {
            then.accept(pictures);
          }
        });
  }
}
