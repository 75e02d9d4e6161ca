#!/bin/sh
# What the tests need beside Python: LibreOffice as the spreadsheet engine, the tools that turn
# sheets into pictures, and Node for the Apps Script sources. Installed by apt where this is root on Debian; elsewhere what is
# missing is named, and the tests concerned say why they are skipped.
set -eu
packages="libreoffice-calc-nogui python3-uno poppler-utils fonts-liberation fonts-dejavu-core fonts-crosextra-carlito"
missing=
if command -v dpkg-query >/dev/null; then
    for package in $packages; do
        state=$(dpkg-query -W -f='${Status}' "$package" 2>/dev/null || true)
        [ "$state" = "install ok installed" ] || missing="$missing $package"
    done
elif ! command -v soffice >/dev/null || ! command -v pdftoppm >/dev/null; then
    missing=$packages
fi
# Any Node from 18 on will do, wherever it comes from.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    missing="$missing nodejs npm"
fi
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing:$missing"
    apt-get update -qq
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "Missing for some tests (they will be skipped):$missing" >&2
fi
