#!/usr/bin/env bash
# Sign the application, from the inside out, and have Apple notarise what is handed on.
#   sign.sh app PATH.app      sign with $MACOS_IDENTITY ("-": for this machine only, which needs no certificate)
#   sign.sh dmg PATH.dmg      sign, notarise with $MACOS_KEY_FILE, $MACOS_KEY_ID, $MACOS_ISSUER, and staple
set -eu

here=$(CDPATH= cd -- "$(dirname -- "$0")" && pwd)
: "${MACOS_IDENTITY:?is the name of the certificate to sign with}"

sign() {
    # Without a certificate there is nobody to say when it was signed.
    if [ "$MACOS_IDENTITY" = - ]; then stamp=--timestamp=none; else stamp=--timestamp; fi
    codesign --force "$stamp" --options runtime --sign "$MACOS_IDENTITY" "$@"
}

case "$1" in
app)
    # Libraries first: what holds them is sealed over their signatures.
    find "$2" -type f \( -name '*.dylib' -o -name '*.so' -o -path '*/Versions/*/Qt*' \) -print0 |
        while IFS= read -r -d '' file; do sign "$file"; done
    sign --entitlements "$here/entitlements.plist" "$2"
    codesign --verify --deep --strict "$2"
    ;;
dmg)
    sign "$2"
    xcrun notarytool submit "$2" --wait --key "$MACOS_KEY_FILE" --key-id "$MACOS_KEY_ID" --issuer "$MACOS_ISSUER"
    xcrun stapler staple "$2"
    spctl --assess --type open --context context:primary-signature "$2"
    ;;
*)
    echo "sign.sh: app or dmg, not $1" >&2
    exit 2
    ;;
esac
