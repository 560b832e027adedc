#!/usr/bin/env bash
# Opens a page in a headless browser and fails when it logs an error, loads anything from elsewhere, or stays empty:
#   .ci/page.sh PYTHON FILE.html
set -euo pipefail

python=$1
page=$(realpath "$2")
browser=$(command -v chromium || command -v chromium-browser || command -v google-chrome)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

if grep -oE "(src=|url\(|<link[^>]*href=)[\"' ]*(https?:)?//[^\"' >)]*" "$page"; then
  echo "$page loads from elsewhere" >&2
  exit 1
fi
# no host resolves, so that nothing comes from elsewhere by other ways
"$browser" --headless=new --no-sandbox --disable-gpu --hide-scrollbars --user-data-dir="$work/profile" \
  --host-resolver-rules='MAP * ~NOTFOUND' --window-size=1280,2400 --virtual-time-budget=10000 \
  --enable-logging=stderr --log-level=0 --screenshot="$work/page.png" "file://$page" > "$work/log" 2>&1
if grep -E 'CONSOLE.*(Uncaught|rror|Failed|Refused|blocked)|ERR_' "$work/log"; then
  echo "$page logs errors in the browser" >&2
  exit 1
fi
"$python" - "$work/page.png" << 'END'
import sys
import numpy as np
from PIL import Image
page = np.asarray(Image.open(sys.argv[1]).convert("RGB"))
colours = len(np.unique(page.reshape(-1, 3), axis=0))
filled = (page != page[-1, -1]).any(axis=2).mean()
assert colours > 500 and filled > 0.1, f"the page looks empty: {colours} colours, {filled:.0%} filled"
print(f"page: {colours} colours, {filled:.0%} filled, no errors in the console")
END
