#!/usr/bin/env bash
# Installs the Debian packages that building and testing need and that are not
# there yet. Says and does nothing when all are there.
#
# usage: scripts/packages.sh build|test
set -euo pipefail

# What Fyne and go-sqlite3 are compiled with.
build=(gcc libc6-dev pkg-config libgl1-mesa-dev xorg-dev libxkbcommon-dev libwayland-dev)
# A screen without a monitor, a window manager, hands and an independent QR reader.
# tigervnc-standalone-server: an X server whose monitors can be unplugged.
screen=(xvfb openbox xdotool zbar-tools x11-utils imagemagick libgl1-mesa-dri tigervnc-standalone-server)

case "${1:-}" in
build) wanted=("${build[@]}") ;;
test) wanted=("${build[@]}" "${screen[@]}") ;;
*)
	echo "usage: $0 build|test" >&2
	exit 2
	;;
esac

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	# Not Debian or its kin: the names differ, so look for what they bring.
	missing=()
	command -v cc >/dev/null || command -v gcc >/dev/null || missing+=("a C compiler")
	if [ "$1" = test ]; then
		for program in Xvfb Xtigervnc openbox xdotool zbarimg xwininfo import; do
			command -v "$program" >/dev/null || missing+=("$program")
		done
	fi
	if [ ${#missing[@]} -gt 0 ]; then
		echo "packages: this is no Debian; install by hand what corresponds to: ${wanted[*]}" >&2
		printf 'packages: not found: %s\n' "${missing[@]}" >&2
		exit 1
	fi
	exit 0
fi

missing=()
for package in "${wanted[@]}"; do
	# The architecture suffix of Multi-Arch packages does not matter here.
	status=$(dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null || true)
	grep -qx installed <<<"$status" || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0

as_root=()
if [ "$(id -u)" -ne 0 ]; then
	if ! command -v sudo >/dev/null; then
		echo "packages: run as root: apt-get install ${missing[*]}" >&2
		exit 1
	fi
	as_root=(sudo)
fi

echo "packages: installing ${missing[*]}"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
	"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
		apt-get install -y -qq --no-install-recommends -o DPkg::Lock::Timeout=300 "${missing[@]}"
}
if ! { "${as_root[@]}" apt-get update -qq && install; } >"$log" 2>&1; then
	cat "$log" >&2
	echo "packages: could not install ${missing[*]}" >&2
	exit 1
fi
