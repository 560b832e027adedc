"""Golden scores of depth against the exact depth of rendered scenes, computed by NumPy.

    java -cp udfs/target/classes:... org.isobath.scene.RenderScenes --out FOLDER --count 4 --width 64 --height 48
    python protocols.py FOLDER

writes protocols.json. Made with NumPy 2.4.6. Formulas are written as in the literature, not as in the Java code. Aligned
depth and angles are rounded to float32, as maps are kept.
"""

import json
import os
import sys

import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
FOCAL = 60.0
CROPS = {  # first row, end row, first column, end column, as shares; least and greatest depth
    "": (0, 1, 0, 1, 0, np.inf),
    "nyu_eigen": (45 / 480, 471 / 480, 41 / 640, 601 / 640, 1e-3, 10),
    "kitti_garg": (0.40810811, 0.99189189, 0.03594771, 0.96405229, 1e-3, 80),
    "kitti_eigen": (0.3324324, 0.91351351, 0.03594771, 0.96405229, 1e-3, 80),
    "diode": (0, 1, 0, 1, 0.6, 350),
    "cap_40": (0, 1, 0, 1, 1e-3, 40),
}
PROTOCOLS = [
    "raw",
    "median",
    "lsq_scale",
    "lsq_inverse",
    "lsq_depth",
    "raw/nyu_eigen",
    "lsq_inverse/nyu_eigen",
    "median/kitti_garg",
    "raw/kitti_eigen",
    "lsq_depth/diode",
    "lsq_inverse/cap_40",
]
RELATIVE = ["median", "lsq_inverse", "median/kitti_garg", "lsq_inverse/nyu_eigen"]


def predictions(truth):
    """A metric prediction, wrong by a pattern and by silhouettes one column off, and a relative one made from it."""
    height, width = truth.shape
    y, x = np.mgrid[0:height, 0:width]
    pattern = ((7 * x + 13 * y) % 17).astype(np.float32) / np.float32(16)
    metric = truth * (np.float32(0.875) + np.float32(0.25) * pattern)
    moved = np.concatenate([metric[:, :1], metric[:, :-1]], 1)
    metric = np.where((y // 8) % 2 == 1, moved, metric)
    metric[3, 3] = np.nan
    relative = np.float32(3) / metric + np.float32(0.5)
    assert metric.dtype == relative.dtype == np.float32
    return metric, relative


def align(kind, prediction, relative, truth, farthest):
    ok = np.isfinite(prediction) & np.isfinite(truth)
    p = prediction.astype(np.float64)
    with np.errstate(divide="ignore", invalid="ignore"):
        if kind == "lsq_inverse":
            inverse = p if relative else (np.float32(1) / prediction).astype(np.float64)
            target = (np.float32(1) / truth).astype(np.float64)
            ok = np.isfinite(inverse) & np.isfinite(truth) & np.isfinite(prediction)
            design = np.stack([inverse[ok], np.ones(ok.sum())], 1)
            (s, t), *_ = np.linalg.lstsq(design, target[ok], rcond=None)
            aligned = 1 / np.maximum(s * inverse + t, 1 / farthest)
            aligned[np.isposinf(prediction)] = np.inf
            return aligned, s, t
        if relative:
            assert kind == "median"
            p = (np.float32(1) / prediction).astype(np.float64)
        if kind == "raw":
            return p, 1, None
        if kind == "median":
            s = np.median(truth[ok].astype(np.float64)) / np.median(p[ok])
            return (np.minimum(s * p, farthest) if relative else s * p), s, None
        g = truth[ok].astype(np.float64)
        if kind == "lsq_scale":
            s = np.sum(p[ok] * g) / np.sum(p[ok] ** 2)
            return s * p, s, None
        (s, t), *_ = np.linalg.lstsq(np.stack([p[ok], np.ones(ok.sum())], 1), g, rcond=None)
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
    for t in thresholds:
        precision = recall = 0
        for near, far in slices:
            both = ok[near] & ok[far]
            with np.errstate(invalid="ignore"):
                edge_p = both & (p[far] / p[near] > t)
            edge_g = both & (g[far] / g[near] > t)
            precision += 0.25 * np.sum(edge_p & edge_g) / max(edge_p.sum(), 1)
            recall += 0.25 * np.sum(edge_p & edge_g) / max(edge_g.sum(), 1)
        scores.append(2 * precision * recall / (precision + recall) if precision + recall else 0)
    return np.sum(np.array(scores) * thresholds) / np.sum(thresholds)


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


def scores(protocol, prediction, relative, depth):
    kind, _, name = protocol.partition("/")
    top, bottom, left, right, least, most = CROPS[name]
    height, width = depth.shape
    scored = np.zeros(depth.shape, bool)
    scored[int(top * height) : int(bottom * height), int(left * width) : int(right * width)] = True
    with np.errstate(invalid="ignore"):
        truth = np.where(scored & np.isfinite(depth) & (depth > least) & (depth < most), depth, np.float32(np.nan))
    farthest = most if np.isfinite(most) else np.nanmax(truth).astype(np.float64)
    aligned, s, t = align(kind, prediction, relative, truth, farthest)
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
        "boundary_f1": boundary_f1(aligned, truth, ok),
        "normal_mean": np.mean(angle),
        "normal_median": np.median(angle),
        "normal_within_11_25": np.mean(angle < 11.25),
        "normal_within_22_5": np.mean(angle < 22.5),
        "normal_within_30": np.mean(angle < 30),
        "scored_share": ok.sum() / np.isfinite(truth).sum(),
    }
    if kind != "raw":
        values["scale"] = s
    if t is not None:
        values["shift"] = t
    return {name: float("%.10g" % value) for name, value in values.items()}


if __name__ == "__main__":
    depths = np.load(os.path.join(sys.argv[1], "depths.npy"))
    scenes = []
    for seed in (int(s) for s in sys.argv[2:] or ["0", "1"]):
        depth = depths[seed]
        metric, relative = predictions(depth)
        scene = {"seed": seed, "metric": {}, "inverse_relative": {}}
        for protocol in PROTOCOLS:
            scene["metric"][protocol.replace("/", "_")] = scores(protocol, metric, False, depth)
        for protocol in RELATIVE:
            scene["inverse_relative"][protocol.replace("/", "_")] = scores(protocol, relative, True, depth)
        scenes.append(scene)
    height, width = depths.shape[1:]
    content = {"width": width, "height": height, "focal": FOCAL, "scenes": scenes}
    with open(os.path.join(HERE, "protocols.json"), "w") as file:
        json.dump(content, file, separators=(",", ":"))
        file.write("\n")
