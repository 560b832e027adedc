"""Executes the notebooks over a warehouse and checks the outputs they are kept with: there is one wherever execution gives
one, a picture in each, and no word of the machine that made them.

    notebooks.py WAREHOUSE [--write]
"""

import argparse
import os
import pathlib
import re
import socket
import sys
import time

import nbformat
from nbclient import NotebookClient

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent
LARGEST = 1_000_000


def execute(file: pathlib.Path) -> nbformat.NotebookNode:
    """Executed, without what differs from run to run: times, and the log of the JVM."""
    notebook = nbformat.read(file, as_version=4)
    NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(file.parent)}}, record_timing=False).execute()
    for cell in notebook.cells:
        cell.metadata.clear()
        if cell.cell_type == "code":
            cell.outputs = [out for out in cell.outputs if out.get("name") != "stderr"]
    notebook.metadata.language_info = {"name": "python"}
    return notebook


def check(notebook: nbformat.NotebookNode, name: str, traces: list[str]) -> None:
    text = nbformat.writes(notebook)
    assert len(text) <= LARGEST, f"{name} has {len(text)} bytes, more than {LARGEST}: make its pictures smaller"
    outputs = [out for cell in notebook.cells if cell.cell_type == "code" for out in cell.outputs]
    words = str([{**out, "data": {k: v for k, v in out.get("data", {}).items() if "image" not in k}} for out in outputs])
    for trace in traces:
        found = re.search(rf"(?<!\w){re.escape(trace)}(?!\w)", words)
        assert not found, f"{name} tells of the machine that made it: {trace}"
    kinds = {kind for out in outputs for kind in out.get("data", {})}
    assert kinds & {"image/png", "image/jpeg"}, f"{name} shows no picture"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("warehouse", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    warehouse = arguments.warehouse.resolve()
    os.environ["ISOBATH_WAREHOUSE"] = str(warehouse)
    traces = [str(REPOSITORY), str(warehouse.parent), str(pathlib.Path.home()), sys.prefix, socket.gethostname(), "/tmp"]
    for file in sorted((REPOSITORY / "notebooks").glob("*.ipynb")):
        began = time.monotonic()
        executed = execute(file)
        check(executed, f"{file.name} as executed", traces)
        if arguments.write:
            nbformat.write(executed, file)
        kept = nbformat.read(file, as_version=4)
        check(kept, file.name, traces)
        for ours, theirs in zip(executed.cells, kept.cells, strict=True):
            shows = ours.cell_type == "code" and ours.outputs
            assert not shows or theirs.outputs, (
                f"{file.name} lacks the output of a cell: {theirs.source[:60]!r}. Run .ci/notebooks.sh with --write and commit."
            )
        print(f"{file.name}: {time.monotonic() - began:.0f} s, {file.stat().st_size // 1024} kB")


if __name__ == "__main__":
    main()
