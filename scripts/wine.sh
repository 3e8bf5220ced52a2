#!/usr/bin/env bash
# Makes a Windows 10 for tests at build/wine by Debian's Wine, unless it is there: each
# test copies it. Needs a screen.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
wine=$PWD/build/wine
[ "$wine/whole" -nt scripts/wine.sh ] && exit 0

export WINEPREFIX=$wine.part WINEARCH=win64 WINEDEBUG=-all WINEDLLOVERRIDES='mscoree,mshtml=' # neither .NET nor a browser
rm -rf "$WINEPREFIX"
if ! wineboot --init >"$wine.log" 2>&1; then
	cat "$wine.log" >&2
	exit 1
fi
wine winecfg -v win10
wineserver --wait
if ! [ -e "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" ]; then
	x86_64-w64-mingw32-gcc -O2 -shared -o "$WINEPREFIX/drive_c/windows/system32/bcryptprimitives.dll" e2e/wine/prng.c -ladvapi32
fi
x86_64-w64-mingw32-gcc -O2 -municode -o "$WINEPREFIX/drive_c/windows/hold.exe" e2e/wine/hold.c
touch "$WINEPREFIX/whole"
rm -rf "$wine" # of a start that was cut off
mv "$WINEPREFIX" "$wine"
