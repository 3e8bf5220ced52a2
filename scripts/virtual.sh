#!/usr/bin/env bash
# Runs a command on a screen of its own that no monitor shows, and ends that
# screen when the command ends, however it ends.
#
# usage: scripts/virtual.sh COMMAND [ARGUMENT...]
#   SCREEN=1280x800   the size of the screen
#   MONITORS=SOCKET   a screen of monitors that come and go, as a VNC client at
#                     this socket says (a window's test says it)
#   MANAGER=none      no window manager
set -uo pipefail

if [ $# -eq 0 ]; then
	echo "usage: $0 COMMAND [ARGUMENT...]" >&2
	exit 2
fi
size=${SCREEN:-1920x1200}
seconds_max=30 # for the X server or the window manager to come up on a busy machine

work=$(mktemp -d)
server='' manager='' command=''

finish() {
	trap - EXIT INT TERM HUP
	for pid in $command $manager $server; do
		kill "$pid" 2>/dev/null
		wait "$pid" 2>/dev/null
	done
	rm -rf "$work"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

fail() {
	echo "virtual: $1" >&2
	[ -s "$2" ] && tail -n 20 "$2" >&2
	exit 1
}

# The server itself picks a free display and writes its number into the pipe,
# once it takes connections. A read of that pipe is the wait.
mkfifo "$work/number"
if [ -n "${MONITORS:-}" ]; then
	Xtigervnc -displayfd 3 -geometry "$size" -depth 24 -rfbunixpath "$MONITORS" -rfbport -1 \
		-SecurityTypes None -AcceptSetDesktopSize -AlwaysShared -r -nolisten tcp -noreset \
		3<>"$work/number" >"$work/xvfb.log" 2>&1 &
else
	Xvfb -displayfd 3 -screen 0 "${size}x24" -r -nolisten tcp -noreset \
		3<>"$work/number" >"$work/xvfb.log" 2>&1 &
fi
server=$!
number=''
read -r -t "$seconds_max" number <>"$work/number" || true
kill -0 "$server" 2>/dev/null && [ -n "$number" ] || fail "the X server did not start" "$work/xvfb.log"

unset WAYLAND_DISPLAY XAUTHORITY
export DISPLAY=":$number" LANG=C.UTF-8 LC_ALL=C.UTF-8
export XDG_SESSION_TYPE=x11

# Full screen is something that windows ask the window manager for.
if [ "${MANAGER:-}" != none ]; then
	openbox --sm-disable >"$work/openbox.log" 2>&1 &
	manager=$!
	deadline=$((SECONDS + seconds_max))
	until xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id'; do
		kill -0 "$manager" 2>/dev/null || fail "openbox did not start" "$work/openbox.log"
		[ "$SECONDS" -lt "$deadline" ] || fail "openbox did not come up within $seconds_max s" "$work/openbox.log"
		sleep 0.05
	done
fi

# In the background, so that a signal to this script is acted on at once.
"$@" <&0 &
command=$!
wait "$command"
status=$?
command=''
exit "$status"
