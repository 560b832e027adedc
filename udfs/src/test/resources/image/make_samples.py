#!/usr/bin/env python3
"""Makes cmyk.jpg, ycck.jpg and resize_golden.txt, which the tests of org.isobath.image read.

Run in this folder with pillow 12.3, numpy 2.4 and opencv-python-headless 5.0 (the resize kernels of 4.x are the same).
"""
import cv2
import numpy as np
from PIL import Image

# six flat patches of 16 x 16 pixels: red, green, blue, white, grey, dark orange
PATCHES = [(220, 30, 30), (30, 200, 40), (40, 50, 210), (255, 255, 255), (128, 128, 128), (140, 80, 10)]


def inks(rgb):
    """C, M, Y, K with full black generation, 0 no ink to 255 full ink."""
    k = 255 - max(rgb)
    scale = max(rgb) or 1
    return [round(255 * (1 - v / scale)) for v in rgb] + [k]


def patches(values):
    out = np.zeros((16, 16 * len(values), 4), np.uint8)
    for i, value in enumerate(values):
        out[:, 16 * i : 16 * (i + 1)] = value
    return out


def write_ink_jpegs():
    cmyk = patches([inks(p) for p in PATCHES])
    Image.fromarray(cmyk, "CMYK").save("cmyk.jpg", quality=95)
    # Adobe's YCCK: C, M, Y taken as R, G, B and turned to Y, Cb, Cr, K inverted. Pillow stores the planes of a CMYK picture
    # inverted and otherwise as they are, so feeding it those planes and changing the transform byte gives such a file
    rgb = cmyk[..., :3].astype(float)
    y = rgb @ [0.299, 0.587, 0.114]
    planes = np.dstack([y, 128 + (rgb[..., 2] - y) / 1.772, 128 + (rgb[..., 0] - y) / 1.402, 255 - cmyk[..., 3]])
    Image.fromarray(255 - np.clip(np.rint(planes), 0, 255).astype(np.uint8), "CMYK").save("ycck.jpg", quality=95)
    data = bytearray(open("ycck.jpg", "rb").read())
    transform = data.index(b"Adobe") + 11
    assert data[transform] == 0
    data[transform] = 2
    open("ycck.jpg", "wb").write(data)


def source(width, height, channels):
    """A formula in integers, so that the test makes the same picture."""
    y, x, c = np.mgrid[0:height, 0:width, 0:channels]
    return ((x * x * 3 + y * 7 * (c + 1) + (x * y * 5) % 31 * 6) % 256).astype(np.uint8)


CASES = [(17, 13, 11, 7), (17, 13, 29, 19), (1, 1, 3, 2), (5, 31, 9, 4), (17, 13, 17, 5)]
KERNELS = {"NEAREST": cv2.INTER_NEAREST, "LINEAR": cv2.INTER_LINEAR, "CUBIC": cv2.INTER_CUBIC, "AREA": cv2.INTER_AREA}


def write_resize_golden():
    with open("resize_golden.txt", "w") as out:
        for w, h, to_w, to_h in CASES:
            for name, code in KERNELS.items():
                rgb = cv2.resize(source(w, h, 3), (to_w, to_h), interpolation=code)
                out.write(f"bytes {name} {w} {h} {to_w} {to_h} " + " ".join(str(v) for v in rgb.ravel()) + "\n")
                plane = source(w, h, 1)[..., 0].astype(np.float32) / 255
                plane = cv2.resize(plane, (to_w, to_h), interpolation=code)
                out.write(f"floats {name} {w} {h} {to_w} {to_h} " + " ".join(f"{v:.7g}" for v in plane.ravel()) + "\n")


if __name__ == "__main__":
    write_ink_jpegs()
    write_resize_golden()
