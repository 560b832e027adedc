"""Writes pictures and the input tensors that the reference code would make of them: the golden values of PreprocessTest.

Python 3.11+, opencv-python-headless 5.0.0.93, numpy 2.4.6, pillow 12.3.0.   python make_golden.py

The order of operations is that of Depth Anything V2 (infer_image) and MiDaS (read_image and its transform): decode, RGB,
/255 in float64, cv2.resize without antialiasing, (x - mean) / std, planes, float32; four cases use Pillow's resize on bytes. Written from the description of that
order; no code of those projects is used. Where Isobath decides what a picture is before the model sees it, the same
decision is made here: EXIF applied, alpha over white, 16 bits divided by 257 and rounded.

PNG where exactness matters. The two JPEGs (EXIF, CMYK) are decoded by OpenCV here and there; other JPEG decoders differ by one
or two levels of 255.

golden/cases.csv says which picture and rule each tensor belongs to; tensors are little-endian float32, every `step`-th
element of the [3,H,W] array (all of them where they are few).
"""

import csv
import io
import pathlib

import cv2
import numpy as np
from PIL import Image

OUT = pathlib.Path(__file__).parent / "golden"
IMAGENET = ((0.485, 0.456, 0.406), (0.229, 0.224, 0.225))
HALF = ((0.5, 0.5, 0.5), (0.5, 0.5, 0.5))
NONE = ((0.0, 0.0, 0.0), (1.0, 1.0, 1.0))


def picture(width, height, seed, grain=6):
    """Smooth colours, hard edges, a little grain: every kernel has something to get wrong."""
    rng = np.random.default_rng(seed)
    base = cv2.resize(rng.uniform(0, 255, (5, 5, 3)), (width, height), interpolation=cv2.INTER_CUBIC)
    for _ in range(12):
        x, y = rng.integers(0, width), rng.integers(0, height)
        w, h = rng.integers(1, max(2, width // 3)), rng.integers(1, max(2, height // 3))
        base[y : y + h, x : x + w] = rng.choice([0, 255, 128]) if rng.random() < 0.5 else rng.uniform(0, 255, 3)
    base += rng.normal(0, grain, base.shape) if grain else 0
    return np.clip(np.rint(base), 0, 255).astype(np.uint8)


def write(name, data):
    (OUT / name).write_bytes(data)


def png(array):
    ok, data = cv2.imencode(".png", array, [cv2.IMWRITE_PNG_COMPRESSION, 9])
    assert ok
    return data.tobytes()


def jpeg(image, **options):
    buffer = io.BytesIO()
    image.save(buffer, "JPEG", quality=95, subsampling=0, **options)
    return buffer.getvalue()


def by_opencv(name):
    """Upright RGB as cv2 decodes it, EXIF applied."""
    return cv2.cvtColor(cv2.imdecode(np.frombuffer((OUT / name).read_bytes(), np.uint8), cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB)


def pictures():
    """Name of the file to the upright 8-bit RGB that Isobath makes of it."""
    decoded = {}

    def rgb_png(name, array):
        write(name, png(array[..., ::-1]))
        decoded[name] = array

    rgb_png("odd.png", picture(131, 97, 1))
    rgb_png("tiny.png", picture(23, 17, 2))
    rgb_png("tall.png", picture(53, 212, 3))
    rgb_png("large.png", picture(601, 451, 4, grain=0))

    exif = Image.Exif()
    exif[0x0112] = 6
    write("exif.jpg", jpeg(Image.fromarray(picture(121, 90, 5)), exif=exif.tobytes()))
    decoded["exif.jpg"] = by_opencv("exif.jpg")
    assert decoded["exif.jpg"].shape == (121, 90, 3)

    grey = picture(91, 70, 6)[..., 0]
    write("grey.png", png(grey))
    decoded["grey.png"] = np.repeat(grey[..., None], 3, axis=2)

    colour, alpha = picture(75, 61, 7), picture(75, 61, 8)[..., :1]
    write("rgba.png", png(np.concatenate([colour[..., ::-1], alpha], axis=2)))
    share = alpha / 255.0
    decoded["rgba.png"] = np.floor(colour * share + 255 * (1 - share) + 0.5).astype(np.uint8)

    inks = np.concatenate([picture(64, 83, 9), picture(64, 83, 10)[..., :1] // 2], axis=2)
    write("cmyk.jpg", jpeg(Image.fromarray(inks, "CMYK")))
    decoded["cmyk.jpg"] = by_opencv("cmyk.jpg")

    deep = picture(101, 67, 11).astype(np.uint16) * 257
    deep = np.clip(deep.astype(np.int64) + np.random.default_rng(12).integers(-128, 128, deep.shape), 0, 65535).astype(np.uint16)
    write("sixteen.png", png(deep[..., ::-1]))
    decoded["sixteen.png"] = np.rint(deep / 257).astype(np.uint8)
    return decoded


def sides(rule, width, height, target_w, target_h, multiple):
    """Network width and height; facts of the reference's size rules, in its arithmetic."""
    if rule == "stretch":
        return target_w, target_h
    sw, sh = target_w / width, target_h / height
    scale = {"lower": max, "upper": min, "minimal": lambda a, b: a if abs(1 - a) < abs(1 - b) else b}[rule](sw, sh)

    def side(length, target):
        rounded = int(np.round(scale * length / multiple) * multiple)
        if rule == "lower" and rounded < target:
            rounded = int(np.ceil(scale * length / multiple) * multiple)
        if rule == "upper" and rounded > target:
            rounded = int(np.floor(scale * length / multiple) * multiple)
        return rounded

    return side(width, target_w), side(height, target_h)


PILLOW = {"linear": Image.Resampling.BILINEAR, "cubic": Image.Resampling.BICUBIC}
KERNELS = {"cubic": cv2.INTER_CUBIC, "linear": cv2.INTER_LINEAR, "area": cv2.INTER_AREA, "nearest": cv2.INTER_NEAREST}


def tensor(rgb, net_w, net_h, kernel, antialias, resize_on, mean, std, channels):
    if kernel == "area_down_cubic_up":
        kernel = "cubic" if max(net_w, net_h) > max(rgb.shape[:2]) else "area"
    x = rgb if resize_on == "uint8" else rgb / 255.0
    if antialias == "pillow":
        x = np.asarray(Image.fromarray(x).resize((net_w, net_h), PILLOW[kernel]))
    else:
        x = cv2.resize(x, (net_w, net_h), interpolation=KERNELS[kernel])
    x = x / 255.0 if resize_on == "uint8" else x
    x = x if channels == "rgb" else x[..., ::-1]
    return np.transpose((x - np.array(mean)) / np.array(std), (2, 0, 1)).astype(np.float32)


EIGHT = ["odd.png", "tiny.png", "tall.png", "exif.jpg", "grey.png", "rgba.png", "cmyk.jpg", "sixteen.png"]
CASES = [
    # Depth Anything V2, its rule at a small target
    *[(f, "lower", 42, 42, 14, "cubic", "none", "float", IMAGENET, "rgb", 1) for f in EIGHT],
    # Depth Anything V2 as it is
    ("large.png", "lower", 518, 518, 14, "cubic", "none", "float", IMAGENET, "rgb", 97),
    ("odd.png", "lower", 518, 518, 14, "cubic", "none", "float", IMAGENET, "rgb", 97),
    # MiDaS v2.1 (upper bound), v3 (minimal), and the ONNX file with everything baked in
    ("odd.png", "upper", 64, 64, 32, "cubic", "none", "float", IMAGENET, "rgb", 1),
    ("tall.png", "upper", 128, 128, 32, "cubic", "none", "float", IMAGENET, "rgb", 1),
    ("large.png", "minimal", 384, 384, 32, "cubic", "none", "float", HALF, "rgb", 97),
    ("tiny.png", "minimal", 64, 64, 32, "linear", "none", "float", HALF, "rgb", 1),
    ("odd.png", "stretch", 80, 48, 1, "cubic", "none", "float", NONE, "rgb", 1),
    # Depth Anything 3: bytes, area down, cubic up
    ("large.png", "upper", 504, 504, 14, "area_down_cubic_up", "none", "uint8", IMAGENET, "rgb", 97),
    ("tiny.png", "upper", 56, 56, 14, "area_down_cubic_up", "none", "uint8", IMAGENET, "rgb", 1),
    # Pillow's own resize, shrinking and enlarging
    ("large.png", "stretch", 320, 256, 1, "linear", "pillow", "uint8", NONE, "rgb", 97),
    ("odd.png", "stretch", 48, 48, 1, "linear", "pillow", "uint8", NONE, "rgb", 1),
    ("odd.png", "lower", 42, 42, 14, "cubic", "pillow", "uint8", IMAGENET, "rgb", 1),
    ("tiny.png", "stretch", 60, 50, 1, "cubic", "pillow", "uint8", NONE, "rgb", 1),
    # the remaining kernels and the other channel order
    ("large.png", "stretch", 320, 256, 1, "linear", "none", "float", NONE, "bgr", 97),
    ("odd.png", "stretch", 50, 40, 1, "nearest", "none", "float", NONE, "rgb", 1),
    ("odd.png", "stretch", 50, 40, 1, "area", "none", "float", NONE, "rgb", 1),
]


def main():
    OUT.mkdir(exist_ok=True)
    decoded = pictures()
    header = "picture,rule,width,height,multiple,kernel,antialias,resize_on,mean,std,channels,net_width,net_height,step,tensor"
    with open(OUT / "cases.csv", "w", newline="") as f:
        rows = csv.writer(f, lineterminator="\n")
        rows.writerow(header.split(","))
        for i, (name, rule, w, h, multiple, kernel, antialias, resize_on, (mean, std), channels, step) in enumerate(CASES):
            rgb = decoded[name]
            net_w, net_h = sides(rule, rgb.shape[1], rgb.shape[0], w, h, multiple)
            x = tensor(rgb, net_w, net_h, kernel, antialias, resize_on, mean, std, channels)
            file = f"{i:02d}_{name.split('.')[0]}_{rule}.f32"
            write(file, x.reshape(-1)[::step].astype("<f4").tobytes())
            triple = lambda t: " ".join(map(str, t))
            rows.writerow(
                [name, rule, w, h, multiple, kernel, antialias, resize_on, triple(mean), triple(std), channels, net_w, net_h, step, file]
            )


if __name__ == "__main__":
    main()
