package org.isobath.model;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.Reason;
import org.isobath.Rejected;
import org.isobath.UserError;
import org.isobath.image.Image;
import org.isobath.image.Interpolation;
import org.isobath.onnx.Device;
import org.isobath.onnx.OnnxFailure;
import org.isobath.onnx.OnnxSession;
import org.isobath.onnx.Tensor;
import org.isobath.onnx.TensorPool;
import org.isobath.onnx.TensorSpec;

/**
 * A CLIP that is ready to run: pictures and texts become vectors of one space, in which those that
 * belong together point the same way. Each call runs both encoders for one picture and one text;
 * any number of threads may call at once. Pictures are prepared as by the processor of transformers
 * that works with Pillow, to the same bytes.
 */
public final class ClipModel implements AutoCloseable {
  private final ClipCard card;
  private final OnnxSession image;
  private final OnnxSession text;
  private final TextTokenizer tokenizer;
  private final InputRule rule;
  private final boolean masked;

  /**
   * Vectors of equal length, of any norm.
   *
   * @param image of the picture
   * @param text of the prompt
   */
  public record Embeddings(float[] image, float[] text) {}

  private ClipModel(ClipCard card, OnnxSession image, OnnxSession text, TextTokenizer tokenizer) {
    this.card = card;
    this.image = image;
    this.text = text;
    this.tokenizer = tokenizer;
    this.masked = text.inputs().stream().anyMatch(spec -> spec.name().equals(card.text().mask()));
    int size = card.image().size();
    this.rule =
        new InputRule(
            card.image().input(),
            new SizeRule(Fit.STRETCH, size, size, 1, 0, List.of(0.0, 0.0, 0.0)),
            Resampling.CUBIC,
            InputRule.Antialias.PILLOW,
            InputRule.ResizeOn.UINT8,
            1.0 / 255,
            card.image().mean(),
            card.image().std(),
            InputRule.Channels.RGB,
            false,
            Map.of());
  }

  /**
   * Cheap for graphs that are open: sessions are shared by everything in this JVM.
   *
   * @param folder with the card's files, from {@link ModelStore#fetch}, which has verified them
   * @param gpu ordinal of the GPU; ignored on a CPU
   * @param threads inside one run
   * @throws UserError when the device is not there, a file does not load, or the card does not fit
   *     the graphs
   */
  public static ClipModel open(ClipCard card, Path folder, Device device, int gpu, int threads) {
    OnnxSession image = session(card, card.image().graph(), folder, device, gpu, threads);
    OnnxSession text = session(card, card.text().graph(), folder, device, gpu, threads);
    ClipCard.Picture picture = card.image();
    ClipCard.Text words = card.text();
    List<String> ofImage = new ArrayList<>(List.of(picture.input()));
    List<String> ofText = new ArrayList<>(List.of(words.input()));
    if (card.together()) {
      ofImage.addAll(ofText);
      ofText.add(picture.input());
    }
    fit(card, picture.graph(), image, ofImage, picture.output());
    fit(card, words.graph(), text, ofText, words.output());
    return new ClipModel(
        card,
        image,
        text,
        TextTokenizer.open(
            "CLIP",
            folder.resolve(words.tokenizer()),
            "mend text.tokenizer in the card " + card.id() + "."));
  }

  private static OnnxSession session(
      ClipCard card, String graph, Path folder, Device device, int gpu, int threads) {
    return OnnxSession.shared(folder.resolve(graph), card.graphKey(graph), device, gpu, threads);
  }

  /** Holds a graph against what is fed and asked for. */
  private static void fit(
      ClipCard card, String graph, OnnxSession session, List<String> inputs, String output) {
    List<String> there = session.inputs().stream().map(TensorSpec::name).toList();
    List<String> unknown = new ArrayList<>(there);
    unknown.removeAll(inputs);
    unknown.remove(card.text().mask());
    if (!there.containsAll(inputs) || !unknown.isEmpty()) {
      throw misfit(
          card,
          graph,
          "takes " + session.inputs() + ", and the card gives " + String.join(", ", inputs));
    }
    if (session.outputs().stream().noneMatch(spec -> spec.name().equals(output))) {
      throw misfit(card, graph, "gives " + session.outputs() + ", and the card asks for " + output);
    }
  }

  private static UserError misfit(ClipCard card, String graph, String what) {
    return new UserError(
        "CLIP card "
            + card.id()
            + ": the graph "
            + graph
            + " "
            + what
            + ". Correct image and text in the card, or export the graph again.");
  }

  public ClipCard card() {
    return card;
  }

  /**
   * Both vectors.
   *
   * @throws Rejected when the runtime fails for this picture
   * @throws UserError when the two graphs are not of one model
   */
  public Embeddings embed(Image picture, String prompt) throws Rejected {
    try (TensorPool.Lease pixels = prepare(picture)) {
      Map<String, Tensor> fed = words(prompt);
      Map<String, Tensor> ofText;
      Map<String, Tensor> ofImage;
      if (card.together()) {
        fed.put(card.image().input(), pixels.tensor());
        ofText = run(text, fed, Set.of(card.image().output(), card.text().output()));
        ofImage = ofText;
      } else {
        ofText = run(text, fed, Set.of(card.text().output()));
        ofImage =
            run(
                image,
                Map.of(card.image().input(), pixels.tensor()),
                Set.of(card.image().output()));
      }
      return embeddings(
          ofImage.get(card.image().output()).toArray(), ofText.get(card.text().output()).toArray());
    } catch (OnnxFailure e) {
      throw new Rejected(Reason.INFERENCE_FAILED, "CLIP " + card.id() + ": " + e.getMessage(), e);
    }
  }

  private static Map<String, Tensor> run(
      OnnxSession session, Map<String, Tensor> fed, Set<String> wanted) {
    return session.run(fed, wanted, (name, shape) -> Tensor.allocate(shape));
  }

  private Embeddings embeddings(float[] ofImage, float[] ofText) {
    if (ofImage.length != ofText.length) {
      throw new UserError(
          "CLIP card %s: %s has %d numbers and %s %d, so they are not of one space. Name the projected outputs of one model."
              .formatted(
                  card.id(),
                  card.image().output(),
                  ofImage.length,
                  card.text().output(),
                  ofText.length));
    }
    return new Embeddings(ofImage, ofText);
  }

  /** The picture as [1, 3, size, size]; its lease is the caller's. */
  TensorPool.Lease prepare(Image picture) {
    int size = card.image().size();
    TensorPool.Lease lease = TensorPool.lease(1, 3, size, size);
    try {
      Preprocess.apply(
          middle(picture, size), rule, NetworkFrame.full(size, size), lease.tensor().data(), 0);
      return lease;
    } catch (RuntimeException e) {
      lease.close();
      throw e;
    }
  }

  /** The short side resized to {@code size}, the long one cut to it around the middle. */
  static Image middle(Image picture, int size) {
    int width = side(picture.width(), picture.height(), size);
    int height = side(picture.height(), picture.width(), size);
    return PillowResize.part(
        picture,
        width,
        height,
        new PillowResize.Part((width - size) / 2, (height - size) / 2, size, size),
        Interpolation.CUBIC);
  }

  /** A side when the shorter one becomes {@code size}; fractions are dropped, as in torchvision. */
  private static int side(int side, int other, int size) {
    return side <= other ? size : (int) ((double) ((long) size * side) / other);
  }

  /**
   * Ids and mask. What is behind the end does not matter to models that look at no later token and
   * at the end alone; the end stands there, as the reference pads.
   */
  private Map<String, Tensor> words(String prompt) {
    int tokens = card.text().tokens();
    long[] ids = tokenizer.ids(prompt);
    long[] padded = TextTokenizer.fit(ids, tokens, ids[ids.length - 1]);
    float[] values = new float[tokens];
    for (int i = 0; i < tokens; i++) {
      values[i] = padded[i];
    }
    Map<String, Tensor> fed = new HashMap<>();
    fed.put(card.text().input(), Tensor.of(values, 1, tokens));
    if (masked) {
      float[] mask = new float[tokens];
      Arrays.fill(mask, 0, Math.min(tokens, ids.length), 1);
      fed.put(card.text().mask(), Tensor.of(mask, 1, tokens));
    }
    return fed;
  }

  /** Frees the tokenizer; sessions are shared and stay open. */
  @Override
  public void close() {
    tokenizer.close();
  }
}
