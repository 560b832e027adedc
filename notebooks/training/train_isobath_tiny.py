"""Trains isobath-tiny on rendered scenes, on a CPU, in steps that can be interrupted and continued.

    python train_isobath_tiny.py --work build --minutes 10     # again and again until it says done
    python export_isobath_tiny.py --work build

Every run goes on from the last checkpoint in --work. The loss is the scale- and shift-invariant distance of inverse depths
with a multi-scale gradient term (MiDaS, Ranftl et al. 2020), plus the relative error after least-squares alignment, which
is what users measure and the former two neglect far away.
"""

import argparse
import csv
import math
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

import measure
import scenes
from network import TinyDepth, parameters

LARGE_SHARE = 0.45
PEAK_RATE = 2e-3
WARM_UP = 60
AVERAGING = 0.998


def centred(values: torch.Tensor, valid: torch.Tensor) -> torch.Tensor:
    """Each map minus its median, over its mean absolute deviation; (n, pixels)."""
    hidden = torch.where(valid, values, torch.nan)
    middle = hidden.nanmedian(1, keepdim=True).values
    away = torch.where(valid, (values - middle).abs(), 0.0)
    spread = away.sum(1, keepdim=True) / valid.sum(1, keepdim=True)
    return (values - middle) / (spread + 1e-2)


def aligned(prediction: torch.Tensor, truth: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:
    """scale * prediction + shift, closest to truth in weighted least squares; (n, pixels)."""
    total = weight.sum(1, keepdim=True).clamp(min=1)
    p0 = (weight * prediction).sum(1, keepdim=True) / total
    g0 = (weight * truth).sum(1, keepdim=True) / total
    p = prediction - p0
    covariance = (weight * p * (truth - g0)).sum(1, keepdim=True)
    variance = (weight * p * p).sum(1, keepdim=True)
    return covariance / (variance + 1e-4 * total) * p + g0


def loss_of(prediction: torch.Tensor, truth: torch.Tensor) -> torch.Tensor:
    valid = truth.isfinite()
    truth = torch.where(valid, truth, 0.0)
    enough = valid.flatten(1).float().mean(1) > 0.2
    prediction, truth, valid = prediction[enough], truth[enough], valid[enough]
    n, _, height, width = prediction.shape
    flat = valid.flatten(1)
    p = centred(prediction.flatten(1), flat)
    g = centred(truth.flatten(1), flat)
    difference = torch.where(flat, (p - g), 0.0)
    data = difference.abs().mean()
    grid = difference.view(n, height, width)
    gradient = 0.0
    for k in range(4):
        step = grid[:, :: 2**k, :: 2**k]
        gradient = gradient + step.diff(dim=1).abs().mean() + step.diff(dim=2).abs().mean()
    finite = (flat & (truth.flatten(1) > 1 / measure.FARTHEST)).float()
    fitted = aligned(prediction.flatten(1), truth.flatten(1), finite).clamp(min=1 / measure.FARTHEST)
    gap = (fitted - truth.flatten(1)).abs()
    # |1/p - 1/g| / (1/g) = |p - g| / p; the mean of p and g below keeps the gradient bounded.
    relative = (finite * gap / (0.5 * (fitted.detach() + truth.flatten(1)) + 1e-3)).sum() / finite.sum().clamp(min=1)
    return data + 0.5 * gradient + relative


def held_out(work: Path) -> tuple[torch.Tensor, np.ndarray]:
    folder = work / "held-out"
    scenes.render(folder, scenes.HELD_OUT_FROM, 256, 512, 384, 2)
    images, depths = scenes.load(folder)
    return torch.from_numpy(np.array(images)).permute(0, 3, 1, 2).float() / 255, scenes.inverse(depths)


def predict(network: nn.Module, images: torch.Tensor, height: int, width: int) -> np.ndarray:
    """Inverse relative depth at the network's size, the pictures resized without antialiasing as cards do."""
    small = F.interpolate(images, (height, width), mode="bicubic", align_corners=False)
    with torch.no_grad():
        return torch.cat([network(scenes.normalise(b)) for b in small.split(16)])[:, 0].numpy()


def at(truth: np.ndarray, height: int, width: int) -> np.ndarray:
    return F.interpolate(torch.from_numpy(truth)[:, None], (height, width), mode="nearest-exact")[:, 0].numpy()


class Training:
    """Network, optimiser, averaged weights and step count: all that a checkpoint holds."""

    def __init__(self, steps: int, seed: int):
        torch.manual_seed(seed)
        self.steps, self.step, self.seconds = steps, 0, 0.0
        self.network = TinyDepth().to(memory_format=torch.channels_last)
        self.average = TinyDepth()
        self.average.load_state_dict(self.network.state_dict())
        self.optimiser = torch.optim.AdamW(self.network.parameters(), lr=PEAK_RATE, weight_decay=1e-4)

    def parts(self) -> dict:
        return {"network": self.network, "average": self.average, "optimiser": self.optimiser}

    def save(self, file: Path) -> None:
        state = {name: part.state_dict() for name, part in self.parts().items()}
        torch.save(state | {"step": self.step, "seconds": self.seconds}, file.with_suffix(".part"))
        file.with_suffix(".part").replace(file)

    def resume(self, file: Path) -> None:
        state = torch.load(file, weights_only=True)
        for name, part in self.parts().items():
            part.load_state_dict(state[name])
        self.step, self.seconds = state["step"], state["seconds"]

    def large(self) -> bool:
        return self.step >= (1 - LARGE_SHARE) * self.steps

    def one_step(self, images: torch.Tensor, truth: torch.Tensor) -> float:
        done = self.step / self.steps
        rate = PEAK_RATE * min(1, (self.step + 1) / WARM_UP) * 0.5 * (1 + math.cos(math.pi * done))
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        loss = loss_of(self.network(images.contiguous(memory_format=torch.channels_last)), truth)
        self.optimiser.zero_grad()
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        self.step += 1
        keep = min(AVERAGING, (1 + self.step) / (10 + self.step))
        with torch.no_grad():
            for mine, theirs in zip(self.average.state_dict().values(), self.network.state_dict().values()):
                if mine.dtype.is_floating_point:
                    mine.lerp_(theirs, 1 - keep)
                else:
                    mine.copy_(theirs)
        return loss.item()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--work", type=Path, default=Path("build"), help="scenes, checkpoint and curve; not committed")
    parser.add_argument("--scenes", type=int, default=14000, help="scenes to train on")
    parser.add_argument("--steps", type=int, default=3750, help="length of the whole training; may change on the way")
    parser.add_argument("--minutes", type=float, default=10, help="stop this run after so long; start it again to go on")
    parser.add_argument("--batch", type=int, default=24, help="pictures of 128x96 per step; fewer when they are larger")
    parser.add_argument("--threads", type=int, default=2, help="of the trainer and of the renderer")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    scenes.render(options.work / "training", scenes.TRAINING_FROM, options.scenes, 256, 192, 1, options.threads)
    batches = scenes.Batches(*scenes.load(options.work / "training"), options.batch, options.seed)
    pictures, truth = held_out(options.work)
    truth = at(truth, 96, 128)
    training = Training(options.steps, options.seed)
    checkpoint = options.work / "checkpoint.pt"
    if checkpoint.exists():
        training.resume(checkpoint)
    print(f"{parameters(training.network)} parameters, step {training.step} of {training.steps}", flush=True)
    start = last = time.monotonic()
    losses = []
    while training.step < training.steps and time.monotonic() - start < 60 * options.minutes:
        training.network.train()
        losses.append(training.one_step(*batches.batch(training.step, training.large())))
        if time.monotonic() - last > 60 or training.step == training.steps:
            training.seconds += time.monotonic() - last
            last = time.monotonic()
            training.save(checkpoint)
            training.average.eval()
            abs_rel, delta1 = measure.mean_scores(predict(training.average, pictures, 96, 128), truth)
            row = [training.step, round(training.seconds), f"{np.mean(losses):.4f}", f"{abs_rel:.4f}", f"{delta1:.4f}"]
            with open(options.work / "curve.csv", "a", newline="") as file:
                csv.writer(file).writerow(row)
            print("step {} after {} s: loss {}, held-out abs_rel {}, delta1 {}".format(*row), flush=True)
            losses.clear()
    training.save(checkpoint)
    print("done" if training.step == training.steps else "to be continued")


if __name__ == "__main__":
    main()
