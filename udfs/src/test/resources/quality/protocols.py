"""Golden scores of depth against the exact depth of rendered scenes, computed by NumPy.

    java -cp udfs/target/classes:... org.isobath.scene.RenderScenes --out FOLDER --count 4 --width 64 --height 48
    python protocols.py FOLDER

writes protocols.json: every score under every protocol that a kind of prediction has, the errors that metrics are
calibrated on, how far two models agree, and rank correlations. Made with NumPy 2.4.6. Formulas are written as in the
literature, not as in the Java code. Aligned depth and angles are rounded to float32, as maps are kept.
"""

import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
FOCAL = 60.0
SCORES = [
    "abs_rel",
    "sq_rel",
    "rmse",
    "rmse_log",
    "log10",
    "silog_lambda_1_x100",
    "silog_lambda_0_5",
    "delta_1",
    "delta_2",
    "delta_3",
    "irmse",
    "ordinal_accuracy",
    "rank_correlation",
    "boundary_f1",
    "normal_mean",
    "normal_median",
    "normal_within_11_25",
    "normal_within_22_5",
    "normal_within_30",
    "scored_share",
    "scale",
    "shift",
]
CROPS = {  # first row, end row, first column, end column, as shares; least and greatest depth
    "": (0, 1, 0, 1, 0, np.inf),
    "nyu_eigen": (45 / 480, 471 / 480, 41 / 640, 601 / 640, 1e-3, 10),
    "kitti_garg": (0.40810811, 0.99189189, 0.03594771, 0.96405229, 1e-3, 80),
    "kitti_eigen": (0.3324324, 0.91351351, 0.03594771, 0.96405229, 1e-3, 80),
    "diode": (0, 1, 0, 1, 0.6, 350),
    "hypersim": (0, 1, 0, 1, 1e-5, 65),
    "cap_80": (0, 1, 0, 1, 1e-3, 80),
    "cap_72": (0, 1, 0, 1, 1e-3, 72),
    "cap_40": (0, 1, 0, 1, 1e-3, 40),
}
ALIGNMENTS = {  # of each kind of prediction, those that have a meaning
    "metric": ["raw", "median", "lsq_scale", "lsq_inverse", "lsq_depth"],
    "inverse_metric": ["raw", "median", "lsq_scale", "lsq_inverse", "lsq_depth"],
    "relative": ["median", "lsq_scale", "lsq_inverse", "lsq_depth"],
    "inverse_relative": ["median", "lsq_inverse"],
}


def predictions(truth):
    """A metric prediction, wrong by a pattern and by silhouettes one column off, and the other kinds made from it."""
    height, width = truth.shape
    y, x = np.mgrid[0:height, 0:width]
    pattern = ((7 * x + 13 * y) % 17).astype(np.float32) / np.float32(16)
    metric = truth * (np.float32(0.875) + np.float32(0.25) * pattern)
    moved = np.concatenate([metric[:, :1], metric[:, :-1]], 1)
    metric = np.where((y // 8) % 2 == 1, moved, metric)
    metric[3, 3] = np.nan
    kinds = {
        "metric": metric,
        "inverse_metric": np.float32(1) / metric,
        "relative": np.float32(0.4) * metric,
        "inverse_relative": np.float32(3) / metric + np.float32(0.5),
    }
    assert all(values.dtype == np.float32 for values in kinds.values())
    return kinds


def inverse_of(kind, prediction):
    """Inverse depth; infinite where depth says so."""
    if kind.startswith("inverse"):
        return prediction
    return np.where(np.isposinf(prediction), np.float32(np.inf), np.float32(1) / prediction)


def align(alignment, kind, prediction, truth, farthest):
    inverse = inverse_of(kind, prediction)
    g = truth.astype(np.float64)
    if alignment == "lsq_inverse":
        ok = np.isfinite(inverse) & np.isfinite(truth)
        d = inverse.astype(np.float64)
        target = (np.float32(1) / truth).astype(np.float64)
        (s, t), *_ = np.linalg.lstsq(np.stack([d[ok], np.ones(ok.sum())], 1), target[ok], rcond=None)
        return np.where(np.isfinite(inverse), 1 / np.maximum(s * d + t, 1 / farthest), inverse), s, t
    with np.errstate(divide="ignore"):
        depth = np.float32(1) / prediction if kind.startswith("inverse") else prediction
    ok = np.isfinite(depth) & np.isfinite(truth)
    p = depth.astype(np.float64)
    if alignment == "raw":
        return p, 1, None
    if alignment == "median":
        s = np.median(g[ok]) / np.median(p[ok])
        return (np.minimum(s * p, farthest) if kind == "inverse_relative" else s * p), s, None
    if alignment == "lsq_scale":
        s = np.sum(p[ok] * g[ok]) / np.sum(p[ok] ** 2)
        return s * p, s, None
    (s, t), *_ = np.linalg.lstsq(np.stack([p[ok], np.ones(ok.sum())], 1), g[ok], rcond=None)
    return s * p + t, s, t


def boundary_f1(p, g, ok):
    thresholds = np.linspace(1.05, 1.25, 10)
    slices = [
        (np.s_[:, :-1], np.s_[:, 1:]),
        (np.s_[:, 1:], np.s_[:, :-1]),
        (np.s_[:-1, :], np.s_[1:, :]),
        (np.s_[1:, :], np.s_[:-1, :]),
    ]
    scores = []
    edges = 0
    for t in thresholds:
        precision = recall = 0
        for near, far in slices:
            both = ok[near] & ok[far]
            with np.errstate(invalid="ignore"):
                edge_p = both & (p[far] / p[near] > t)
            edge_g = both & (g[far] / g[near] > t)
            precision += 0.25 * np.sum(edge_p & edge_g) / max(edge_p.sum(), 1)
            recall += 0.25 * np.sum(edge_p & edge_g) / max(edge_g.sum(), 1)
            edges += edge_g.sum()
        scores.append(2 * precision * recall / (precision + recall) if precision + recall else 0)
    return np.sum(np.array(scores) * thresholds) / np.sum(thresholds) if edges else None


def ordinal(p, g):
    n = len(g)
    k = np.arange(1, min(n, 10_000) + 1)
    i = (np.modf(k * 0.7548776662466927)[0] * n).astype(int)
    j = (np.modf(k * 0.5698402909980532)[0] * n).astype(int)
    apart = np.maximum(g[i], g[j]) > 1.1 * np.minimum(g[i], g[j])
    same = np.sign(p[i] - p[j]) == np.sign(g[i] - g[j])
    return np.mean(same[apart])


def normals(z):
    height, width = z.shape
    x = (np.arange(width) + 0.5 - width / 2) / FOCAL
    y = (np.arange(height) + 0.5 - height / 2) / FOCAL
    points = np.stack([z * x[None, :], z * y[:, None], z], -1)
    across = points[1:-1, 2:] - points[1:-1, :-2]
    down = points[2:, 1:-1] - points[:-2, 1:-1]
    n = np.cross(across, down)
    return n / np.linalg.norm(n, axis=-1, keepdims=True)


def angles(p, g, ok):
    inside = ok[1:-1, 1:-1] & ok[1:-1, 2:] & ok[1:-1, :-2] & ok[2:, 1:-1] & ok[:-2, 1:-1]
    with np.errstate(invalid="ignore"):
        a, b = normals(p), normals(g)
        angle = np.degrees(np.arctan2(np.linalg.norm(np.cross(a, b), axis=-1), np.sum(a * b, -1)))
    return angle[inside].astype(np.float32).astype(np.float64)


def scores(alignment, name, kind, prediction, depth):
    top, bottom, left, right, least, most = CROPS[name]
    height, width = depth.shape
    scored = np.zeros(depth.shape, bool)
    scored[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = True
    with np.errstate(invalid="ignore"):
        truth = np.where(scored & np.isfinite(depth) & (depth > least) & (depth < most), depth, np.float32(np.nan))
    farthest = most if np.isfinite(most) else np.nanmax(truth).astype(np.float64)
    aligned, s, t = align(alignment, kind, prediction, truth, farthest)
    if name:
        aligned = np.clip(aligned, least, most)
    aligned = aligned.astype(np.float32).astype(np.float64)
    truth = truth.astype(np.float64)
    ok = np.isfinite(aligned) & np.isfinite(truth)
    p, g = aligned[ok], truth[ok]
    e = np.log(np.maximum(p, 1e-3)) - np.log(g)
    with np.errstate(divide="ignore"):
        ratio = np.where(p > 0, np.maximum(p / g, g / p), np.inf)
    angle = angles(aligned, truth, ok)
    values = {
        "abs_rel": np.mean(np.abs(p - g) / g),
        "sq_rel": np.mean((p - g) ** 2 / g),
        "rmse": np.sqrt(np.mean((p - g) ** 2)),
        "rmse_log": np.sqrt(np.mean(e**2)),
        "log10": np.mean(np.abs(e)) / np.log(10),
        "silog_lambda_1_x100": 100 * np.std(e),
        "silog_lambda_0_5": np.sqrt(np.mean(e**2) - 0.5 * np.mean(e) ** 2),
        "delta_1": np.mean(ratio < 1.25),
        "delta_2": np.mean(ratio < 1.25**2),
        "delta_3": np.mean(ratio < 1.25**3),
        "irmse": np.sqrt(np.mean((1000 / np.maximum(p, 1e-3) - 1000 / g) ** 2)),
        "ordinal_accuracy": ordinal(p, g),
        "rank_correlation": spearman(p, g),
        "boundary_f1": boundary_f1(aligned, truth, ok),
        "normal_mean": np.mean(angle),
        "normal_median": np.median(angle),
        "normal_within_11_25": np.mean(angle < 11.25),
        "normal_within_22_5": np.mean(angle < 22.5),
        "normal_within_30": np.mean(angle < 30),
        "scored_share": ok.sum() / np.isfinite(truth).sum(),
    }
    values["scale"] = None if alignment == "raw" else s
    values["shift"] = t
    assert list(values) == SCORES
    return [None if value is None else number(value) for value in values.values()]


def true_errors(kind, prediction, depth):
    """What metrics without a reference are calibrated on."""
    truth = np.where(np.isfinite(depth) & (depth > 0), depth, np.float32(np.nan))
    inverse = inverse_of(kind, prediction)
    target = (np.float32(1) / truth).astype(np.float64)
    ok = np.isfinite(inverse) & np.isfinite(truth)
    d = inverse.astype(np.float64)
    (s, t), *_ = np.linalg.lstsq(np.stack([d[ok], np.ones(ok.sum())], 1), target[ok], rcond=None)
    fitted = (s * d + t).astype(np.float32).astype(np.float64)
    near = ok & (truth < 40)
    p = (1 / np.maximum(fitted[near], 1 / 40)).astype(np.float32).astype(np.float64)
    g = truth[near].astype(np.float64)
    low, high = np.percentile(target[np.isfinite(target)], [2, 98])
    return {
        "abs_rel": number(np.mean(np.abs(p - g) / g)),
        "inverse_range": number(np.mean(np.abs(fitted[ok] - target[ok])) / (high - low)),
    }


def model_difference(first, second):
    """Of two maps of inverse depth: second fitted to first, over the range of first."""
    ok = np.isfinite(first) & np.isfinite(second)
    y, d = first[ok].astype(np.float64), second[ok].astype(np.float64)
    (s, t), *_ = np.linalg.lstsq(np.stack([d, np.ones(len(d))], 1), y, rcond=None)
    low, high = np.percentile(first[np.isfinite(first)].astype(np.float64), [2, 98])
    return np.mean(np.abs(s * d + t - y)) / (high - low)


def model_agreement(first, second):
    """Of two maps of inverse depth: ranks on a grid of 64x64; sky is farthest."""
    height, width = first.shape
    grid = np.ix_(np.arange(64) * height // 64, np.arange(64) * width // 64)
    a, b = (np.where(np.isposinf(plane), -np.inf, plane)[grid].ravel() for plane in (first, second))
    return spearman(a, b)


def spearman(a, b):
    ok = ~np.isnan(a) & ~np.isnan(b)
    return np.corrcoef(ranks(a[ok]), ranks(b[ok]))[0, 1]


def ranks(values):
    """Equal values share their mean rank."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(count)
    return (last - (count - 1) / 2)[place]


def rank_cases():
    """Rows of numbers that anybody can make again: without ties, with ties, opposed, with infinity and what is left out."""
    k = np.arange(200)
    a = (37 * k % 199).astype(float)
    b = (k * k % 83).astype(float)
    gaps = np.where(k % 9 == 0, np.nan, np.where(k % 11 == 0, np.inf, a // 7))
    pairs = {"a b": (a, b), "a/20 b": (a // 20, b), "a/20 -a": (a // 20, -a), "gaps b": (gaps, b)}
    return {name: number(spearman(*pair)) for name, pair in pairs.items()}


def number(value):
    return float("%.10g" % value)


if __name__ == "__main__":
    depths = np.load(os.path.join(sys.argv[1], "depths.npy"))
    scenes = []
    for seed in (int(s) for s in sys.argv[2:] or ["0", "1"]):
        depth = depths[seed]
        kinds = predictions(depth)
        scene = {"seed": seed, "scores": {}, "errors": {}}
        for kind, prediction in kinds.items():
            scene["scores"][kind] = {
                alignment + (name and "_" + name): scores(alignment, name, kind, prediction, depth)
                for name in CROPS
                for alignment in ALIGNMENTS[kind]
            }
            scene["errors"][kind] = true_errors(kind, prediction, depth)
        pair = [inverse_of(kind, kinds[kind]) for kind in ("metric", "inverse_relative")]
        scene["model_difference"] = number(model_difference(*pair))
        scene["model_agreement"] = number(model_agreement(*pair))
        scenes.append(scene)
    height, width = depths.shape[1:]
    content = {"width": width, "height": height, "focal": FOCAL}
    content |= {"scores": SCORES, "ranks": rank_cases(), "scenes": scenes}
    with open(os.path.join(HERE, "protocols.json"), "w") as file:
        json.dump(content, file, separators=(",", ":"))
        file.write("\n")
