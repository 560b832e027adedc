#!/usr/bin/env bash
# notebooks.sh WAREHOUSE [--write]: runs the notebooks over a copy of a warehouse that the demo made, with pictures of a rehearsal
# in it (.ci/rehearse), in a fresh virtual environment with the locked packages. With --write the outputs replace those in
# the repository.
set -euo pipefail

repository=$(cd "$(dirname "$0")/.." && pwd)
demo=$1
shift
venv=$(mktemp -d)
work=$(mktemp -d)
trap 'rm -rf "$venv" "$work"' EXIT
"$repository/.ci/rehearse" "$demo" "$work/isobath-demo"
# another Spark may be named there
unset SPARK_HOME
python3 -m venv "$venv"
"$venv/bin/pip" install -q --disable-pip-version-check --no-compile -r "$repository/notebooks/requirements.txt"
"$venv/bin/python" "$repository/.ci/notebooks.py" "$work/isobath-demo" "$@"
