#!/usr/bin/env bash
# The corresponding source of a release (AGPL-3.0, section 6): ours as committed, with all that builds the installers,
# and the sources of what is linked with it as their makers publish them.   source.sh FOLDER
set -euo pipefail

out="$(mkdir -p "$1" && cd "$1" && pwd)"
cd "$(dirname "${BASH_SOURCE[0]}")/.."
version="$(python3 -c 'import tomllib; print(tomllib.load(open("pyproject.toml", "rb"))["project"]["version"])')"
name="yearmark-$version-source"
git archive --format=tar --prefix="$name/" HEAD | gzip -9n >"$out/$name.tar.gz"

# Only what holds for the packages' licences: PyMuPDF is built with MuPDF, whose archive its own build fetches.
mkdir -p build/sources
for package in pymupdf; do
    pinned="$(sed -n "s/^\($package==[^ ;]*\).*/\1/p" requirements.lock)"
    python3 -m pip download --quiet --no-deps --no-binary :all: --no-build-isolation --dest build/sources "$pinned" ||
        echo "source.sh: the source of $pinned could not be fetched; THIRD_PARTY_NOTICES.txt names where it is." >&2
done
cp build/sources/*.tar.gz "$out/" 2>/dev/null || true
