#!/bin/sh
# Draw the README's pictures from the demonstration workbook: LibreOffice to PDF, then PNG.
set -eu
workbook=$(ls demo/*.xlsx)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/profile/user" docs/images
cat > "$work/profile/user/registrymodifications.xcu" <<'XCU'
<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Setup/L10N"><prop oor:name="ooSetupSystemLocale" oor:op="fuse"><value>fr-FR</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Formula/Load"><prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item>
</oor:items>
XCU
cp "$workbook" "$work/demo.xlsx"
soffice "-env:UserInstallation=file://$work/profile" --headless --convert-to pdf --outdir "$work" \
    "$work/demo.xlsx" >/dev/null 2>&1
pdftoppm -r 110 -f 2 -l 2 -x 50 -y 40 -W 1190 -H 810 -png -singlefile "$work/demo.pdf" docs/images/tableau-de-bord
page=$(for n in $(seq 1 40); do
    if [ "$(pdftotext -f "$n" -l "$n" "$work/demo.pdf" - 2>/dev/null | head -1)" = "Plan de trésorerie" ]
    then echo "$n"; break; fi
done)
pdftoppm -r 110 -f "$page" -l "$page" -x 30 -y 40 -W 1230 -H 800 -png -singlefile "$work/demo.pdf" docs/images/plan
# The sidebar's, by the test that drives it in Chromium.
VOLET_IMAGE="$PWD/docs/images/volet.png" .venv/bin/pytest -q tests/apps_script/test_volet.py
ls -l docs/images
