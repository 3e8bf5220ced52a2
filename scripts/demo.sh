#!/usr/bin/env bash
# One practice sale from the amount to the answer, with a picture of each step.
# It presses the keys that a cashier presses and needs a screen: run it by
# scripts/virtual.sh where there is none.
#
# usage: scripts/demo.sh PROGRAM FOLDER
#   DATA=FOLDER   where PROGRAM keeps its practice sales by itself; they stay
set -euo pipefail

program=$1 pictures=$2
seconds_max=60 # for one step, on a slow machine that draws without a graphics card

mkdir -p "$pictures"
work=$(mktemp -d)
data=${DATA:-$work}
options=(--practice)
[ -n "${DATA:-}" ] || options+=(--data "$data")
paid() { "$program" export "${options[@]}" 2>/dev/null | grep -c ',paid,' || true; } # as its owner would ask
before=$(paid)
"$program" "${options[@]}" --window 1280x800 2>"$work/errors" &
till=$!
finish() {
	kill "$till" 2>/dev/null || true
	wait "$till" 2>/dev/null || true
	rm -rf "$work"
}
trap finish EXIT

fail() {
	echo "demo: $1" >&2
	cat "$work/errors" >&2
	exit 1
}

# until_true WHAT COMMAND...: waits for a condition, while the till runs.
until_true() {
	local what=$1 deadline=$((SECONDS + seconds_max))
	shift
	until "$@"; do
		kill -0 "$till" 2>/dev/null || fail "the till ended before $what"
		[ "$SECONDS" -lt "$deadline" ] || fail "no $what within $seconds_max s"
		sleep 0.1
	done
}

picture() { import -silent -window "$window" "$pictures/$1.png"; }

# steady waits until two pictures in a row are the same, but for what turns.
steady() {
	picture "$1"
	local previous="$work/previous.png"
	cp "$pictures/$1.png" "$previous"
	sleep 0.3
	picture "$1"
	local differing
	differing=$(compare -metric AE -fuzz 2% "$previous" "$pictures/$1.png" null: 2>&1 || true)
	[ "${differing%%[!0-9]*}" -lt 4000 ]
}

has_window() {
	window=$(xdotool search --onlyvisible --pid "$till" 2>/dev/null | tail -n 1)
	[ -n "$window" ]
}
# customer_pays is what a phone does: it pays the newest order at the gateway,
# whose address stands in the till's log.
customer_pays() {
	local url host port answer
	url=$(sed -n 's/.*"msg":"practice gateway","url":"\([^"]*\)".*/\1/p' "$data/log/facepay.log" | tail -n 1)
	[[ $url =~ ^http://(.*):([0-9]+)$ ]] || return 1
	host=${BASH_REMATCH[1]} port=${BASH_REMATCH[2]}
	exec 3<>"/dev/tcp/$host/$port" || return 1
	printf 'POST /control/pay HTTP/1.0\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}' "$host:$port" >&3
	read -r -t "$seconds_max" answer <&3 || answer=''
	exec 3>&-
	[[ $answer == *' 200 '* ]]
}
sold() { [ "$(paid)" -gt "$before" ]; }
readable() {
	picture 3-qr
	zbarimg --quiet --raw "$pictures/3-qr.png" >/dev/null 2>&1
}

until_true "window" has_window
xdotool windowfocus --sync "$window" || true
until_true "first picture" steady 1-start
for key in 1 2 period 5; do
	xdotool key --window 0 "$key"
	sleep 0.12 # slower than any scanner that types
done
until_true "amount" steady 2-amount
xdotool key F1
until_true "QR that a phone can read" readable
until_true "payment by the customer" customer_pays
until_true "payment in the ledger" sold
until_true "answer on the screen" steady 4-paid

echo "demo: one practice sale was made; its pictures:"
for picture in "$pictures"/*.png; do
	echo "  $picture"
done
