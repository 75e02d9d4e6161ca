#!/bin/sh
# What the tests need beside Python: LibreOffice as the spreadsheet engine, the tools that turn sheets
# into pictures, Node for the Apps Script sources, Chromium for their sidebar, and OpenSSL's command, which
# stamps seals. Installed by apt where this is root on Debian; elsewhere what is missing is named, and the
# tests concerned say why they are skipped.
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
command -v openssl >/dev/null || missing="$missing openssl"
# Any Node from 18 on will do, wherever it comes from.
if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
    missing="$missing nodejs npm"
fi
# So will any browser of that family.
browser=
for name in chromium chromium-browser google-chrome google-chrome-stable; do
    ! command -v "$name" >/dev/null || browser=$name
done
[ -n "$missing" ] || [ -z "$browser" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    apt-get update -qq
    # Debian has it; where the archive does not, the sidebar's test is skipped.
    if [ -z "$browser" ] && apt-cache show chromium >/dev/null 2>&1; then
        missing="$missing chromium"
    fi
    [ -n "$missing" ] || exit 0
    echo "Installing:$missing"
    # shellcheck disable=SC2086
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    [ -n "$browser" ] || missing="$missing chromium"
    echo "Missing for some tests (they will be skipped):$missing" >&2
fi
