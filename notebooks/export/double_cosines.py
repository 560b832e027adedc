"""Makes graphs run on CPUs by ONNX Runtime 1.28, which Isobath has: it lacks the cosine of doubles, and has the sine."""

import numpy as np
import onnx
from onnx import helper, numpy_helper


def replace(model):
    """Cosines of doubles, which rotary positions take, as sines a quarter turn further; in place."""
    doubles = {v.name for v in model.graph.value_info if v.type.tensor_type.elem_type == onnx.TensorProto.DOUBLE}
    constants = {i.name for i in model.graph.initializer}
    nodes = []
    for node in model.graph.node:
        if node.op_type == "Cos" and node.input[0] in doubles:
            quarter = f"{node.input[0]}_quarter"
            if quarter not in constants:
                constants.add(quarter)
                model.graph.initializer.append(numpy_helper.from_array(np.array(np.pi / 2), quarter))
            shifted = f"{node.output[0]}_shifted"
            nodes.append(helper.make_node("Add", [node.input[0], quarter], [shifted]))
            node.input[0] = shifted
            node.op_type = "Sin"
        nodes.append(node)
    del model.graph.node[:]
    model.graph.node.extend(nodes)
