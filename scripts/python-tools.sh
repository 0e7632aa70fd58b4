#!/usr/bin/env bash
# Installs the pinned Python tools of CI into .cache/python, once for each state of the requirements, and prints the
# folder of their commands. Fails when they cannot be installed: a missing tool is no reason to skip a test.
set -euo pipefail
cd "$(dirname "$0")/.."

requirements=scripts/python-requirements.txt
folder=$PWD/.cache/python
stamp=$folder/requirements.txt

if ! cmp -s "$requirements" "$stamp"; then
  rm -rf "$folder"
  python3 -m venv "$folder" >&2
  "$folder/bin/pip" install --quiet --disable-pip-version-check -r "$requirements" >&2
  cp "$requirements" "$stamp"
fi
echo "$folder/bin"
