#!/bin/sh
# Remove Yearmark as its installer put it there; the library, settings and log of the user stay.
set -eu

program=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
prefix=$(dirname -- "$(dirname -- "$program")")
share="$prefix/share"
if [ ! -x "$program/yearmark" ] || [ "$(basename -- "$program")" != yearmark ]; then
    echo "yearmark: $program is not a folder of Yearmark's. Nothing was removed." >&2
    exit 1
fi
if [ "$(readlink "$prefix/bin/yearmark" || true)" = "$program/yearmark" ]; then rm -f "$prefix/bin/yearmark"; fi
rm -f "$share/applications/yearmark.desktop" "$share/mime/packages/yearmark.xml" \
    "$share/metainfo/@IDENTIFIER@.metainfo.xml" "$share/man/man1/yearmark.1.gz"
rm -f "$share"/icons/hicolor/*/apps/yearmark.png "$share/icons/hicolor/scalable/apps/yearmark.svg"
rm -rf "$program"
refresh() {
    if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || true; fi
}
refresh update-mime-database "$share/mime"
refresh update-desktop-database "$share/applications"
echo "Yearmark is removed. Your library, settings and log are kept in your own folders."
