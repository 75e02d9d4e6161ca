#!/bin/sh
# Make the project's virtual environment, or say what is missing.
set -eu
python=$1
folder=$2
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    echo "sheetcash needs Python 3.11 or later; try: make PYTHON=python3.11" >&2
    exit 1
fi
if ! "$python" -m venv "$folder" >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        apt-get update -qq
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
        "$python" -m venv "$folder"
    else
        echo "Python's venv module is missing (on Debian: apt-get install python3-venv)." >&2
        exit 1
    fi
fi
