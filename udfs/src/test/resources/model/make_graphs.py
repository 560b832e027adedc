"""Writes the small ONNX graphs that the tests of org.isobath.onnx and org.isobath.model run.

onnx 1.23.2, numpy 2.4.6.   python make_graphs.py   (writes graphs/*.onnx beside this file)

Every graph computes something a test can work out by hand; conv.onnx alone has (seeded) weights, to have sums whose order
could matter.
"""

import pathlib

import numpy as np
import onnx
from onnx import TensorProto as T
from onnx import helper as h
from onnx import numpy_helper

OUT = pathlib.Path(__file__).parent / "graphs"


def value(name, shape, kind=T.FLOAT):
    return h.make_tensor_value_info(name, kind, shape)


def save(name, nodes, inputs, outputs, initializers=()):
    graph = h.make_graph(nodes, name, inputs, outputs, list(initializers))
    model = h.make_model(graph, opset_imports=[h.make_opsetid("", 17)], ir_version=9, producer_name="isobath tests")
    OUT.mkdir(exist_ok=True)
    if name not in ("unknown_op",):
        onnx.checker.check_model(model)
    onnx.save(model, OUT / f"{name}.onnx")


def constant(name, array):
    return numpy_helper.from_array(np.asarray(array), name)


IMAGE = ["N", 3, "H", "W"]
MEAN = h.make_node("ReduceMean", ["image"], ["depth"], axes=[1], keepdims=1)

# mean of the channels, everything open
save("mean", [MEAN], [value("image", IMAGE)], [value("depth", ["N", 1, "H", "W"])])
# the same, fixed to 64x48 and to one picture
save("fixed", [MEAN], [value("image", [1, 3, 48, 64])], [value("depth", [1, 1, 48, 64])])
# the same in half precision
save("half", [MEAN], [value("image", IMAGE, T.FLOAT16)], [value("depth", ["N", 1, "H", "W"], T.FLOAT16)])
# whole positions times numbers in upper halves of floats, as transformers mix them
save(
    "mixed",
    [
        h.make_node("Cast", ["positions"], ["p"], to=T.FLOAT),
        h.make_node("Cast", ["upper"], ["u"], to=T.FLOAT),
        h.make_node("Mul", ["p", "u"], ["pu"]),
        h.make_node("Cast", ["pu"], ["product"], to=T.BFLOAT16),
    ],
    [value("positions", ["N"], T.INT64), value("upper", ["N"], T.BFLOAT16)],
    [value("product", ["N"], T.BFLOAT16)],
)
# the same mean, fixed to batches of two
save("batch_two", [MEAN], [value("image", [2, 3, "H", "W"])], [value("depth", [2, 1, "H", "W"])])

# depth = mean; sky = red as float64; mask = green > 0.5 as bool; focal = 100 * mean of blue, one number per picture
split = h.make_node("Split", ["image"], ["r", "g", "b"], axis=1)
save(
    "sky",
    [
        split,
        MEAN,
        h.make_node("Cast", ["r"], ["sky"], to=T.DOUBLE),
        h.make_node("Greater", ["g", "half"], ["mask"]),
        h.make_node("ReduceMean", ["b"], ["b_mean"], axes=[1, 2, 3], keepdims=0),
        h.make_node("Mul", ["b_mean", "hundred"], ["focal"]),
    ],
    [value("image", IMAGE)],
    [
        value("depth", ["N", 1, "H", "W"]),
        value("sky", ["N", 1, "H", "W"], T.DOUBLE),
        value("mask", ["N", 1, "H", "W"], T.BOOL),
        value("focal", ["N"]),
    ],
    [constant("half", np.float32(0.5)), constant("hundred", np.float32(100))],
)

# sky at half the size of depth, which no card can mean
save(
    "small_sky",
    [MEAN, h.make_node("AveragePool", ["depth"], ["sky"], kernel_shape=[2, 2], strides=[2, 2])],
    [value("image", IMAGE)],
    [value("depth", ["N", 1, "H", "W"]), value("sky", ["N", 1, "h", "w"])],
)

# [N,H,W], at half the input's size
save(
    "half_size",
    [
        h.make_node("ReduceMean", ["image"], ["m"], axes=[1], keepdims=1),
        h.make_node("AveragePool", ["m"], ["p"], kernel_shape=[2, 2], strides=[2, 2]),
        h.make_node("Squeeze", ["p", "one"], ["depth"]),
    ],
    [value("image", IMAGE)],
    [value("depth", ["N", "h", "w"])],
    [constant("one", np.array([1], np.int64))],
)

# what a card must not accept
save(
    "wrong_rank",
    [h.make_node("ReduceMean", ["image"], ["depth"], axes=[2, 3], keepdims=0)],
    [value("image", IMAGE)],
    [value("depth", ["N", 3])],
)
save("three_channels_out", [h.make_node("Identity", ["image"], ["depth"])], [value("image", IMAGE)], [value("depth", IMAGE)])
save(
    "four_channels",
    [MEAN],
    [value("image", ["N", 4, "H", "W"])],
    [value("depth", ["N", 1, "H", "W"])],
)
save(
    "rank_three",
    [h.make_node("ReduceMean", ["image"], ["depth"], axes=[0], keepdims=1)],
    [value("image", [3, "H", "W"])],
    [value("depth", [1, "H", "W"])],
)
save(
    "bytes_in",
    [
        h.make_node("Cast", ["image"], ["f"], to=T.FLOAT),
        h.make_node("ReduceMean", ["f"], ["depth"], axes=[1], keepdims=1),
    ],
    [value("image", IMAGE, T.UINT8)],
    [value("depth", ["N", 1, "H", "W"])],
)
save(
    "two_inputs",
    [
        h.make_node("ReduceMean", ["image"], ["m"], axes=[1], keepdims=1),
        h.make_node("Mul", ["m", "factor"], ["depth"]),
    ],
    [value("image", IMAGE), value("factor", [1])],
    [value("depth", ["N", 1, "H", "W"])],
)
save(
    "whole_numbers",
    [
        h.make_node("ReduceMean", ["image"], ["m"], axes=[1], keepdims=1),
        h.make_node("Cast", ["m"], ["depth"], to=T.INT64),
    ],
    [value("image", IMAGE)],
    [value("depth", ["N", 1, "H", "W"], T.INT64)],
)
save(
    "unknown_op",
    [h.make_node("Levitate", ["image"], ["depth"])],
    [value("image", IMAGE)],
    [value("depth", ["N", 1, "H", "W"])],
)

# two convolutions and an enlargement
rng = np.random.default_rng(20)


def weights(name, *shape):
    return constant(name, (rng.standard_normal(shape) / np.sqrt(np.prod(shape[1:]))).astype(np.float32))


save(
    "conv",
    [
        h.make_node("Conv", ["image", "w1", "b1"], ["c1"], kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[2, 2]),
        h.make_node("Relu", ["c1"], ["r1"]),
        h.make_node("Conv", ["r1", "w2", "b2"], ["c2"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
        h.make_node("Relu", ["c2"], ["r2"]),
        h.make_node("Resize", ["r2", "", "scales"], ["u"], mode="linear", coordinate_transformation_mode="half_pixel"),
        h.make_node("Conv", ["u", "w3", "b3"], ["depth"], kernel_shape=[3, 3], pads=[1, 1, 1, 1]),
    ],
    [value("image", IMAGE)],
    [value("depth", ["N", 1, "H2", "W2"])],
    [
        weights("w1", 16, 3, 3, 3),
        constant("b1", np.full(16, 0.1, np.float32)),
        weights("w2", 24, 16, 3, 3),
        constant("b2", np.full(24, 0.1, np.float32)),
        weights("w3", 1, 24, 3, 3),
        constant("b3", np.full(1, 2.0, np.float32)),
        constant("scales", np.array([1, 1, 2, 2], np.float32)),
    ],
)

# points in space of a camera whose focal length is 0.9 of the width, at a depth of 2 + red, less a shift of 0.5 and halved;
# mask = green; metric scale = 2 for 1800 tokens. The interface of MoGe-2
def sides(image):
    """Column and row of each pixel from the middle, from the picture alone."""
    return [
        h.make_node("Mul", [image, "zero"], ["zeros"]),
        h.make_node("Add", ["zeros", "one_f"], ["ones"]),
        h.make_node("CumSum", ["ones", "axis_x"], ["column"]),
        h.make_node("CumSum", ["ones", "axis_y"], ["row"]),
        h.make_node("ReduceMax", ["column"], ["width"], keepdims=1),
        h.make_node("ReduceMax", ["row"], ["height"], keepdims=1),
        h.make_node("Add", ["width", "one_f"], ["width1"]),
        h.make_node("Add", ["height", "one_f"], ["height1"]),
        h.make_node("Mul", ["width1", "half"], ["middle_x"]),
        h.make_node("Mul", ["height1", "half"], ["middle_y"]),
        h.make_node("Sub", ["column", "middle_x"], ["u"]),
        h.make_node("Sub", ["row", "middle_y"], ["v"]),
    ]


SIDES = [
    constant("zero", np.float32(0)),
    constant("one_f", np.float32(1)),
    constant("half", np.float32(0.5)),
    constant("two", np.float32(2)),
    constant("axis_x", np.int64(3)),
    constant("axis_y", np.int64(2)),
]
save(
    "moge_2",
    [
        split,
        *sides("r"),
        h.make_node("Add", ["r", "two"], ["z"]),
        h.make_node("Mul", ["width", "focal_share"], ["f"]),
        h.make_node("Mul", ["z", "u"], ["zu"]),
        h.make_node("Mul", ["z", "v"], ["zv"]),
        h.make_node("Div", ["zu", "f"], ["x"]),
        h.make_node("Div", ["zv", "f"], ["y"]),
        h.make_node("Sub", ["z", "half"], ["shifted"]),
        h.make_node("Concat", ["x", "y", "shifted"], ["planes"], axis=1),
        h.make_node("Mul", ["planes", "half"], ["halved"]),
        h.make_node("Transpose", ["halved"], ["points"], perm=[0, 2, 3, 1]),
        h.make_node("Transpose", ["image"], ["normal"], perm=[0, 2, 3, 1]),
        h.make_node("Squeeze", ["g", "axis_one"], ["mask"]),
        h.make_node("Cast", ["num_tokens"], ["tokens"], to=T.FLOAT),
        h.make_node("Div", ["tokens", "nine_hundred"], ["scale"]),
        h.make_node("ReduceMean", ["ones"], ["each"], axes=[1, 2, 3], keepdims=0),
        h.make_node("Mul", ["each", "scale"], ["metric_scale"]),
    ],
    [value("image", IMAGE), value("num_tokens", [], T.INT64)],
    [
        value("points", ["N", "H", "W", 3]),
        value("normal", ["N", "H", "W", 3]),
        value("mask", ["N", "H", "W"]),
        value("metric_scale", ["N"]),
    ],
    [
        *SIDES,
        constant("focal_share", np.float32(0.9)),
        constant("axis_one", np.array([1], np.int64)),
        constant("nine_hundred", np.float32(900)),
    ],
)


# the other published interfaces, each with one seeded convolution per output: names, ranks and fixed sizes are those of the
# files that the cards name
def interface(name, image, outputs, shape=IMAGE):
    """Outputs are (name, channels or None for no channel axis or "number" or "matrix")."""
    nodes, values, weights_of = [], [], [constant("one_f", np.float32(1))]
    n, height, width = shape[0], shape[2], shape[3]
    for out, kind in outputs:
        channels = kind if isinstance(kind, int) else 9 if kind == "matrix" else 1
        weights_of += [weights(f"{out}_w", channels, 3, 3, 3), constant(f"{out}_b", np.full(channels, -2.0, np.float32))]
        # a probability, or a number above one
        end = out if isinstance(kind, int) else f"{out}_r"
        nodes.append(
            h.make_node("Conv", [image, f"{out}_w", f"{out}_b"], [f"{out}_c"], kernel_shape=[3, 3], pads=[1, 1, 1, 1])
        )
        if out == "sky":
            nodes.append(h.make_node("Sigmoid", [f"{out}_c"], [end]))
        else:
            nodes += [h.make_node("Abs", [f"{out}_c"], [f"{out}_a"]), h.make_node("Add", [f"{out}_a", "one_f"], [end])]
        if isinstance(kind, int):
            values.append(value(out, [n, kind, height, width]))
        elif kind is None:
            nodes.append(h.make_node("Squeeze", [end, f"{out}_s"], [out]))
            weights_of.append(constant(f"{out}_s", np.array([1], np.int64)))
            values.append(value(out, [n, height, width]))
        else:
            nodes.append(h.make_node("ReduceMean", [end], [f"{out}_m"], axes=[2, 3], keepdims=0))
            nodes.append(h.make_node("Reshape", [f"{out}_m", f"{out}_s"], [out]))
            sizes = [-1, 3, 3] if kind == "matrix" else [-1]
            weights_of.append(constant(f"{out}_s", np.array(sizes, np.int64)))
            values.append(value(out, [n] + sizes[1:]))
    save(name, nodes, [value(image, shape)], values, weights_of)


interface("depth_anything_v2", "pixel_values", [("predicted_depth", None)])
interface("depth_anything_3", "image", [("depth", 1)])
interface("depth_anything_3_sky", "image", [("depth", 1), ("sky", 1)])
interface("dpt_large", "input", [("output", None)])
interface("midas_v21", "0", [("797", None)], [1, 3, 256, 256])
interface("zoedepth", "input", [("output", 1)])
interface("metric3d_v2", "pixel_values", [("predicted_depth", 1)], [1, 3, 616, 1064])
interface("depth_pro", "pixel_values", [("predicted_depth", None), ("focallength_px", "number")], [1, 3, 1536, 1536])
interface("unidepth_v2", "rgbs", [("pts_3d", 3), ("confidence", 1), ("intrinsics", "matrix")], ["N", 3, 462, 616])

# weights in a second file, which is then taken away
scaled = h.make_model(
    h.make_graph(
        [
            h.make_node("ReduceMean", ["image"], ["m"], axes=[1], keepdims=1),
            h.make_node("Mul", ["m", "factor"], ["depth"]),
        ],
        "external",
        [value("image", IMAGE)],
        [value("depth", ["N", 1, "H", "W"])],
        [constant("factor", np.full((1, 1, 1, 1), 3, np.float32))],
    ),
    opset_imports=[h.make_opsetid("", 17)],
    ir_version=9,
)
onnx.save(scaled, OUT / "external.onnx", save_as_external_data=True, location="external.bin", size_threshold=0)
(OUT / "external.bin").unlink()
