"""How good a prediction is: least-squares alignment in inverse depth, then AbsRel and delta1 in metres, up to 40 m."""

import numpy as np

FARTHEST = 40.0


def align(prediction: np.ndarray, truth: np.ndarray) -> np.ndarray:
    """scale * prediction + shift, the closest to truth in least squares. Both inverse depth, valid pixels only."""
    design = np.stack([prediction, np.ones_like(prediction)], 1).astype(np.float64)
    scale, shift = np.linalg.lstsq(design, truth.astype(np.float64), rcond=None)[0]
    return scale * prediction + shift


def scores(prediction: np.ndarray, truth: np.ndarray) -> tuple[float, float]:
    """AbsRel and delta1 of one picture; inverse depths of any one shape, truth 0 in the sky and NaN where invalid."""
    valid = np.isfinite(truth) & (truth > 1 / FARTHEST)
    if valid.sum() < 16:
        return np.nan, np.nan
    g = 1 / truth[valid]
    p = 1 / np.maximum(align(prediction[valid], truth[valid]), 1 / FARTHEST)
    return float(np.mean(np.abs(p - g) / g)), float(np.mean(np.maximum(p / g, g / p) < 1.25))


def mean_scores(predictions, truths) -> tuple[float, float]:
    """Mean over pictures, those without enough valid pixels left out."""
    return tuple(np.nanmean([scores(p, g) for p, g in zip(predictions, truths)], axis=0).tolist())


def mean_map(depth_truths: np.ndarray) -> np.ndarray:
    """The baseline that never looks at the picture: mean inverse depth at each pixel."""
    return np.nanmean(depth_truths, axis=0)
