#!/usr/bin/env bash
# Pins every dependency of pyproject.toml, with hashes and for every supported platform, in requirements.lock.
# uv does the resolving, in an environment of its own; what is already pinned stays unless pyproject.toml forbids it.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
.venv/bin/python -m venv "$scratch/env"
"$scratch/env/bin/pip" --disable-pip-version-check --quiet install uv
"$scratch/env/bin/uv" pip compile --quiet --all-extras --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header pyproject.toml -o requirements.lock
