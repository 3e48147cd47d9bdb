#!/usr/bin/env bash
# Pins every dependency of pyproject.toml, with hashes and for every supported platform, in requirements.lock,
# and those of Spark and the benchmarks' peers in requirements-peers.lock.
# uv does the resolving, in an environment of its own; what is already pinned stays unless pyproject.toml forbids it.
set -euo pipefail
cd "$(dirname "$0")/.."
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
.venv/bin/python -m venv "$scratch/env"
"$scratch/env/bin/pip" --disable-pip-version-check --quiet install uv
compile() {
    "$scratch/env/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --no-header pyproject.toml "$@"
}
compile --extra postgres --extra dev -o requirements.lock
# Spark and the engines that bench/ compares with are large: only tests and benchmarks install them
compile --all-extras -c requirements.lock -o requirements-peers.lock
