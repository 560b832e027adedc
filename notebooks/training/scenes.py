"""Rendered scenes for training: made by org.isobath.scene.RenderScenes, read as NumPy arrays, turned into batches."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import torch
from torch.nn import functional as F

MEAN = (0.485, 0.456, 0.406)
STD = (0.229, 0.224, 0.225)

# Scenes numbered 1,000,000 and up are for training; the held-out ones start at 9,000,000. The demo counts from 0.
TRAINING_FROM = 1_000_000
HELD_OUT_FROM = 9_000_000


def render(out: Path, seed_from: int, count: int, width: int, height: int, samples: int, threads: int = 2) -> None:
    """Renders unless the very same was rendered before."""
    recipe = f"{seed_from} {count} {width} {height} {samples}"
    done = out / "recipe.txt"
    if done.exists() and done.read_text() == recipe:
        return
    classes = Path(__file__).resolve().parents[2] / "udfs" / "target" / "classes"
    if not classes.is_dir():
        sys.exit(f"No compiled classes in {classes}. Run mvn -pl udfs compile in the repository first.")
    options = {
        "--seed-from": seed_from,
        "--count": count,
        "--width": width,
        "--height": height,
        "--samples": samples,
        "--threads": threads,
        "--out": out,
    }
    words = [str(word) for pair in options.items() for word in pair]
    subprocess.run(["java", "-cp", str(classes), "org.isobath.scene.RenderScenes", *words], check=True)
    done.write_text(recipe)


def load(folder: Path) -> tuple[np.ndarray, np.ndarray]:
    """Images (n, h, w, 3) uint8 and depths (n, h, w) float32, mapped, not read."""
    return np.load(folder / "images.npy", mmap_mode="r"), np.load(folder / "depths.npy", mmap_mode="r")


def inverse(depths: np.ndarray) -> np.ndarray:
    """1/z; the sky becomes 0, invalid pixels stay NaN."""
    with np.errstate(divide="ignore"):
        return (1 / depths).astype(np.float32)


def normalise(images: torch.Tensor) -> torch.Tensor:
    """(n, 3, h, w) in 0..1 to what the network takes."""
    mean = torch.tensor(MEAN).view(1, 3, 1, 1)
    std = torch.tensor(STD).view(1, 3, 1, 1)
    return (images - mean) / std


# Height and width of training batches. Mostly small, because small is fast; the rest teach that size is no cue.
SIZES = ((96, 128), (96, 128), (128, 160), (96, 160), (128, 128), (160, 128))
LARGE = ((192, 256), (192, 256), (128, 160), (160, 224), (96, 128))


class Batches:
    """Batch k is a function of (seed, k) alone, so an interrupted training goes on as if nothing had happened."""

    def __init__(self, images, depths, size: int, seed: int):
        self.images, self.depths, self.size, self.seed = images, depths, size, seed

    def batch(self, k: int, large: bool) -> tuple[torch.Tensor, torch.Tensor]:
        random = np.random.default_rng((self.seed, k))
        sizes = LARGE if large else SIZES
        height, width = sizes[random.integers(len(sizes))]
        count = max(6, round(self.size * 96 * 128 / (height * width)))
        pick = np.sort(random.choice(len(self.images), count, replace=False))
        images = torch.from_numpy(self.images[pick]).permute(0, 3, 1, 2).float() / 255
        truth = torch.from_numpy(inverse(self.depths[pick]))[:, None]
        images, truth = cut(images, truth, height / width, random)
        images = F.interpolate(images, (height, width), mode="bilinear", antialias=bool(random.random() < 0.7))
        truth = F.interpolate(truth, (height, width), mode="nearest-exact")
        flips = torch.from_numpy(random.random(count) < 0.5).view(-1, 1, 1, 1)
        images = torch.where(flips, images.flip(3), images)
        truth = torch.where(flips, truth.flip(3), truth)
        return normalise(recolour(images, random)), truth


def cut(images, truth, aspect: float, random) -> tuple[torch.Tensor, torch.Tensor]:
    """A random window of the wanted aspect, from 70 % of the largest that fits; the horizon stays in reach."""
    full_height, full_width = images.shape[2:]
    share = random.uniform(0.7, 1) if random.random() < 0.6 else 1.0
    # Half of the windows are stretched a little, as cards that do not keep the aspect do.
    aspect *= float(np.exp(random.normal(0, 0.08))) if random.random() < 0.5 else 1.0
    height = int(min(full_height, full_width * aspect) * share)
    width = min(full_width, int(height / aspect))
    y = random.integers(full_height - height + 1)
    x = random.integers(full_width - width + 1)
    return images[:, :, y : y + height, x : x + width], truth[:, :, y : y + height, x : x + width]


def recolour(images: torch.Tensor, random) -> torch.Tensor:
    """Exposure, contrast, white balance, saturation, blur and noise: cameras differ, geometry does not."""
    n = len(images)

    def each(low, high, channels=1):
        return torch.from_numpy(random.uniform(low, high, (n, channels, 1, 1)).astype(np.float32))

    images = images.clamp(1e-4, 1) ** each(0.75, 1.35)
    images = images * each(0.8, 1.2) * each(0.92, 1.08, 3)
    grey = images.mean(1, keepdim=True)
    images = grey + (images - grey) * each(0.2, 1.2)
    if random.random() < 0.25:
        images = F.avg_pool2d(F.pad(images, (1, 1, 1, 1), mode="replicate"), 3, 1)
    noise = torch.from_numpy(random.standard_normal(images.shape, dtype=np.float32))
    return (images + noise * each(0, 0.02)).clamp(0, 1)
