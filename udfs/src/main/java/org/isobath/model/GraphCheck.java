package org.isobath.model;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.isobath.Nearest;
import org.isobath.UserError;
import org.isobath.onnx.TensorSpec;

/**
 * Holds a card against the graph it describes, before any picture is read: names, ranks, types,
 * channels and fixed sizes. What a graph leaves open is not complained about.
 */
final class GraphCheck {
  private final ModelCard card;
  private final List<TensorSpec> inputs;
  private final List<TensorSpec> outputs;

  private GraphCheck(ModelCard card, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    this.card = card;
    this.inputs = inputs;
    this.outputs = outputs;
  }

  /**
   * The graph's tensors that the card means; {@code sky}, {@code mask}, {@code focal} and {@code
   * metricScale} are null where it names none.
   */
  record Tensors(
      TensorSpec input,
      TensorSpec depth,
      TensorSpec sky,
      TensorSpec mask,
      TensorSpec focal,
      TensorSpec metricScale) {
    /** True where several pictures can go in at once. */
    boolean dynamicBatch() {
      return input.shape()[0] < 0;
    }
  }

  /**
   * @throws UserError that says what differs, and what the graph has
   */
  static Tensors check(ModelCard card, List<TensorSpec> inputs, List<TensorSpec> outputs) {
    return new GraphCheck(card, inputs, outputs).tensors();
  }

  private Tensors tensors() {
    Set<String> constants = card.input().constants().keySet();
    constants.forEach(this::checkConstant);
    List<TensorSpec> pictures =
        inputs.stream().filter(spec -> !constants.contains(spec.name())).toList();
    if (pictures.size() != 1) {
      throw wrong(
          "the graph takes "
              + inputs.size()
              + " inputs, and Isobath feeds exactly one, the picture, and those that the card gives"
              + " in input.constants");
    }
    TensorSpec input = named("input.name", card.input().name(), pictures);
    checkInput(input);
    TensorSpec depth = named("output.depth", card.output().depth(), outputs);
    if (card.output().kind().points()) {
      checkPoints("output.depth", depth);
    } else {
      checkMap("output.depth", depth);
    }
    return new Tensors(
        input,
        depth,
        card.output().skyOutput().map(name -> map("output.sky", name)).orElse(null),
        card.output().maskOutput().map(name -> map("output.mask", name)).orElse(null),
        card.output().focalOutput().map(name -> number("output.focal", name)).orElse(null),
        card.output()
            .metricScaleOutput()
            .map(name -> number("output.metric-scale", name))
            .orElse(null));
  }

  private void checkConstant(String name) {
    TensorSpec spec = named("input.constants", name, inputs);
    if (!spec.type().whole() || Arrays.stream(spec.shape()).anyMatch(side -> side > 1)) {
      throw wrong("input.constants: input " + spec + " is not one whole number");
    }
  }

  private void checkInput(TensorSpec input) {
    long[] shape = input.shape();
    if (shape.length != 4) {
      throw wrong(
          "input "
              + input
              + " has rank "
              + shape.length
              + "; a picture is fed as [N,3,H,W], rank 4");
    }
    if (!input.type().feedable()) {
      throw wrong("input " + input + " is " + input.type().label() + "; float32 or float16 is fed");
    }
    if (shape[1] >= 0 && shape[1] != 3) {
      throw wrong(
          "input " + input + " has " + shape[1] + " channels; 3 are fed, in the layout [N,3,H,W]");
    }
    if (shape[0] > 1) {
      throw wrong(
          "input "
              + input
              + " is fixed to batches of "
              + shape[0]
              + "; 1 or an open batch is needed");
    }
    SizeRule rule = card.input().size();
    boolean fixedTarget = rule.fit() == Fit.STRETCH || rule.fit() == Fit.PAD;
    checkSide(input, "width", shape[3], fixedTarget, rule.width());
    checkSide(input, "height", shape[2], fixedTarget, rule.height());
  }

  private void checkSide(
      TensorSpec input, String side, long fixed, boolean fixedTarget, int target) {
    if (fixed < 0) {
      return;
    }
    if (!fixedTarget) {
      throw wrong(
          "input "
              + input
              + " is fixed to "
              + side
              + " "
              + fixed
              + ", and the card's size rule keeps the aspect; use"
              + " rule = stretch or pad with "
              + side
              + " = "
              + fixed);
    }
    if (fixed != target) {
      throw wrong(
          "input "
              + input
              + " is fixed to "
              + side
              + " "
              + fixed
              + "; the card says input.size."
              + side
              + " = "
              + target);
    }
  }

  private TensorSpec map(String key, String name) {
    TensorSpec spec = named(key, name, outputs);
    checkMap(key, spec);
    return spec;
  }

  private void checkMap(String key, TensorSpec spec) {
    long[] shape = spec.shape();
    // rank 0 is also what a graph says that does not declare the shape of its output
    if (shape.length != 0 && shape.length != 3 && shape.length != 4) {
      throw wrong(
          key
              + ": output "
              + spec
              + " has rank "
              + shape.length
              + "; [N,1,H,W] or [N,H,W] is read");
    }
    if (shape.length == 4 && shape[1] >= 0 && shape[1] != 1) {
      throw wrong(key + ": output " + spec + " has " + shape[1] + " channels; 1 is read");
    }
    checkReadable(key, spec);
  }

  private void checkPoints(String key, TensorSpec spec) {
    long[] shape = spec.shape();
    boolean three =
        shape.length == 4 && (shape[1] == 3 || shape[3] == 3 || (shape[1] < 0 && shape[3] < 0));
    if (shape.length != 0 && !three) {
      throw wrong(key + ": output " + spec + " are no points; [N,3,H,W] or [N,H,W,3] is read");
    }
    checkReadable(key, spec);
  }

  private TensorSpec number(String key, String name) {
    TensorSpec spec = named(key, name, outputs);
    checkReadable(key, spec);
    return spec;
  }

  private void checkReadable(String key, TensorSpec spec) {
    if (!spec.type().readable()) {
      throw wrong(
          key
              + ": output "
              + spec
              + " is "
              + spec.type().label()
              + "; a floating point type is read");
    }
  }

  private TensorSpec named(String key, String name, List<TensorSpec> specs) {
    if (name.isEmpty()) {
      if (specs.size() == 1) {
        return specs.get(0);
      }
      throw wrong(key + " is not given, and there are several");
    }
    List<String> names = specs.stream().map(TensorSpec::name).toList();
    int index = names.indexOf(name);
    if (index < 0) {
      throw wrong(
          key
              + " = "
              + name
              + " is not in the graph. Did you mean "
              + Nearest.of(name, names)
              + "?");
    }
    return specs.get(index);
  }

  private UserError wrong(String what) {
    return new UserError(
        "Model card "
            + card.id()
            + " does not fit its file: "
            + what
            + (what.endsWith("?") ? "" : ".")
            + " The graph has inputs "
            + list(inputs)
            + " and outputs "
            + list(outputs)
            + ".");
  }

  private static String list(List<TensorSpec> specs) {
    return specs.stream().map(TensorSpec::toString).collect(Collectors.joining("; "));
  }
}
