"""Writes the trained network as conf/models/isobath-tiny.onnx and its identity into the card, and proves both.

    python export_isobath_tiny.py --work build

Checks that ONNX Runtime gives what PyTorch gives (1e-4, three sizes, batches of 1 and 4), that the file is at most 3 MB, and
that held-out scenes are scored at least 25 % better than by the mean map. Leaves files alone when a check fails.
"""

import argparse
import hashlib
import json
import re
import sys
import warnings
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from torch.nn.utils.fusion import fuse_conv_bn_eval

import measure
import scenes
from network import TinyDepth, parameters
from train_isobath_tiny import at, held_out, predict

OPSET = 17
MOST_BYTES = 3_000_000
SIZES = ((96, 128), (192, 256), (384, 512))


def fold(module: torch.nn.Module) -> None:
    """Puts every batch normalisation into the convolution before it."""
    for child in module.children():
        fold(child)
    if isinstance(module, torch.nn.Sequential):
        layers = list(module)
        for i, (conv, norm) in enumerate(zip(layers, layers[1:])):
            if isinstance(norm, torch.nn.BatchNorm2d):
                module[i] = fuse_conv_bn_eval(conv, norm)
                module[i + 1] = torch.nn.Identity()


def export(network: torch.nn.Module, file: Path, seed: int) -> None:
    axes = {0: "batch", 2: "height", 3: "width"}
    with warnings.catch_warnings():
        # The older exporter keeps the sides symbolic without constraints of its own.
        warnings.simplefilter("ignore", DeprecationWarning)
        torch.onnx.export(
            network,
            (torch.zeros(2, 3, 64, 96),),
            str(file),
            input_names=["image"],
            output_names=["depth"],
            dynamic_axes={"image": axes, "depth": axes},
            opset_version=OPSET,
            dynamo=False,
        )
    model = onnx.load(file)
    onnx.checker.check_model(model)
    facts = {
        "title": "isobath-tiny",
        "purpose": "demonstrations and tests",
        "kind": "inverse_relative",
        "input": "RGB, nchw, (value / 255 - mean) / std",
        "mean": json.dumps(scenes.MEAN),
        "std": json.dumps(scenes.STD),
        "multiple": "32",
        "interpolation": "cubic",
        "licence": "Apache-2.0",
        "training": "rendered scenes of org.isobath.scene",
        "training_seed": str(seed),
    }
    onnx.helper.set_model_props(model, facts)
    onnx.save(model, file)


def parity(network: torch.nn.Module, session: onnxruntime.InferenceSession) -> float:
    worst = 0.0
    random = np.random.default_rng(7)
    for height, width in SIZES:
        for batch in (1, 4):
            image = random.standard_normal((batch, 3, height, width), dtype=np.float32)
            with torch.no_grad():
                expected = network(torch.from_numpy(image)).numpy()
            gap = float(np.abs(session.run(["depth"], {"image": image})[0] - expected).max())
            print(f"parity {batch}x3x{height}x{width}: {gap:.1e}")
            worst = max(worst, gap)
    return worst


class OnnxNetwork:
    """Lets the runtime stand where the trainer's network does."""

    def __init__(self, session):
        self.session = session

    def __call__(self, images: torch.Tensor) -> torch.Tensor:
        return torch.from_numpy(self.session.run(["depth"], {"image": images.numpy()})[0])


def gains(network, work: Path, sizes) -> list[dict]:
    """The network against the mean map of the training scenes, per input size."""
    _, depths = scenes.load(work / "training")
    pictures, truth = held_out(work)
    rows = []
    for height, width in sizes:
        target = at(truth, height, width)
        base_map = measure.mean_map(at(scenes.inverse(depths[:3000]), height, width))
        base = measure.mean_scores([base_map] * len(target), target)
        mine = measure.mean_scores(predict(network, pictures, height, width), target)
        gain = 1 - mine[0] / base[0]
        rows.append({"size": f"{width}x{height}", "abs_rel": mine, "base": base, "gain": gain})
        print(
            f"{width}x{height}: abs_rel {mine[0]:.4f}, delta1 {mine[1]:.4f}; "
            f"mean map {base[0]:.4f}, {base[1]:.4f}; {100 * gain:.1f} % better"
        )
    return rows


def identify(card: Path, file: Path) -> None:
    """Writes hash and size into the card."""
    text = card.read_text()
    facts = {"sha256": f'"{hashlib.sha256(file.read_bytes()).hexdigest()}"', "bytes": str(file.stat().st_size)}
    for key, value in facts.items():
        text, found = re.subn(rf"(?m)^#?\s*{key} = .*$", f"{key} = {value}", text, count=1)
        if not found:
            sys.exit(f"The card {card} has no line for {key}. Add '#{key} = ' to it.")
        print(key, value)
    card.write_text(text)


def main() -> None:
    models = Path(__file__).resolve().parents[2] / "conf" / "models"
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build"))
    parser.add_argument("--models", type=Path, default=models, help="folder of the card")
    parser.add_argument("--seed", type=int, default=1, help="the training's, for the record in the file")
    parser.add_argument("--least-gain", type=float, default=0.25, help="over the mean map, at 256x192")
    options = parser.parse_args()
    torch.set_num_threads(1)
    network = TinyDepth()
    state = torch.load(options.work / "checkpoint.pt", weights_only=True)
    network.load_state_dict(state["average"])
    network.eval()
    print(f"{parameters(network)} parameters, {state['step']} steps, {state['seconds']:.0f} s")
    folded = TinyDepth().eval()
    folded.load_state_dict(network.state_dict())
    fold(folded)
    file = options.work / "isobath-tiny.onnx"
    export(folded, file, options.seed)
    print(f"{file.stat().st_size} bytes")
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    worst = parity(network, session)
    rows = gains(OnnxNetwork(session), options.work, ((128, 96), (192, 192), (96, 128), (192, 256), (384, 512)))
    native = next(row for row in rows if row["size"] == "256x192")
    if file.stat().st_size > MOST_BYTES or worst > 1e-4 or native["gain"] < options.least_gain:
        sys.exit("A check failed: nothing was changed in " + str(options.models))
    (options.models / file.name).write_bytes(file.read_bytes())
    identify(options.models / "isobath-tiny.conf", file)


if __name__ == "__main__":
    main()
