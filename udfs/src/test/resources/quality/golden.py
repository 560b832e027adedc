"""Golden numbers for the quality tests, computed by OpenCV and NumPy: python golden.py writes scores.json.

Made with NumPy 2.4.6 and OpenCV 5.0.0. Both pictures are smaller than the scoring size, so no resize takes part.
"""

import json
import os

import cv2
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def picture(rng, height, width):
    """Soft blobs with grain and some clipped and grey parts."""
    image = rng.normal(128, 60, (height // 4, width // 4, 3))
    image = cv2.resize(image, (width, height), interpolation=cv2.INTER_CUBIC)
    image += rng.normal(0, 8, image.shape)
    image = np.clip(np.rint(image * 1.9 - 90), 0, 255).astype(np.uint8)
    image[:9, :9] = image[:9, :9, :1]
    return image


def grid(differences):
    """Of differences[i] between line i and the one before; 0 has none."""
    lines = np.arange(1, len(differences))
    values = differences[1:]
    return max(values[lines % 8 == k].mean() / max(0.01, values[lines % 8 != k].mean()) for k in range(8))


def text_share(luma):
    """Cells 16 wide and 8 high with strokes, in runs of three or more."""
    rows, columns = luma.shape[0] // 8, luma.shape[1] // 16
    flags = np.zeros((rows, columns), bool)
    for r in range(rows):
        for c in range(columns):
            cell = luma[8 * r : 8 * r + 8, 16 * c : 16 * c + 16].astype(int)
            strokes = (np.abs(np.diff(cell, axis=1)) >= 24).sum(1) >= 3
            low, high = cell.min(), cell.max()
            ends = (4 * (cell - low) <= high - low) | (4 * (high - cell) <= high - low)
            flags[r, c] = strokes.sum() >= 4 and high - low >= 60 and ends.mean() >= 0.6
    total = 0
    for row in flags:
        runs = "".join("x" if f else " " for f in row).split()
        total += sum(len(run) for run in runs if len(run) >= 3)
    return total / flags.size


def image_scores(rgb):
    luma = np.floor((rgb.astype(int) @ np.array([299, 587, 114]) + 500) / 1000).astype(np.uint8)
    share = np.bincount(luma.ravel(), minlength=256) / luma.size
    share = share[share > 0]
    f = rgb.astype(float)
    rg = f[..., 0] - f[..., 1]
    yb = (f[..., 0] + f[..., 1]) / 2 - f[..., 2]
    hsv_max, hsv_min = f.max(-1), f.min(-1)
    chroma = np.stack([rg, yb], -1).reshape(-1, 2)
    exact = rgb.astype(int) @ np.array([299, 587, 114]) / 1000
    across = np.concatenate([[0], np.abs(np.diff(exact, axis=1)).mean(0)])
    down = np.concatenate([[0], np.abs(np.diff(exact, axis=0)).mean(1)])
    rows = np.mean([(rgb[k] == rgb[k - 1]).all() for k in range(1, rgb.shape[0])])
    columns = np.mean([(rgb[:, k] == rgb[:, k - 1]).all() for k in range(1, rgb.shape[1])])
    gx, gy = (np.abs(cv2.Sobel(luma, cv2.CV_64F, *d, ksize=3))[1:-1, 1:-1] for d in ((1, 0), (0, 1)))
    strong = gx**2 + gy**2 > 100**2
    return {
        "hue_concentration": np.linalg.norm(chroma.sum(0)) / np.linalg.norm(chroma, axis=1).sum(),
        "blockiness": (grid(across) + grid(down)) / 2,
        "letterbox": 0.0,
        "repeated_lines": (rows + columns) / 2,
        "distinct_colors": len(np.unique(rgb.reshape(-1, 3), axis=0)),
        "axis_aligned_edges": np.mean((10 * np.minimum(gx, gy) <= np.maximum(gx, gy))[strong]),
        "text_share": text_share(luma),
        "laplacian_variance": cv2.Laplacian(luma, cv2.CV_64F).var(),
        "luma_mean": luma.mean(),
        "luma_std": luma.std(),
        "dark_share": np.mean(luma < 10),
        "bright_share": np.mean(luma > 245),
        "luma_entropy": -np.sum(share * np.log2(share)),
        "saturation": np.mean(np.where(hsv_max > 0, (hsv_max - hsv_min) / np.maximum(hsv_max, 1), 0)),
        "colorfulness": np.hypot(rg.std(), yb.std()) + 0.3 * np.hypot(rg.mean(), yb.mean()),
        "grey_share": np.mean(hsv_max - hsv_min <= 3),
    }


def depth_scores(depth, rgb):
    """depth is metric; NaN invalid, infinity sky."""
    finite = np.isfinite(depth)
    inverse = np.where(finite, 1 / np.where(finite, depth, 1).astype(np.float32), np.nan).astype(np.float32)
    far, near = np.percentile(inverse[finite].astype(float), [2, 98])
    scaled = np.clip((inverse.astype(float) - far) / (near - far), 0, 1).astype(np.float32)
    values = scaled[finite]

    def histogram(bins):
        return np.bincount(np.minimum(bins - 1, (values * np.float32(bins)).astype(int)), minlength=bins)

    share = histogram(64) / values.size
    share = share[share > 0]
    fine = np.concatenate([[0], np.cumsum(histogram(1000))])
    densest = max(fine[i + 20] - fine[i] for i in range(981)) / values.size

    def gradient(plane):
        gx = cv2.Sobel(plane, cv2.CV_64F, 1, 0, ksize=3)
        gy = cv2.Sobel(plane, cv2.CV_64F, 0, 1, ksize=3)
        g = np.hypot(gx, gy).astype(np.float32)
        inner = np.zeros(g.shape, bool)
        inner[1:-1, 1:-1] = True
        ok = cv2.erode(np.isfinite(plane).astype(np.uint8), np.ones((3, 3), np.uint8)) > 0
        return np.where(inner & ok, g, np.nan)

    def strongest(g, part):
        threshold = np.percentile(g[np.isfinite(g)].astype(float), 100 * (1 - part))
        with np.errstate(invalid="ignore"):
            return (g >= threshold) & (g > 0)

    luma = np.floor((rgb.astype(int) @ np.array([299, 587, 114]) + 500) / 1000)
    depth_edges = strongest(gradient(scaled.astype(float)), 0.05)
    image_edges = strongest(gradient(luma), 0.15)
    wide = cv2.dilate(image_edges.astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    slope, luma_slope = gradient(scaled.astype(float)), gradient(luma)

    def correlation(where):
        where = where & np.isfinite(slope) & np.isfinite(luma_slope)
        return np.corrcoef(slope[where].astype(float), luma_slope[where].astype(float))[0, 1]

    v, u = np.mgrid[0 : depth.shape[0], 0 : depth.shape[1]]
    design = np.stack([u[finite], v[finite], np.ones(finite.sum())], 1).astype(float)
    target = inverse[finite].astype(float)
    fit, *_ = np.linalg.lstsq(design, target, rcond=None)
    _, parts = cv2.connectedComponents((np.isinf(depth) | (inverse < 0.01 * near)).astype(np.uint8), connectivity=4)
    least, most = depth[finite].min(), depth[finite].max()
    codes = np.floor((depth[finite].astype(float) - least) * (65535 / (float(most) - float(least))) + 0.5)
    left, right = depth[:, :-1], depth[:, 1:]
    inner = (left > least) & (left < most) & (right > least) & (right < most)
    laplacian = np.abs(cv2.Laplacian(scaled.astype(float), cv2.CV_64F, borderType=cv2.BORDER_CONSTANT))
    inside = np.zeros(depth.shape, bool)
    inside[1:-1, 1:-1] = True
    smooth = laplacian[inside & ~depth_edges]
    frame = max(1, round(0.02 * min(depth.shape)))
    border, interior = [], []
    for plane in (scaled.astype(float), scaled.astype(float).T):
        with np.errstate(invalid="ignore"):
            step = np.abs(plane[:, frame:] - plane[:, :-frame])
        border += [step[:, :frame].ravel(), step[:, -frame:].ravel()]
        interior.append(step[:, frame:-frame].ravel())
    border, interior = (np.concatenate(x) for x in (border, interior))
    b, c = (np.mean(x[np.isfinite(x)]) for x in (border, interior))
    return {
        "edge_correlation": correlation(np.ones(depth.shape, bool)),
        "texture_copying": correlation(~depth_edges),
        "planarity": 1 - np.sum((design @ fit - target) ** 2) / np.sum((target - target.mean()) ** 2),
        "sky_share": np.mean(np.isin(parts, [p for p in np.unique(parts[0]) if p])),
        "value_levels": len(np.unique(codes)),
        "banding": np.mean(left[inner] == right[inner]),
        "depth_noise": np.median(smooth[np.isfinite(smooth)]) / 0.6745,
        "border_jump": b / (b + c),
        "dynamic_range": (near - far) / max(abs(near), abs(far)),
        "depth_entropy": -np.sum(share * np.log2(share)),
        "near_constant_share": densest,
        "edge_agreement": np.mean(wide[depth_edges]),
        "invalid_share": np.mean(np.isnan(depth)),
        "infinite_share": np.mean(np.isinf(depth)),
        "value_min": depth[finite].min(),
        "value_median": np.median(depth[finite].astype(float)),
        "value_max": depth[finite].max(),
    }


def text(array):
    return ["NaN" if np.isnan(v) else "Infinity" if np.isinf(v) else float(str(v)) for v in array.ravel()]


if __name__ == "__main__":
    rng = np.random.default_rng(22)
    height, width = 52, 68
    rgb = picture(rng, height, width)
    coarse = cv2.resize(rng.uniform(1, 9, (4, 5)), (width, height), interpolation=cv2.INTER_LINEAR)
    depth = np.round(coarse * np.where(rgb[..., 0] > 128, 1.0, 1.4), 4).astype(np.float32)
    depth[20:24, 30:36] = np.nan
    depth[:6, 40:] = np.inf
    content = {
        "width": width,
        "height": height,
        "rgb": rgb.tobytes().hex(),
        "depth": text(depth),
        "image_scores": image_scores(rgb),
        "depth_scores": depth_scores(depth, rgb),
    }
    with open(os.path.join(HERE, "scores.json"), "w") as file:
        json.dump(content, file, separators=(",", ":"), default=float)
        file.write("\n")
