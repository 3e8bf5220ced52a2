#!/usr/bin/env bash
# Builds the till for Windows (64 bit, with a window of its own and no console) by
# Debian's mingw-w64.
#
# usage: scripts/windows.sh OUTPUT [LDFLAGS]
#   VERSION=1.2.3   what the version resource says (else FyneApp.toml's)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
output=$1 ldflags=${2:-}
target=x86_64-w64-mingw32

version=${VERSION:-$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)}
numbers=${version%%[-+]*}
resources=resources_windows_amd64.syso # Go links what has this ending and lies beside main.go
trap 'rm -f "$resources"' EXIT
"$target-windres" --define "VERSION_NUMBERS=${numbers//./,},0" --define "VERSION_TEXT=\\\"$version\\\"" \
	-O coff -o "$resources" assets/windows/facepay.rc

mkdir -p "$(dirname "$output")"
CGO_ENABLED=1 GOOS=windows GOARCH=amd64 CC=$target-gcc go build -ldflags "-H windowsgui $ldflags" -o "$output.next" .
# A file that stays the same is left alone: Go knows the tests' results by its time.
if cmp -s "$output.next" "$output"; then
	rm "$output.next"
else
	mv "$output.next" "$output"
fi
