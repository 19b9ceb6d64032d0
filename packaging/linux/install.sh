#!/bin/sh
# Install Yearmark for one user, without root: yearmark-VERSION.run [-- --prefix DIR]
# The program goes to PREFIX/lib/yearmark, the command to PREFIX/bin. The library with your reports is not touched.
set -eu

prefix="${HOME}/.local"
while [ $# -gt 0 ]; do
    case "$1" in
    --prefix)
        [ $# -gt 1 ] || { echo "yearmark: --prefix needs a folder." >&2; exit 2; }
        prefix="$2"
        shift 2
        ;;
    *)
        echo "yearmark: the installer knows only --prefix DIR." >&2
        exit 2
        ;;
    esac
done
case "$prefix" in
/*) ;;
*) prefix="${USER_PWD:-$PWD}/$prefix" ;;
esac

if [ "$(uname -m)" != "@MACHINE@" ]; then
    echo "yearmark: this installer is for processors of the kind @MACHINE@, and this is $(uname -m). Nothing was installed." >&2
    exit 1
fi

program="$prefix/lib/yearmark"
share="$prefix/share"
mkdir -p "$prefix/lib" "$prefix/bin" "$share"
rm -rf "$program.new" "$program.old"
cp -R program "$program.new"
cp uninstall.sh "$program.new/uninstall.sh"
# The old version makes room only when the new one is there in full.
[ ! -e "$program" ] || mv "$program" "$program.old"
mv "$program.new" "$program"
rm -rf "$program.old"
ln -sfn "$program/yearmark" "$prefix/bin/yearmark"

(cd share && find . -type f | sort) | while IFS= read -r file; do
    mkdir -p "$share/$(dirname "$file")"
    cp "share/$file" "$share/$file"
done
# The command's full path, in the quotes that desktop entries ask for, so that it needs no place on PATH.
quoted=$(printf '%s' "$program/yearmark" | sed -e 's/[\\"`$]/\\\\&/g')
escaped=$(printf '%s' "$quoted" | sed -e 's/[\\&|]/\\&/g')
sed "s|^Exec=.*|Exec=\"$escaped\" %F|" share/applications/yearmark.desktop >"$share/applications/yearmark.desktop"

refresh() {
    if command -v "$1" >/dev/null 2>&1; then "$@" >/dev/null 2>&1 || true; fi
}
refresh update-mime-database "$share/mime"
refresh update-desktop-database "$share/applications"

missing=""
if command -v ldd >/dev/null 2>&1; then
    missing=$(find "$program/_internal/PySide6" -name '*.so*' -path '*Qt6Gui*' -exec ldd {} + 2>/dev/null |
        sed -n 's/^[[:space:]]*\([^ ]*\) => not found$/\1/p' | sort -u | tr '\n' ' ')
fi
if [ -n "$missing" ]; then
    echo "Yearmark is installed, but its window needs libraries that this system lacks: $missing"
    echo "On Debian and Ubuntu: sudo apt install libegl1 libgl1 libxkbcommon-x11-0 libfontconfig1 libdbus-1-3 libglib2.0-0"
fi
echo "Yearmark @VERSION@ is installed in $program."
echo "Start it from the menu, or with: $prefix/bin/yearmark"
echo "To remove it: sh \"$program/uninstall.sh\". Your library stays."
