#!/usr/bin/env bash
# Makes .venv from the pinned dependencies (requirements.lock, with hashes) and installs Yulin into it, editable.
# Run by the Makefile; safe to run again.
set -euo pipefail
cd "$(dirname "$0")/.."

find_python() {  # the first Python >= 3.11 on the path; a shim that is not set up answers with an error and is passed over
    local name
    for name in ${PYTHON:-} python3.13 python3.12 python3.11 python3 python; do
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
            echo "$name"
            return
        fi
    done
    return 1
}

if ! .venv/bin/python -c 'import sys, pip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    python=$(find_python) || {
        echo "Yulin needs Python 3.11 or newer and none was found; on Debian: apt-get install python3 python3-venv" >&2
        exit 2
    }
    if ! "$python" -c 'import venv, ensurepip' 2>/dev/null; then
        version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        echo "Python $version lacks its venv module; on Debian: apt-get install python$version-venv" >&2
        exit 2
    fi
    rm -rf .venv
    "$python" -m venv .venv
fi

pip=(.venv/bin/python -m pip --disable-pip-version-check --quiet)
echo "Installing the pinned dependencies into .venv (a few minutes the first time) …"
"${pip[@]}" install --require-hashes -r requirements.lock
"${pip[@]}" install --no-deps --no-build-isolation -e .
