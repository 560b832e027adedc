#!/usr/bin/env bash
# Tells Spark which NVIDIA GPUs this machine has (spark.worker.resource.gpu.discoveryScript and
# spark.executor.resource.gpu.discoveryScript): one line of JSON. ISOBATH_GPUS="0 1" announces these instead, to try a
# cluster's settings on a machine that has none.
set -euo pipefail

indices=${ISOBATH_GPUS-}
if [ -z "$indices" ]; then
  indices=$(nvidia-smi --query-gpu=index --format=csv,noheader)
fi
addresses=
for index in $indices; do
  addresses+=${addresses:+,}\"$index\"
done
echo "{\"name\": \"gpu\", \"addresses\": [$addresses]}"
