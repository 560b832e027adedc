"""ONNX graphs of the tests' components, without what only people read: that is most of a tiny file."""

import onnx
import torch


def export(file, module, inputs, output, dynamic, mend=lambda model: None):
    """Through torch.export, as the real components.

    mend: changes the graph in place before it is stripped, while the types of its values are still in it.
    """
    program = torch.onnx.export(
        module.eval(),
        (),
        kwargs=inputs,
        output_names=[output],
        dynamic_shapes=dynamic,
        dynamo=True,
        optimize=True,
        verbose=False,
    )
    model = program.model_proto
    mend(model)
    for proto in [model.graph, *model.functions]:
        for node in proto.node:
            del node.metadata_props[:]
            node.ClearField("doc_string")
        del proto.value_info[:]
        del proto.metadata_props[:]
    for entry in [*model.graph.input, *model.graph.output, *model.graph.initializer]:
        del entry.metadata_props[:]
    del model.metadata_props[:]
    onnx.checker.check_model(model)
    file.write_bytes(model.SerializeToString())
