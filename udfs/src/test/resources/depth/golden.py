"""Golden numbers for the depth tests, computed by NumPy and PyTorch: python golden.py writes errors.json and resize.json.

Made with NumPy 2.4.6 and PyTorch 2.13.0 (CPU). Formulas are written as in the literature, not as in the Java code.
"""

import json
import os

import numpy as np
import torch

HERE = os.path.dirname(os.path.abspath(__file__))


def numbers(array):
    """Shortest decimal that gives the same float32; labels as text."""
    out = []
    for value in np.asarray(array, np.float32).ravel():
        if np.isnan(value):
            out.append("NaN")
        elif np.isinf(value):
            out.append("Infinity")
        else:
            out.append(float(str(value)))
    return out


def errors(p, g, valid):
    p, g = p[valid].astype(np.float64), g[valid].astype(np.float64)
    e = np.log(p) - np.log(g)
    ratio = np.maximum(p / g, g / p)
    return {
        "pixels": int(valid.sum()),
        "abs_rel": np.mean(np.abs(p - g) / g),
        "sq_rel": np.mean((p - g) ** 2 / g),
        "rmse": np.sqrt(np.mean((p - g) ** 2)),
        "rmse_log": np.sqrt(np.mean(e**2)),
        "log10": np.mean(np.abs(np.log10(p) - np.log10(g))),
        "silog_lambda_1_x100": 100 * np.sqrt(np.mean(e**2) - np.mean(e) ** 2),
        "silog_lambda_0_5": np.sqrt(np.mean(e**2) - 0.5 * np.mean(e) ** 2),
        "delta_1": np.mean(ratio < 1.25),
        "delta_2": np.mean(ratio < 1.25**2),
        "delta_3": np.mean(ratio < 1.25**3),
    }


def error_cases():
    rng = np.random.default_rng(20)
    height, width = 18, 23
    truth = np.exp(rng.normal(1.0, 0.6, (height, width))).astype(np.float32)
    truth[2, 3:9] = np.nan
    truth[0, :5] = np.inf
    truth[5, 5] = 0
    metric = (truth * np.exp(rng.normal(0.1, 0.25, truth.shape))).astype(np.float32)
    metric[7, 7] = np.nan
    with np.errstate(divide="ignore"):
        inverse = (12 / truth + 3 + rng.normal(0, 0.3, truth.shape)).astype(np.float32)
    inverse[9, 9] = np.nan

    out = {"width": width, "height": height, "truth": numbers(truth), "metric": numbers(metric)}
    out["inverse_relative"] = numbers(inverse)

    valid = np.isfinite(truth) & (truth > 0) & np.isfinite(metric)
    out["raw"] = errors(metric, truth, valid)
    scale = np.median(truth[valid].astype(np.float64)) / np.median(metric[valid].astype(np.float64))
    out["median"] = errors(metric.astype(np.float64) * scale, truth, valid) | {"scale": scale}

    valid = np.isfinite(truth) & (truth > 0) & np.isfinite(inverse)
    d = inverse[valid].astype(np.float64)
    y = 1 / truth[valid].astype(np.float64)
    (s, t), *_ = np.linalg.lstsq(np.stack([d, np.ones_like(d)], 1), y, rcond=None)
    cap = truth[valid].max()
    with np.errstate(invalid="ignore"):
        aligned = 1 / np.maximum(s * inverse.astype(np.float64) + t, 1 / cap)
    out["lsq_inverse"] = errors(aligned, truth, valid) | {"scale": s, "shift": t, "cap": float(cap)}

    finite = truth[np.isfinite(truth)].astype(np.float64)
    out["percentiles"] = {str(q): np.percentile(finite, q) for q in (0, 1, 2, 25, 50, 85, 99, 100)}
    return out


def resize_cases():
    rng = np.random.default_rng(21)
    height, width = 7, 9
    source = rng.normal(5, 2, (height, width)).astype(np.float32)
    cases = []
    for out_height, out_width in ((7, 9), (16, 21), (5, 4), (1, 1), (13, 3)):
        for mode, align in (
            ("bilinear", True),
            ("bilinear", False),
            ("bicubic", True),
            ("bicubic", False),
            ("nearest", None),
        ):
            result = torch.nn.functional.interpolate(
                torch.from_numpy(source)[None, None], (out_height, out_width), mode=mode, align_corners=align
            )
            cases.append(
                {
                    "width": out_width,
                    "height": out_height,
                    "mode": mode,
                    "align_corners": bool(align),
                    "values": numbers(result.numpy()),
                }
            )
    return {"width": width, "height": height, "source": numbers(source), "cases": cases}


def write(name, content):
    with open(os.path.join(HERE, name), "w") as file:
        json.dump(content, file, separators=(",", ":"), default=float)
        file.write("\n")


if __name__ == "__main__":
    write("errors.json", error_cases())
    write("resize.json", resize_cases())
