package org.isobath.onnx;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.isobath.UserError;

/**
 * What an ONNX file says about itself: inputs, outputs, operators and the sizes of its weights. It
 * is for looking at a graph before it is opened, which for large ones takes minutes and all of a
 * device's memory; no weight is read. Whether the runtime can run the graph only {@link
 * OnnxSession} finds out.
 *
 * @param inputs those that a run must be given, in the graph's order
 * @param outputs in the graph's order
 * @param weights initializers and constants, of subgraphs too
 * @param operators names of the operators that occur
 */
public record OnnxFile(
    List<TensorSpec> inputs,
    List<TensorSpec> outputs,
    List<Weight> weights,
    Set<String> operators) {
  // field numbers of onnx.proto
  private static final int MODEL_GRAPH = 7;
  private static final int MODEL_FUNCTIONS = 25;
  private static final int FUNCTION_NODE = 7;
  private static final int GRAPH_NODE = 1;
  private static final int GRAPH_INITIALIZER = 5;
  private static final int GRAPH_INPUT = 11;
  private static final int GRAPH_OUTPUT = 12;
  private static final int NODE_OPERATOR = 4;
  private static final int NODE_ATTRIBUTE = 5;
  private static final int ATTRIBUTE_TENSOR = 5;
  private static final int ATTRIBUTE_GRAPH = 6;
  private static final int ATTRIBUTE_TENSORS = 10;
  private static final int ATTRIBUTE_GRAPHS = 11;
  private static final int TENSOR_DIMENSIONS = 1;
  private static final int TENSOR_TYPE = 2;
  private static final int TENSOR_NAME = 8;
  private static final int TENSOR_EXTERNAL = 13;
  private static final int VALUE_NAME = 1;
  private static final int VALUE_TYPE = 2;
  private static final int TYPE_TENSOR = 1;
  private static final int TENSOR_ELEMENT = 1;
  private static final int TENSOR_SHAPE = 2;
  private static final int SHAPE_DIMENSION = 1;
  private static final int DIMENSION_VALUE = 1;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  /**
   * A constant of the graph.
   *
   * @param bytes that it takes in memory
   * @param file beside the graph that holds it, by the name that stands in the graph; empty where
   *     the graph holds it itself
   * @param fileEnd bytes that this file must have at least; 0 without one
   */
  public record Weight(String name, TensorType type, long bytes, String file, long fileEnd) {}

  public OnnxFile {
    inputs = List.copyOf(inputs);
    outputs = List.copyOf(outputs);
    weights = List.copyOf(weights);
    operators = Set.copyOf(operators);
  }

  /**
   * Reads a file.
   *
   * @throws UserError when it is cut short or no ONNX model
   */
  public static OnnxFile read(Path file) {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      if (channel.size() > Integer.MAX_VALUE) {
        throw new IOException("it has more than 2 GB, which no ONNX file may have");
      }
      return read(channel.map(FileChannel.MapMode.READ_ONLY, 0, channel.size()));
    } catch (IOException | ArithmeticException e) {
      throw new UserError(
          file
              + " cannot be read as an ONNX model: "
              + e.getMessage()
              + ". Fetch or export it again.",
          e);
    }
  }

  static OnnxFile read(ByteBuffer bytes) throws IOException {
    Parts parts = new Parts();
    ProtoReader model = new ProtoReader(bytes);
    while (model.next()) {
      if (model.field() == MODEL_GRAPH) {
        parts.graph(model.message(), true);
      } else if (model.field() == MODEL_FUNCTIONS) {
        parts.function(model.message());
      } else {
        model.skip();
      }
    }
    if (parts.outputs.isEmpty()) {
      throw new IOException("there is no graph in it");
    }
    parts.inputs.removeIf(input -> parts.initializers.contains(input.name()));
    return new OnnxFile(parts.inputs, parts.outputs, parts.weights, parts.operators);
  }

  /** Bytes that all weights take in memory, at the precision they are stored in. */
  public long weightBytes() {
    return weights.stream().mapToLong(Weight::bytes).sum();
  }

  /** Names of the files beside the graph that hold weights, as they stand in it. */
  public Set<String> externalFiles() {
    Set<String> files = new LinkedHashSet<>();
    weights.forEach(
        weight -> {
          if (!weight.file().isEmpty()) {
            files.add(weight.file());
          }
        });
    return files;
  }

  /** Bytes that an external file must have at least. */
  public long externalBytes(String file) {
    return weights.stream()
        .filter(weight -> weight.file().equals(file))
        .mapToLong(Weight::fileEnd)
        .max()
        .orElse(0);
  }

  /** True where equal inputs need not give equal outputs. */
  public boolean random() {
    return operators.stream().anyMatch(operator -> operator.startsWith("Random"));
  }

  /** What has been found while reading. */
  private static final class Parts {
    final List<TensorSpec> inputs = new ArrayList<>();
    final List<TensorSpec> outputs = new ArrayList<>();
    final List<Weight> weights = new ArrayList<>();
    final Set<String> operators = new TreeSet<>();
    final Set<String> initializers = new HashSet<>();

    void graph(ProtoReader graph, boolean outermost) throws IOException {
      while (graph.next()) {
        switch (graph.field()) {
          case GRAPH_NODE:
            node(graph.message());
            break;
          case GRAPH_INITIALIZER:
            Weight weight = weight(graph.message());
            weights.add(weight);
            initializers.add(weight.name());
            break;
          case GRAPH_INPUT:
            add(outermost ? inputs : null, graph.message());
            break;
          case GRAPH_OUTPUT:
            add(outermost ? outputs : null, graph.message());
            break;
          default:
            graph.skip();
        }
      }
    }

    void function(ProtoReader function) throws IOException {
      while (function.next()) {
        if (function.field() == FUNCTION_NODE) {
          node(function.message());
        } else {
          function.skip();
        }
      }
    }

    private void node(ProtoReader node) throws IOException {
      while (node.next()) {
        if (node.field() == NODE_OPERATOR) {
          operators.add(node.text());
        } else if (node.field() == NODE_ATTRIBUTE) {
          attribute(node.message());
        } else {
          node.skip();
        }
      }
    }

    private void attribute(ProtoReader attribute) throws IOException {
      while (attribute.next()) {
        switch (attribute.field()) {
          case ATTRIBUTE_TENSOR:
          case ATTRIBUTE_TENSORS:
            weights.add(weight(attribute.message()));
            break;
          case ATTRIBUTE_GRAPH:
          case ATTRIBUTE_GRAPHS:
            graph(attribute.message(), false);
            break;
          default:
            attribute.skip();
        }
      }
    }

    private static void add(List<TensorSpec> ports, ProtoReader value) throws IOException {
      if (ports != null) {
        ports.add(port(value));
      }
    }
  }

  private static TensorSpec port(ProtoReader value) throws IOException {
    String name = "";
    TensorType type = TensorType.OTHER;
    List<Long> shape = new ArrayList<>();
    while (value.next()) {
      if (value.field() == VALUE_NAME) {
        name = value.text();
      } else if (value.field() == VALUE_TYPE) {
        ProtoReader kinds = value.message();
        while (kinds.next()) {
          if (kinds.field() == TYPE_TENSOR) {
            type = tensor(kinds.message(), shape);
          } else {
            kinds.skip();
          }
        }
      } else {
        value.skip();
      }
    }
    return new TensorSpec(name, type, shape.stream().mapToLong(Long::longValue).toArray());
  }

  private static TensorType tensor(ProtoReader tensor, List<Long> shape) throws IOException {
    TensorType type = TensorType.OTHER;
    while (tensor.next()) {
      if (tensor.field() == TENSOR_ELEMENT) {
        type = TensorType.of(tensor.number());
      } else if (tensor.field() == TENSOR_SHAPE) {
        ProtoReader dimensions = tensor.message();
        while (dimensions.next()) {
          if (dimensions.field() == SHAPE_DIMENSION) {
            shape.add(dimension(dimensions.message()));
          } else {
            dimensions.skip();
          }
        }
      } else {
        tensor.skip();
      }
    }
    return type;
  }

  private static long dimension(ProtoReader dimension) throws IOException {
    long size = -1;
    while (dimension.next()) {
      if (dimension.field() == DIMENSION_VALUE) {
        size = dimension.number();
      } else {
        dimension.skip();
      }
    }
    return size;
  }

  private static Weight weight(ProtoReader tensor) throws IOException {
    String name = "";
    TensorType type = TensorType.OTHER;
    long[] elements = {1};
    String file = "";
    long offset = 0;
    long length = -1;
    long stored = 0;
    while (tensor.next()) {
      switch (tensor.field()) {
        case TENSOR_DIMENSIONS:
          tensor.numbers(size -> elements[0] = Math.multiplyExact(elements[0], size));
          break;
        case TENSOR_TYPE:
          type = TensorType.of(tensor.number());
          break;
        case TENSOR_NAME:
          name = tensor.text();
          break;
        case TENSOR_EXTERNAL:
          String[] entry = entry(tensor.message());
          switch (entry[0]) {
            case "location":
              file = entry[1];
              break;
            case "offset":
              offset = whole(entry);
              break;
            case "length":
              length = whole(entry);
              break;
            default:
              // a checksum, or what later versions add
          }
          break;
        default:
          stored += tensor.skip();
      }
    }
    // of texts and of types that are not known here only the file tells
    long bytes = Math.max(type.bytes(elements[0]), file.isEmpty() ? 0 : length);
    if (bytes == 0) {
      bytes = stored;
    }
    return new Weight(
        name, type, bytes, file, file.isEmpty() ? 0 : offset + (length < 0 ? bytes : length));
  }

  private static String[] entry(ProtoReader entry) throws IOException {
    String[] pair = {"", ""};
    while (entry.next()) {
      if (entry.field() == ENTRY_KEY) {
        pair[0] = entry.text();
      } else if (entry.field() == ENTRY_VALUE) {
        pair[1] = entry.text();
      } else {
        entry.skip();
      }
    }
    return pair;
  }

  private static long whole(String[] entry) throws IOException {
    try {
      return Long.parseLong(entry[1]);
    } catch (NumberFormatException e) {
      throw new IOException(entry[0] + " = " + entry[1] + " of external data is no number", e);
    }
  }
}
