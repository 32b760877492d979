#!/usr/bin/env bash
# Makes python.jsonl: runs python/ as it is deployed in several folders, under several versions. usage: make-python.sh OUTPUT PYTHON…
set -euo pipefail
output=$1
shift
here=$(cd "$(dirname "$0")" && pwd)
root=$(mktemp -d)
: >"$output"
# FOLDER LINES_BEFORE SEEDS
place() {
  mkdir -p "$root/$1"
  cp -r "$here/python/." "$root/$1"
  for file in "$root/$1"/shop/*.py; do
    [ "$2" = 0 ] || { { seq "$2" | sed 's|^|# moved |'; cat "$file"; } >"$file.new" && mv "$file.new" "$file"; }
  done
}
place app 0
place srv/release-17 7
place home/deploy/shop/current 3
for python in "$@"; do
  (cd "$root/app" && "$python" main.py 3,12) | sed "s|$root||g" >>"$output"
done
(cd "$root/srv/release-17" && "$1" main.py 5) | sed "s|$root||g" >>"$output"
(cd "$root/home/deploy/shop/current" && "$1" main.py 8) | sed "s|$root||g" >>"$output"
wc -l "$output"
