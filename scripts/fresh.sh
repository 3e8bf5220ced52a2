#!/usr/bin/env bash
# Runs the README's commands, word for word, on a bare Debian in a folder: what a
# stranger's machine lacks is missing there too. Nothing of this machine is in it
# but Go and what the module cache has downloaded. "install" is the .deb on one
# (scripts/installed.sh): nothing is there but what apt brings with it.
#
# The commands run in a namespace of their own, so that every mount and every
# process ends with it, and what is removed afterwards is a plain folder.
#
# usage: scripts/fresh.sh TARGET...     the README's "make TARGET", such as: run test; or install
#   TMPDIR=/var/tmp   where the folder is made; it takes some 4 GB
set -euo pipefail
{ # bash reads it to its end now: it runs for long, and the file may be edited
cd "$(dirname "${BASH_SOURCE[0]}")/.."
repository=$PWD

fail() {
	echo "fresh: $1" >&2
	exit 1
}

[ $# -gt 0 ] || { echo "usage: $0 TARGET..." >&2; exit 2; }
[ "$(uname -s)" = Linux ] || fail "needs Linux: it makes a Debian in a folder"
if [ "$(id -u)" -ne 0 ]; then
	command -v sudo >/dev/null || fail "needs root, to make a Debian in a folder; run it as root, or install sudo"
	exec sudo --preserve-env=PATH,TMPDIR,GOPROXY,GOFLAGS,http_proxy,https_proxy,no_proxy "$repository/scripts/fresh.sh" "$@"
fi
unshare --mount --pid --fork true 2>/dev/null ||
	fail "needs the right to mount (CAP_SYS_ADMIN); in a container, run that with --privileged"

# The README's commands: the lines of the first block under "Build it yourself".
commands=()
while IFS= read -r line; do
	commands+=("$line")
done < <(awk '/^## /{in_part = $0 == "## Build it yourself"} !in_part{next}
	/^```/{if (in_block) exit; in_block = 1; next} in_block' README.md)
[ ${#commands[@]} -gt 0 ] || fail "README.md has no commands under \"Build it yourself\""
chosen=() install=''
for target in "$@"; do
	[ "$target" = install ] && install=yes && continue
	for line in "${commands[@]}"; do
		[[ $line =~ ^make\ +$target(\ |$) ]] && chosen+=("$line") && continue 2
	done
	fail "README.md has no \"make $target\" under \"Build it yourself\""
done

scripts/packages.sh fresh
[ -z "$install" ] || { scripts/packages.sh test && scripts/packages.sh deb; }

# The machine's own Debian archive, with its updates, in whatever form its
# sources are written.
codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
[ -n "$codename" ] || fail "needs Debian or its kin: /etc/os-release names no release"
sources=() mirror=''
while read -r uri suite components; do
	case "$suite" in
	"$codename") mirror=${mirror:-$uri} ;;
	"$codename-updates" | "$codename-security") ;;
	*) continue ;;
	esac
	sources+=("deb $uri $suite $components")
done < <(apt-get indextargets --format '$(REPO_URI) $(RELEASE) $(COMPONENT)' 'Created-By: Packages' | sort -u)
[ -n "$mirror" ] || fail "the machine's apt sources have no archive of $codename"

goroot=$(go env GOROOT)
downloads=$(go env GOMODCACHE)/cache/download
commit=$(git rev-parse --short=12 HEAD)
[ -z "$(git status --porcelain)" ] || echo "fresh: what is not committed is not in it"

work=$(mktemp -d -p "${TMPDIR:-/var/tmp}" facepay-fresh.XXXXXX)
root=$work/root
namespace=''
finish() {
	local status=$?
	trap - EXIT INT TERM HUP
	if [ -n "$namespace" ]; then
		# Its first process takes all others of the namespace with it, and is waited for.
		local first
		first=$(cat "/proc/$namespace/task/$namespace/children" 2>/dev/null || true)
		kill -KILL ${first:-"$namespace"} 2>/dev/null || true
		wait "$namespace" 2>/dev/null || true
	fi
	rm -rf --one-file-system "$work"
	exit "$status"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

# inside COMMAND...: waits for it in the background, so that a signal is acted on
# at once.
inside() {
	unshare --mount --pid --fork --mount-proc "$@" </dev/null &
	namespace=$!
	local status=0
	wait "$namespace" || status=$?
	namespace=''
	return "$status"
}

echo "fresh: a bare $codename from $mirror"
SECONDS=0
inside debootstrap --variant=minbase "$codename" "$root" "$mirror" >"$work/debootstrap.log" 2>&1 || {
	tail -n 20 "$work/debootstrap.log" >&2
	fail "debootstrap failed"
}
rm -f "$root/etc/apt/sources.list"
printf '%s\n' "${sources[@]}" >"$root/etc/apt/sources.list.d/machine.list"
apt-config dump | grep -iE '^Acquire::(https?::Proxy|Check-)' >"$root/etc/apt/apt.conf.d/99machine" || true
cp -L /etc/resolv.conf "$root/etc/resolv.conf"
echo "fresh: made in $SECONDS s; HEAD is $commit"

# shellcheck disable=SC2016 # it is the inner shell's
mounts='
set -eu
root=$1
shift
mount --bind "$root" "$root" # its "/" is a mount as on any machine, or unshare --mount fails in it
mount -t proc proc "$root/proc"
mount -t sysfs -o ro sysfs "$root/sys"
mount -t devpts -o newinstance,ptmxmode=0666,mode=0620,gid=5 devpts "$root/dev/pts"
mount -t tmpfs -o mode=1777 tmpfs "$root/dev/shm"
'
times=()
if [ -n "$install" ]; then
	SECONDS=0
	for version in 0.0.1 0.0.2; do
		VERSION=$version OUTPUT=$work/$version scripts/dist.sh --deb
	done
	cp -a "$root" "$work/installed"
	echo "fresh: the .deb; window, hands and eyes are this machine's"
	inside bash -c "$mounts"'exec "$@"' mounts "$work/installed" \
		scripts/virtual.sh scripts/installed.sh "$work/installed" "$work"/0.0.[12]/*.deb build/installed ||
		fail "after $SECONDS s: the .deb failed on a fresh machine"
	times+=("$SECONDS s: the .deb installed, sold with, upgraded, removed, purged")
fi

if [ ${#chosen[@]} -gt 0 ]; then
	inside chroot "$root" sh -c 'apt-get update -qq && apt-get install -y -qq --no-install-recommends make git ca-certificates' >"$work/apt.log" 2>&1 || {
		tail -n 20 "$work/apt.log" >&2
		fail "apt-get failed"
	}
	git clone -q "$repository" "$root/root/facepay"
	mkdir -p "$root/usr/local/go" "$root/modules"
fi

# What the machine says about the way to modules and packages goes with it.
environment=(HOME=/root PATH=/usr/local/go/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin)
for name in GOFLAGS GONOPROXY GONOSUMDB GOPRIVATE GOSUMDB GOINSECURE GOTOOLCHAIN; do
	environment+=("$name=$(go env "$name")")
done
environment+=("GOPROXY=$([ ! -d "$downloads" ] || echo "file:///modules,")$(go env GOPROXY)")
for name in http_proxy https_proxy no_proxy HTTP_PROXY HTTPS_PROXY NO_PROXY; do
	[ -z "${!name:-}" ] || environment+=("$name=${!name}")
done

# shellcheck disable=SC2016 # it is the inner shell's
enter=$mounts'
goroot=$1 downloads=$2 command=$3
shift 3
mount --bind "$goroot" "$root/usr/local/go"
mount -o remount,bind,ro "$root/usr/local/go"
if [ -d "$downloads" ]; then
	mount --bind "$downloads" "$root/modules"
	mount -o remount,bind,ro "$root/modules"
fi
exec env -i "$@" chroot "$root" bash -c "cd /root/facepay && $command"
'
for line in "${chosen[@]}"; do
	echo "fresh: $ $line"
	SECONDS=0
	inside bash -c "$enter" enter "$root" "$goroot" "$downloads" "$line" "${environment[@]}" ||
		fail "after $SECONDS s this failed on a fresh machine: $line"
	times+=("$SECONDS s: $line")
	if [[ $line =~ ^make\ +run(\ |$) ]]; then
		pictures=$(find "$root/root/facepay/build/practice-sale" -name '*.png' -size +0 2>/dev/null | wc -l)
		[ "$pictures" -gt 0 ] || fail "it left no picture of a practice sale: $line"
		echo "fresh: $pictures pictures of a practice sale"
	fi
done
printf 'fresh: %s\n' "${times[@]}"
exit
}
