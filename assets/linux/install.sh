#!/bin/sh
# Installs the till for this user alone, below ~/.local; the same again is an upgrade.
#
# usage: ./install.sh [--remove]    (sales and settings stay)
set -eu
cd "$(dirname "$0")"
fail() {
	echo "install: $1" >&2
	exit 1
}

: "${HOME:?install: this user has no home folder}"
prefix=$HOME/.local
data=${XDG_DATA_HOME:-$prefix/share}
units=${XDG_CONFIG_HOME:-$HOME/.config}/systemd/user
folder=$prefix/lib/facepay # has the folder of versions that updates bring, too
program=$folder/facepay
command=$prefix/bin/facepay
autostart=$(dirname "$(dirname "$units")")/autostart/facepay-unit.desktop
desktop=io.github.facepay.till.desktop
sizes='16 24 32 48 64 128 256'

systemd() { command -v systemctl >/dev/null && systemctl --user "$@" 2>/dev/null; }

if [ "${1:-}" = --remove ]; then
	systemd disable --now facepay.service || true
	rm -rf "$folder"
	rm -f "$command" "$autostart" "$data/applications/$desktop" "$units/facepay.service" "$data/man/man1/facepay.1.gz" \
		"$data/icons/hicolor/scalable/apps/facepay.svg"
	for size in $sizes; do rm -f "$data/icons/hicolor/${size}x$size/apps/facepay.png"; done
	systemd daemon-reload || true
	echo "removed; sales and settings stay in $data/facepay and $(dirname "$(dirname "$units")")/facepay"
	exit
fi
[ $# -eq 0 ] || { echo "usage: $0 [--remove]" >&2; exit 2; }

[ "$(uname -sm)" = 'Linux x86_64' ] || fail "this is for Linux on x86-64, not for $(uname -sm)"
if missing=$(ldd ./facepay 2>&1 | grep -E 'not found|not a dynamic'); then
	echo "$missing" >&2
	fail "the libraries above are missing; on Debian: sudo apt install @LIBRARIES@"
fi

# put MODE FILE TARGET: whole or not at all, also over a program that runs.
put() {
	mkdir -p "$(dirname "$3")"
	cp "$2" "$3.next" && chmod "$1" "$3.next" && mv -f "$3.next" "$3" || {
		rm -f "$3.next"
		fail "$3 could not be written"
	}
}
put 755 facepay "$program"
mkdir -p "$folder/versions" "$(dirname "$command")"
ln -sfn "$program" "$command"
put 644 share/man/man1/facepay.1.gz "$data/man/man1/facepay.1.gz"
put 644 share/icons/hicolor/scalable/apps/facepay.svg "$data/icons/hicolor/scalable/apps/facepay.svg"
for size in $sizes; do
	icon=icons/hicolor/${size}x$size/apps/facepay.png
	put 644 "share/$icon" "$data/$icon"
done

# A desktop entry and a unit each quote a path in their own way.
quoted=$(printf %s "$program" | sed 's/[\\"`$]/\\&/g; s/%/%%/g')
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
replacement=$(printf %s "\"$quoted\"" | sed 's/[\\&|]/\\&/g')
sed "s|^Exec=.*|Exec=$replacement|" share/applications/$desktop >"$work/desktop"
put 644 "$work/desktop" "$data/applications/$desktop"
sed 's|^ExecStart=.*|ExecStart="%h/.local/lib/facepay/facepay"|' share/facepay.service >"$work/unit"
put 644 "$work/unit" "$units/facepay.service"
put 644 share/facepay-unit.desktop "$autostart"
systemd daemon-reload || true

"$command" version
"$command" version | grep -qx 'facepay @VERSION@' || echo "an update has brought another version, and that one stays in use: facepay update --help"
case ":$PATH:" in *":$prefix/bin:"*) ;; *) echo "$prefix/bin is not in PATH: start it as $command, or from the desktop's menu" ;; esac
echo "for the rights to serial ports and USB printers: sudo usermod -aG dialout,lp $(id -un)"
