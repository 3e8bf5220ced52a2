#!/usr/bin/env bash
# Installs the Debian packages that building and testing need and that are not
# there yet. Says and does nothing when all are there.
#
# usage: scripts/packages.sh build|test|windows|windows-test|deb|dist|fresh|font|voice|spreadsheet|phone-page
set -euo pipefail

# One package a line: its name, the program by which it is looked for where it
# has another name ("-" for none), and what needs it.
build='
gcc             cc    cgo: Fyne, GLFW and go-sqlite3 are C
libc6-dev       -     the same
pkg-config      -     cgo: where the libraries below are
libgl1-mesa-dev -     Fyne draws with OpenGL
xorg-dev        -     GLFW: a window under X
libxkbcommon-dev -    GLFW: keys under X and Wayland
libwayland-dev  -     GLFW is compiled with Wayland too
'
test='
xvfb            Xvfb       scripts/virtual.sh: a screen that no monitor shows
openbox         openbox    scripts/virtual.sh: the window manager, for full screen
x11-utils       xwininfo   scripts/virtual.sh, e2e: what stands on that screen
libgl1-mesa-dri -          OpenGL without a graphics card
xdotool         xdotool    scripts/demo.sh, e2e: hands on the keyboard
imagemagick     import     scripts/demo.sh, e2e: pictures of the screen
zbar-tools      zbarimg    scripts/demo.sh, e2e: reads the QR as a phone does
fcitx5          fcitx5     e2e: an input method of Chinese desktops
ibus            ibus-daemon  e2e: the other one
dbus            dbus-daemon  e2e: the bus on which they run
libpulse0       -          device/voice: the library of a sound server, without one
poppler-utils   pdftotext  app/report: reads PDFs back
tigervnc-standalone-server  Xtigervnc  e2e: monitors that can be unplugged
'
windows='
gcc-mingw-w64-x86-64-win32  x86_64-w64-mingw32-gcc  scripts/windows.sh: cgo for Windows
'
windows_test='
wine            wine       scripts/wine.sh: a Windows for tests
wine64          wineboot   the same, for 64-bit programs
'
deb='
dpkg-dev        dpkg-shlibdeps  scripts/dist.sh: what the .deb depends on
lintian         lintian    scripts/dist.sh: what is wrong with the .deb
'
dist='
nsis            makensis   scripts/dist.sh: the installer for Windows
zip             zip        scripts/dist.sh: the till for Windows without an installer
'
fresh='
debootstrap     debootstrap  scripts/fresh.sh: a bare Debian in a folder
'
font='
fonts-noto-cjk  -     assets/font/subset.sh: the source of the fonts
python3-fonttools  -  the same: cuts them down
unicode-data    -     the same: hanzi that names may use
'
voice='
espeak-ng       espeak-ng  assets/voice/clips.sh: the clips of the voice
'
spreadsheet='
libreoffice-calc  soffice  app/report: reads workbooks; 0.3 GB, so that make test does without
'
phone_page='
chromium        chromium   e2e: fills in the page for the phone; 0.3 GB, so that make test does without
fonts-noto-cjk  -          the same: its letters
'

case "${1:-}" in
build) table=$build ;;
test) table=$build$test ;;
windows) table=$windows ;;
deb) table=$build$deb ;;
dist) table=$build$windows$deb$dist ;;
windows-test) table=$build$test$windows$windows_test$dist ;;
fresh) table=$fresh ;;
font) table=$font ;;
voice) table=$voice ;;
spreadsheet) table=$build$spreadsheet ;;
phone-page) table=$build$test$phone_page ;;
*)
	echo "usage: $0 build|test|windows|windows-test|deb|dist|fresh|font|voice|spreadsheet|phone-page" >&2
	exit 2
	;;
esac
wanted=() programs=()
while read -r package program _; do
	[ -n "$package" ] || continue
	wanted+=("$package")
	[ "$program" = - ] || programs+=("$program")
done <<<"$table"

if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
	# Not Debian or its kin: the names differ, so look for what they bring.
	missing=()
	for program in "${programs[@]}"; do
		command -v "$program" >/dev/null || missing+=("$program")
	done
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
