package org.isobath.generate.local;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.isobath.UserError;
import org.isobath.generate.Component;
import org.isobath.onnx.BoundRun;
import org.isobath.onnx.OnnxSession;
import org.isobath.onnx.Tensor;
import org.isobath.onnx.TensorSpec;

/** A graph of the pipeline with its tensors under the names of {@link Port}. */
class LoadedGraph {
  private final Component graph;
  private final OnnxSession session;
  private final Components.Part part;
  private final Map<Port, TensorSpec> specs = new EnumMap<>(Port.class);

  /**
   * @param ports what is fed and read
   * @throws UserError for a graph that lacks a tensor, or takes one that nothing here gives
   */
  LoadedGraph(Component graph, OnnxSession session, Components.Part part, Collection<Port> ports) {
    this.graph = graph;
    this.session = session;
    this.part = part;
    List<TensorSpec> unknown = new ArrayList<>(session.inputs());
    for (Port port : ports) {
      TensorSpec spec = find(port);
      specs.put(port, spec);
      unknown.remove(spec);
    }
    if (!unknown.isEmpty()) {
      throw new UserError(
          "The "
              + graph.label()
              + " at "
              + part.file()
              + " also takes "
              + unknown
              + ", which this pipeline does not give. Correct the card (guidance belongs to models"
              + " that embed it), or export the component again.");
    }
  }

  private TensorSpec find(Port port) {
    List<TensorSpec> declared = port.input() ? session.inputs() : session.outputs();
    List<String> names = declared.stream().map(TensorSpec::name).toList();
    Map<String, String> given = part.names();
    return port.find(names, given)
        .map(name -> declared.get(names.indexOf(name)))
        .orElseThrow(
            () ->
                new UserError(
                    "The "
                        + graph.label()
                        + " at "
                        + part.file()
                        + " has no "
                        + (port.input() ? "input " : "output ")
                        + String.join(" or ", port.names(given))
                        + ", only "
                        + declared
                        + ". Check that the card names the right file, or export the component"
                        + " again."));
  }

  /**
   * Compares a dimension that the graph fixes with the one that comes.
   *
   * @throws UserError when they differ
   */
  void expect(Port tensor, int dimension, int length) {
    TensorSpec spec = specs.get(tensor);
    if (spec.rank() > dimension
        && spec.shape()[dimension] >= 0
        && spec.shape()[dimension] != length) {
      throw new UserError(
          "The "
              + graph.label()
              + " has "
              + spec
              + ", but by the card dimension "
              + dimension
              + " is "
              + length
              + ". Correct the card, or take the component of the depth model: that of the plain"
              + " model has half the channels.");
    }
  }

  /** Runs the graph on its only input for its only output. */
  Tensor run(Port input, Tensor value, Port output) {
    String name = specs.get(output).name();
    return session
        .run(
            Map.of(specs.get(input).name(), value),
            Set.of(name),
            (asked, shape) -> Tensor.allocate(shape))
        .get(name);
  }

  /** A run to be repeated; see {@link OnnxSession#bind}. */
  BoundRun bind(Map<Port, Tensor> inputs, Set<Port> changing, Port output, Tensor into) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    inputs.forEach(
        (tensor, value) -> {
          TensorSpec spec = specs.get(tensor);
          if (spec != null) {
            tensors.put(spec.name(), value);
            if (changing.contains(tensor)) {
              names.add(spec.name());
            }
          }
        });
    return session.bind(tensors, names, Map.of(specs.get(output).name(), into));
  }
}
