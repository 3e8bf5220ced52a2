#!/usr/bin/env bash
# Installs the till by its installer under Wine, with the program that was built: where
# nothing can be written, on a disk that is full, into a folder with blanks and Chinese,
# beside the running till, over itself and away again. Needs a screen (scripts/virtual.sh),
# build/wine (scripts/wine.sh), and the right to mount.
#
# usage: scripts/windows-installed.sh SETUP.exe FACEPAY.exe
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
if [ -z "${OWN_MOUNTS:-}" ]; then
	own=(unshare --mount)
	[ "$(id -u)" -eq 0 ] || own+=(--user --map-root-user)
	OWN_MOUNTS=yes exec "${own[@]}" "$0" "$@"
fi
setup=$(realpath -e "$1") program=$(realpath -e "$2")
seconds_max=120
work=$(mktemp -d)
export WINEPREFIX=$work/wine WINEDEBUG=-all
till=''
finish() {
	local status=$?
	trap - EXIT
	wineserver -k 2>/dev/null || true
	wineserver -w 2>/dev/null || true
	for mounted in "$work/full" "$work/readonly"; do ! mountpoint -q "$mounted" || umount "$mounted"; done
	rm -rf "$work"
	exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
step() { echo "windows-installed: $1"; }
fail() {
	echo "windows-installed: $1" >&2
	exit 1
}

cp -a build/wine "$WINEPREFIX"
users=$WINEPREFIX/drive_c/users
local_data=$(echo "$users"/*/AppData/Local) roaming=$(echo "$users"/*/AppData/Roaming)
default=$local_data/Programs/facepay
uninstall_key='HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\facepay'
run_key='HKCU\Software\Microsoft\Windows\CurrentVersion\Run'
windows_path() { echo "Z:${1//\//\\}"; }
# installs CODE [FOLDER]: the exit code of a silent installation. The folder is not quoted:
# words of it apart, Wine puts no quotes around them.
installs() {
	local code=0 folder=()
	[ -z "${2:-}" ] || read -r -a folder <<<"/D=$(windows_path "$2")"
	timeout "$seconds_max" wine "$setup" /S "${folder[@]}" || code=$?
	[ "$code" = "$1" ] || fail "the installer ended with $code instead of $1"
}
# removes FOLDER: the uninstaller ends when a copy of it has begun, which removes it too.
removes() {
	local deadline=$((SECONDS + seconds_max))
	wine "$1/uninstall.exe" /S || fail "the uninstaller ended with $?"
	while [ -e "$1/uninstall.exe" ] || registered; do
		[ "$SECONDS" -lt "$deadline" ] || fail "it is not removed: $(ls "$1")"
		sleep 0.2
	done
	wineserver -w
}
registered() { wine reg query "$uninstall_key" >/dev/null 2>&1; }
tasks() { find "$WINEPREFIX/drive_c/windows/system32/tasks" -name 'facepay-*' 2>/dev/null || true; }
# autostart FOLDER is the command at logon: the task's, as Windows was given it, since Wine
# keeps of a task its name alone; or the one of the Run key.
autostart() {
	[ -z "$(tasks)" ] || iconv -f UTF-16 "$1/logon-task.xml" | tr -d '\r' | sed -n 's/.*<Command>\(.*\)<.Command><Arguments>\(.*\)<.Arguments>.*/\1 \2/p'
	wine reg query "$run_key" /v facepay 2>/dev/null | tr -d '\r' | sed -n 's/.*REG_SZ *//p' || true
}
# whole FOLDER: the program and what belongs to it are there, and it runs.
whole() {
	cmp "$program" "$1/facepay.exe" || fail "the program in $1 is not the one of the installer"
	[ -d "$1/versions" ] && [ ! -e "$1/facepay.exe.next" ] && [ -e "$1/third-party-licenses.txt" ] || fail "$1 is not whole: $(ls "$1")"
	wine "$1/facepay.exe" version | head -n 1 | grep -q '^facepay [0-9]' || fail "the program in $1 does not run"
	registered || fail "Windows does not know how to remove it"
	[ -e "$(find "$roaming" -name facepay.lnk)" ] || fail "it is not in the start menu"
	LC_ALL=C grep -aqP 's\x00?u\x00?p\x00?e\x00?r\x00?v\x00?i\x00?s\x00?e' "$(find "$roaming" -name facepay.lnk)" || fail "the start menu does not keep the till running"
	autostart "$1" | grep -q 'facepay.exe.* supervise$' || fail "nothing starts it at logon"
}
gone() {
	[ ! -e "$1/facepay.exe" ] && [ ! -e "$1/uninstall.exe" ] || fail "removed, the program is still in $1"
	! registered || fail "removed, Windows still offers to remove it"
	[ -z "$(tasks)$(autostart "$1")" ] && [ ! -e "$1/logon-task.xml" ] || fail "removed, it still starts at logon"
	[ -z "$(find "$roaming" -name facepay.lnk)" ] || fail "removed, it is still in the start menu"
}
contents() { (cd "$users" && find . -path '*/facepay/*' -not -path '*/Programs/*' -type f -not -name '*.lock' -print0 | sort -z | xargs -0 sha256sum); }

step "into a folder that cannot be made"
touch "$work/file"
installs 2 "$work/file/facepay"
code=0
wine "$setup" /S "/D=C:\\in quotes" || code=$?
[ "$code" = 2 ] || fail "the installer ended with $code instead of 2"
! registered || fail "not installed, it is registered"
mkdir "$work/readonly" "$work/full"
mount -t tmpfs -o size=200m tmpfs "$work/readonly"
mkdir "$work/readonly/facepay"
mount -o remount,ro "$work/readonly"
step "into one that cannot be written"
installs 2 "$work/readonly/facepay"
! registered || fail "not installed, it is registered"

step "on a disk that is full"
mount -t tmpfs -o size=20m tmpfs "$work/full"
installs 2 "$work/full/facepay"
[ ! -e "$work/full/facepay/facepay.exe" ] && [ ! -e "$work/full/facepay/facepay.exe.next" ] || fail "half of it is there"
! registered || fail "not installed, it is registered"
mount -o remount,size=100m "$work/full"
installs 0 "$work/full/facepay"
whole "$work/full/facepay"
step "over itself on a disk that is full"
head -c 1000 "$program" >"$work/full/facepay/facepay.exe" # an older version
dd if=/dev/zero of="$work/full/filled" bs=1M status=none 2>/dev/null || true
installs 2 "$work/full/facepay"
cmp <(head -c 1000 "$program") "$work/full/facepay/facepay.exe" || fail "the version that was there is not as it was"
[ ! -e "$work/full/facepay/facepay.exe.next" ] || fail "half of the new one is there"
rm "$work/full/filled"
removes "$work/full/facepay"
gone "$work/full/facepay"

place="$work/收银 台 & 店/facepay"
step "into a folder with blanks, Chinese and an ampersand"
installs 0 "$place"
whole "$place"
autostart "$place" | grep -qF '收银 台 &amp; 店\facepay\facepay.exe supervise' || fail "it starts another one at logon: $(autostart "$place")"

step "beside the running till"
wine "$place/facepay.exe" supervise --practice --window 1280x800 >"$work/till.log" 2>&1 &
till=$!
ledger=$local_data/facepay/practice/ledger.db
deadline=$((SECONDS + seconds_max))
until [ -e "$ledger" ] && xdotool search --onlyvisible --name facepay >/dev/null 2>&1; do
	kill -0 "$till" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ] || fail "no till: $(cat "$work/till.log")"
	sleep 0.5
done
installs 2 "$place"
read -r -a folder <<<"_?=$(windows_path "$place")" # no copy: its exit code is told
code=0
wine "$place/uninstall.exe" /S "${folder[@]}" || code=$?
[ "$code" = 2 ] || fail "the uninstaller ended with $code instead of 2"
whole "$place"
wineserver -k || true # the machine is switched off
wait "$till" || true
wineserver -w || true

step "over an older version"
mkdir -p "$roaming/facepay" "$place/versions/mine"
printf 'language = "en"\n' >"$roaming/facepay/config.toml"
touch "$place/versions/mine/letter"
before=$(contents)
[ -n "$before" ] || fail "no sales are there"
head -c 1000 "$program" >"$place/facepay.exe"
installs 0 # the registry has where it is
whole "$place"

step "away again: sales, settings and what is not the till's stay"
mkdir "$place/versions/1.2.3"
touch "$place/versions/1.2.3/facepay.exe" "$place/versions/state.json" "$place/versions/update.lock"
removes "$place"
gone "$place"
[ ! -e "$place/versions/1.2.3" ] && [ ! -e "$place/versions/state.json" ] || fail "removed, versions that updates brought are still there"
[ -e "$place/versions/mine/letter" ] || fail "it deleted what is not the till's"
[ "$(contents)" = "$before" ] || fail "sales or settings are not as they were"

step "into the usual place"
installs 0
whole "$default"
removes "$default"
gone "$default"
[ "$(contents)" = "$before" ] || fail "sales or settings are not as they were"
