#!/usr/bin/env bash
# Makes the pictures of docs/uncertain.md: each uncertain state in both
# languages, as the till draws it. Run under scripts/virtual.sh.
#
# usage: scripts/pictures.sh FOLDER [STATE...]
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
to=${1:?usage: $0 FOLDER [STATE...]}
shift
states=(slow busy unknown unknown-ask incident parked doubts-4 doubts-asking doubt-card decide-why decide-sure
	late twice refund-unknown refund-doubt failed timeout timeout-unheard check-trouble unrecorded)
[ $# -gt 0 ] && states=("$@")

mkdir -p build "$to"
go build -o build/gallery ./ui/gallery
work=$(mktemp -d)
gallery=''
trap '[ -n "$gallery" ] && kill "$gallery" 2>/dev/null; rm -rf "$work"' EXIT

# window PID prints the id of a program's window once it has its name.
window() {
	for _ in $(seq 300); do
		xdotool search --onlyvisible --pid "$1" 2>/dev/null | tail -n 1 | grep . && return
		sleep 0.1
	done
	echo "pictures: no window" >&2
	return 1
}

# picture WINDOW FILE takes a picture once the window is painted. Clocks run on
# in it, so no two are the same.
picture() {
	for _ in $(seq 30); do
		sleep 0.7
		import -window "$1" "$work/now.png"
		[ "$(identify -format %k "$work/now.png")" -gt 16 ] || continue
		convert "$work/now.png" +dither -colors 128 "PNG8:$2"
		return
	done
	echo "pictures: the window stays empty" >&2
	return 1
}

for language in zh-CN en; do
	for state in "${states[@]}"; do
		build/gallery -language "$language" -state "$state" >/dev/null 2>&1 &
		gallery=$!
		id=$(window "$gallery")
		xdotool windowmove "$id" 0 0
		picture "$id" "$to/$state-${language%-CN}.png"
		kill "$gallery"
		wait "$gallery" 2>/dev/null || true
		gallery=''
	done
done
