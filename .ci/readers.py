"""Reads a warehouse as another program would: Spark's own Python for the tables, Pillow and NumPy for the depth files,
Python's ONNX Runtime for the values. Optionally compares it with a second warehouse of the same work.

    readers.py --lib jobs/target/lib --model conf/models/isobath-tiny.onnx WAREHOUSE [SAME_WORK_ELSEWHERE]
"""

import argparse
import hashlib
import io
import math
import pathlib

import cv2
import numpy as np
import onnxruntime
from PIL import Image
from pyspark.sql import SparkSession

INVALID, INFINITE = 0, 65535
MEAN = np.float32([0.485, 0.456, 0.406])
STD = np.float32([0.229, 0.224, 0.225])
# what a table says of when and by whom, not of what
INCIDENTAL = {"run_id", "modified_at", "uri", "ingested_at", "estimated_at"}


def session(lib: pathlib.Path) -> SparkSession:
    jars = sorted(lib.glob("delta-*.jar")) + sorted(lib.glob("unitycatalog-*.jar")) + sorted(lib.glob("jackson-*.jar"))
    return (
        SparkSession.builder.master("local[2]")
        .config("spark.jars", ",".join(map(str, jars)))
        .config("spark.sql.extensions", "io.delta.sql.DeltaSparkSessionExtension")
        .config("spark.sql.catalog.spark_catalog", "org.apache.spark.sql.delta.catalog.DeltaCatalog")
        .config("spark.databricks.delta.snapshotPartitions", "2")
        .config("spark.sql.shuffle.partitions", "4")
        .config("spark.ui.enabled", "false")
        .getOrCreate()
    )


def depth_values(row) -> tuple[np.ndarray, np.ndarray]:
    """Codes and values of a depth row, from the PNG alone; its columns must agree."""
    image = Image.open(io.BytesIO(row.depth))
    assert image.mode.startswith("I;16"), f"16-bit grey expected, found {image.mode}"
    text = image.text
    codes = np.asarray(image).astype(np.int64)
    assert (image.width, image.height) == (row.width, row.height)
    assert text["depth:kind"] == row.kind and text["depth:unit"] == row.unit
    assert int(text["depth:invalid"]) == row.invalid_code == INVALID
    assert int(text["depth:infinite"]) == row.infinite_code == INFINITE
    assert text["depth:mapping"] == row.mapping
    if row.mapping == "linear":
        scale, offset = float(text["depth:scale"]), float(text["depth:offset"])
        assert (scale, offset) == (row.scale, row.offset)
        values = scale * codes + offset
    else:
        near, far = float(text["depth:near"]), float(text["depth:far"])
        assert (near, far) == (row.near, row.far)
        values = near * (far / near) ** ((codes - 1) / 65533)
    values[codes == INVALID] = math.nan
    values[codes == INFINITE] = math.inf
    return codes, values


def reference(model: onnxruntime.InferenceSession, picture: bytes, side: int = 192, multiple: int = 32) -> np.ndarray:
    """isobath-tiny as its card describes it, written with OpenCV and NumPy."""
    rgb = np.asarray(Image.open(io.BytesIO(picture)).convert("RGB")).astype(np.float32) / np.float32(255)
    height, width = rgb.shape[:2]
    scale = max(side / width, side / height)

    def rounded(x: float) -> int:
        return max(round(x * scale / multiple) * multiple, math.ceil(side / multiple) * multiple)

    resized = cv2.resize(rgb, (rounded(width), rounded(height)), interpolation=cv2.INTER_CUBIC)
    tensor = np.ascontiguousarray(((resized - MEAN) / STD).transpose(2, 0, 1)[None])
    return np.squeeze(model.run(None, {model.get_inputs()[0].name: tensor})[0])


def check_depth(spark: SparkSession, warehouse: str, model_file: str, sample: int) -> None:
    model = onnxruntime.InferenceSession(model_file, providers=["CPUExecutionProvider"])
    images = spark.read.format("delta").load(f"{warehouse}/images").select("image_id", "content")
    depth = spark.read.format("delta").load(f"{warehouse}/depth").where("state = 'ok'")
    rows = depth.orderBy("image_id").limit(sample).join(images, "image_id").collect()
    assert rows, "no depth rows"
    worst = 0.0
    weights = hashlib.sha256(pathlib.Path(model_file).read_bytes()).hexdigest()
    for row in rows:
        assert hashlib.sha256(row.content).hexdigest() == row.image_id
        assert row.model_sha256 == weights, f"depth of another model: {row.model_sha256}, not {weights}"
        codes, values = depth_values(row)
        expected = reference(model, row.content)
        assert expected.shape == values.shape, (expected.shape, values.shape)
        valid = (codes != INVALID) & (codes != INFINITE)
        assert valid.mean() > 0.99, f"{valid.mean():.3f} of the pixels have a value"
        spread = expected.max() - expected.min()
        worst = max(worst, float(np.abs(values - expected)[valid].max() / spread))
    # half a code is 8e-6 of the spread; resize and convolution differ in the last bits between libraries
    assert worst < 2e-3, f"depth differs from Python's by {worst:.5f} of its spread"
    print(f"depth: {len(rows)} files of 16 bits read; at most {worst:.6f} of the spread from Python's ONNX Runtime")


def fingerprint(spark: SparkSession, warehouse: str, table: str) -> list[str]:
    rows = spark.read.format("delta").load(f"{warehouse}/{table}")
    rows = rows.select(*sorted(set(rows.columns) - INCIDENTAL))

    def plain(value):
        return hashlib.sha256(value).hexdigest() if isinstance(value, (bytes, bytearray)) else value

    return sorted(repr({k: plain(v) for k, v in row.asDict(recursive=True).items()}) for row in rows.collect())


def compare(spark: SparkSession, one: str, other: str, tables: list[str]) -> None:
    for table in tables:
        a, b = fingerprint(spark, one, table), fingerprint(spark, other, table)
        for left, right in zip(a, b):
            assert left == right, f"{table} differs:\n{left}\n{right}"
        assert len(a) == len(b) > 0, f"{table}: {len(a)} rows and {len(b)} rows"
        print(f"{table}: the same {len(a)} rows in both")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lib", type=pathlib.Path, required=True)
    parser.add_argument("--model", required=True)
    parser.add_argument("--sample", type=int, default=12)
    parser.add_argument("--tables", nargs="+", default=["images", "depth"])
    parser.add_argument("warehouse")
    parser.add_argument("other", nargs="?")
    args = parser.parse_args()
    spark = session(args.lib)
    spark.sparkContext.setLogLevel("ERROR")
    check_depth(spark, args.warehouse, args.model, args.sample)
    if args.other:
        compare(spark, args.warehouse, args.other, args.tables)
    spark.stop()


if __name__ == "__main__":
    main()
