#!/usr/bin/env bash
# Installs the .deb on a bare Debian in a folder and has a cashier sell with it, upgrades
# it beside the running till, removes it, installs it again and purges it with both
# answers. The window is on this machine's screen (scripts/virtual.sh), where its hands
# and eyes are too. scripts/fresh.sh makes that Debian and calls this, as root.
#
# usage: scripts/installed.sh ROOT OLD.deb NEW.deb PICTURES
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$1 old=$2 new=$3 pictures=$4
home=/home/cashier
data=$home/.local/share/facepay
settings=$home/.config/facepay
work=$(mktemp -d)
till=''
finish() {
	local status=$?
	trap - EXIT
	[ -z "$till" ] || { kill "$till" && wait "$till"; } 2>/dev/null || true
	rm -rf "$work"
	exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

step() { echo "installed: $1"; }
fail() {
	echo "installed: $1" >&2
	[ ! -s "$work/log" ] || tail -n 30 "$work/log" >&2
	exit 1
}
# admin COMMAND...: as root, where nobody is asked anything.
admin() { chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 DEBIAN_FRONTEND=noninteractive "$@" >"$work/log" 2>&1 </dev/null || fail "failed: $*"; }
# answers WORD COMMAND: as root at a terminal, and this is typed.
answers() {
	printf '%s\n' "$1" | chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 TERM=dumb DEBIAN_FRONTEND=teletype \
		script --quiet --return --command "$2" /dev/null >"$work/log" 2>&1 || fail "failed: $2"
	grep -q 'Delete the sales and settings' "$work/log" || fail "it did not ask: $2"
	grep -q "$data" "$work/log" && grep -q "$settings" "$work/log" || fail "it did not say what it deletes: $2"
}
# The cashier has no rights but a user's, and the environment of a plain X session.
cat >"$work/facepay" <<-TILL
	#!/bin/sh
	exec chroot --userspec=cashier:cashier --groups= "$root" /usr/bin/env -i HOME=$home USER=cashier LANG=C.UTF-8 PATH=/usr/bin:/bin DISPLAY=$DISPLAY facepay "\$@"
TILL
chmod 755 "$work/facepay"
facepay() { "$work/facepay" "$@"; }
is_version() { [ "$(facepay version | head -n 1)" = "facepay $1" ] || fail "this is not version $1: $(facepay version | head -n 1)"; }
sells() { DATA=$root$data/practice scripts/demo.sh "$work/facepay" "$pictures/$1" || fail "no sale"; }
# kept: what was sold and set is there, as it was when the summary was signed.
kept() {
	[ "$(sha256sum <"$root$settings/config.toml")" = "$config" ] || fail "the config is not as it was"
	facepay audit --practice --verify "$home/summary" >"$work/log" 2>&1 || fail "the ledger is not as it was"
	[ "$(facepay export --practice | grep -c ',paid,')" = "$1" ] || fail "the ledger has not $1 sales"
}
summary() {
	rm -f "$root$home/summary"
	facepay audit --practice --output "$home/summary" >"$work/log" 2>&1 || fail "no summary"
}
# untouched: the files are there, by their content, whatever of the program is gone.
contents() { (cd "$root$home" && find .config .local -type f -print0 | sort -z | xargs -0 sha256sum); }
untouched() { [ "$(contents)" = "$files" ] || fail "$1 touched sales or settings"; }

cp "$old" "$root/root/old.deb"
cp "$new" "$root/root/new.deb"
admin apt-get update
admin apt-get install -y --no-install-recommends /root/old.deb
brought=$(chroot "$root" dpkg-query -W -f '${Package}\n' 2>/dev/null)
! grep -qE '^(fonts-|openbox|xserver|xvfb|systemd$)' <<<"$brought" || fail "it brought more than it needs: $(grep -E '^(fonts-|openbox|xserver|xvfb|systemd$)' <<<"$brought")"
admin useradd --create-home cashier
step "installed; a cashier sells"
is_version 0.0.1
sells first
admin runuser -u cashier -- sh -c "mkdir -p $settings && printf 'language = \"en\"\nprovider = \"practice\"\n' >$settings/config.toml && chmod 600 $settings/config.toml && touch $home/letter $home/.config/another"
config=$(sha256sum <"$root$settings/config.toml")
summary
kept 1

step "upgraded beside the running till"
"$work/facepay" --practice --window 1280x800 2>"$work/errors" & # not the function: its number would be a shell's
till=$!
deadline=$((SECONDS + 60))
until xdotool search --onlyvisible --pid "$till" >/dev/null 2>&1; do
	kill -0 "$till" 2>/dev/null && [ "$SECONDS" -lt "$deadline" ] || fail "no window: $(cat "$work/errors")"
	sleep 0.1
done
admin apt-get install -y --no-install-recommends /root/new.deb
kill -0 "$till" || fail "the upgrade ended the till"
is_version 0.0.2
kept 1
kill "$till"
wait "$till" || fail "the till did not end in order"
till=''
sells second
kept 2
summary

step "installed over itself while no till runs"
admin apt-get install -y --reinstall --no-install-recommends /root/new.deb
kept 2

files=$(contents)
step "removed"
admin apt-get remove -y facepay
[ ! -e "$root/usr/bin/facepay" ] || fail "removed, the program is still there"
untouched "the removal"
step "purged without a word: nothing is deleted"
admin apt-get purge -y facepay
untouched "a purge that asked nobody"
admin test ! -e /etc/xdg/autostart/facepay-unit.desktop
admin apt-get install -y --no-install-recommends /root/new.deb
kept 2
step "purged with the answer no"
answers no 'dpkg --purge facepay'
untouched "a purge with the answer no"
admin apt-get install -y --no-install-recommends /root/new.deb
kept 2
step "purged with the answer yes"
answers yes 'dpkg --purge facepay'
[ ! -e "$root$data" ] && [ ! -e "$root$settings" ] || fail "purged, sales or settings are still there"
[ -e "$root$home/letter" ] && [ -e "$root$home/.config/another" ] || fail "the purge deleted what is not the till's"
admin apt-get install -y --no-install-recommends /root/new.deb
sells third
step "and all of it on what $(wc -l <<<"$brought") packages bring"
