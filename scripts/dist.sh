#!/usr/bin/env bash
# Makes a release in build/dist: a .deb, a tar with install.sh, an installer and a zip for
# Windows, SHA256SUMS, and manifest.json, by which a till knows an update. The same
# commit and version make the same bytes on the same Debian.
#
# usage: scripts/dist.sh [--twice|--deb|--setup]
#   --twice             makes it anew elsewhere, and compares
#   --deb, --setup      the .deb alone; the installer for Windows alone
#   VERSION=1.2.3       else the tag's that HEAD has, else FyneApp.toml's
#   RELEASE_KEY=FILE    signs manifest.json (openssl genpkey -algorithm ed25519); the
#                       programs know updates by its public half
#   MAINTAINER=NAME     of the .deb
#   OUTPUT=FOLDER       instead of build/dist; what is in it goes
#   PROGRAMS=FOLDER     has facepay and facepay.exe already, such as with a signature of Windows
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
fail() {
	echo "dist: $1" >&2
	exit 1
}

tag=$(git describe --tags --exact-match --match 'v[0-9]*' 2>/dev/null || true)
version=${VERSION:-${tag#v}}
version=${version:-$(sed -n 's/^Version = "\(.*\)"/\1/p' FyneApp.toml)}
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+(-[0-9A-Za-z.]+)?$ ]] || fail "VERSION=$version is not like 1.2.3 or 1.2.3-rc.1"
commit=$(git rev-parse --short=12 HEAD 2>/dev/null) || fail "needs the repository: its commit dates every file"
[ -z "$(git status --porcelain)" ] || echo "dist: HEAD is $commit, and something is not committed" >&2
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH TZ=UTC LC_ALL=C.UTF-8 VERSION=$version
# .invalid is nobody's (RFC 2606): whoever gives the package away names themselves.
maintainer=${MAINTAINER:-the facepay authors <facepay@facepay.invalid>}
[ -z "${RELEASE_KEY:-}" ] || RELEASE_KEY=$(realpath -e "$RELEASE_KEY")
[ -z "${PROGRAMS:-}" ] || PROGRAMS=$(realpath -e "$PROGRAMS")
umask 022

out=$(realpath -m "${OUTPUT:-build/dist}")
work=$(mktemp -d "${TMPDIR:-/var/tmp}/facepay-dist.XXXXXX")
trap 'rm -rf "$work"' EXIT
icons=assets/icon
sizes='16 24 32 48 64 128 256'

# dated FOLDER: every file in it is as old as the commit.
dated() { find "$1" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +; }
# put MODE TARGET FILE
put() { install -D -m "$1" "$3" "$2"; }
# packed FILE TARGET
packed() { mkdir -p "$(dirname "$2")" && gzip -n9 <"$1" >"$2"; }

# programs FOLDER: facepay and facepay.exe in it.
programs() {
	local flags="-s -w -X facepay/app/build.commit=$commit -X facepay/app/build.Version=$version"
	[ -z "${RELEASE_KEY:-}" ] || flags+=" -X facepay/app/release.publicKey=$(go run ./app/release/manifest -public -key "$RELEASE_KEY")"
	export CGO_ENABLED=1 GOFLAGS='-trimpath -buildvcs=false'
	mkdir -p "$1"
	[ "$what" = --setup ] || go build -buildmode=pie -ldflags "$flags" -o "$1/facepay" .
	[ "$what" = --deb ] || scripts/windows.sh "$1/facepay.exe" "$flags"
}

# licences PROGRAM: those of everything that is compiled in.
licences() {
	go version -m "$1" | awk '$1 == "dep" {print $2, $3}' | while read -r module at; do
		local folder file
		folder=$(go list -m -f '{{.Dir}}' "$module")
		for file in "$folder"/LICEN[CS]E* "$folder"/COPYING* "$folder"/NOTICE*; do
			[ -f "$file" ] || continue
			printf '%s\n' "---- $module $at: ${file##*/}" ''
			cat "$file"
			echo
		done
	done
	printf '%s\n' "---- Go" ''
	cat "$(go env GOROOT)/LICENSE"
}

# shared ROOT: what the .deb and the tar both have, below ROOT.
shared() {
	local size
	for size in $sizes; do
		put 644 "$1/icons/hicolor/${size}x$size/apps/facepay.png" "$icons/facepay-$size.png"
	done
	put 644 "$1/icons/hicolor/scalable/apps/facepay.svg" "$icons/facepay.svg"
	put 644 "$1/applications/io.github.facepay.till.desktop" assets/linux/io.github.facepay.till.desktop
	sed -e "s/@VERSION@/$version/" -e "s/@DATE@/$(date -d "@$SOURCE_DATE_EPOCH" +%F)/" assets/linux/facepay.1 >"$work/facepay.1"
	packed "$work/facepay.1" "$1/man/man1/facepay.1.gz"
}

# The libraries that GLFW and the voice look for while they run; dpkg-shlibdeps sees only what is linked.
opened='libx11-6, libx11-xcb1, libxcursor1, libxext6, libxi6, libxinerama1, libxkbcommon0, libxrandr2, libxrender1, libxxf86vm1, libgl1, libasound2'

# dependencies PROGRAM: a line of Depends, each package once.
dependencies() {
	local linked
	mkdir -p "$work/shlibdeps/debian"
	printf 'Source: facepay\n\nPackage: facepay\nArchitecture: amd64\n' >"$work/shlibdeps/debian/control"
	linked=$(cd "$work/shlibdeps" && dpkg-shlibdeps -O "$1" 2>/dev/null) || fail "dpkg-shlibdeps does not know a library of $1"
	printf '%s, %s, debconf (>= 0.5) | debconf-2.0' "${linked#shlibs:Depends=}" "$opened" | sed 's/, */\n/g' | awk '!seen[$1]++' | paste -sd, | sed 's/,/, /g'
}

# deb PROGRAM
deb() {
	local root=$work/deb debian_version=${version/-/\~} doc=$work/deb/usr/share/doc/facepay depends
	mkdir -p "$root/DEBIAN"
	put 755 "$root/usr/bin/facepay" "$1"
	shared "$root/usr/share"
	put 644 "$root/usr/lib/systemd/user/facepay.service" assets/linux/facepay.service
	put 644 "$root/etc/xdg/autostart/facepay-unit.desktop" assets/linux/facepay-unit.desktop
	put 644 "$root/usr/lib/udev/rules.d/70-facepay.rules" assets/linux/70-facepay.rules
	put 644 "$doc/examples/config.example.toml" config.example.toml
	put 755 "$doc/examples/kiosk-session" assets/linux/kiosk-session
	put 644 "$doc/examples/kiosk-rc.xml" assets/linux/kiosk-rc.xml
	put 644 "$doc/examples/kiosk-xsession.desktop" assets/linux/kiosk-xsession.desktop
	packed "$work/third-party-licenses.txt" "$doc/third-party-licenses.txt.gz"
	copyright >"$doc/copyright"
	printf 'facepay (%s) stable; urgency=medium\n\n  * Version %s, of commit %s; what is new is in CHANGELOG.md.gz.\n\n -- %s  %s\n' \
		"$debian_version" "$version" "$commit" "$maintainer" "$(date -R -d "@$SOURCE_DATE_EPOCH")" >"$work/changelog"
	packed "$work/changelog" "$doc/changelog.gz"
	packed CHANGELOG.md "$doc/CHANGELOG.md.gz"

	put 755 "$root/DEBIAN/postinst" assets/debian/postinst
	put 755 "$root/DEBIAN/config" assets/debian/config
	put 755 "$root/DEBIAN/postrm" assets/debian/postrm
	put 644 "$root/DEBIAN/templates" assets/debian/templates
	(cd "$root" && find etc -type f -printf '/%p\n' | sort) >"$root/DEBIAN/conffiles"
	(cd "$root" && find etc usr -type f -print0 | sort -z | xargs -0 md5sum) >"$root/DEBIAN/md5sums"
	depends=$(dependencies "$1")
	cat >"$root/DEBIAN/control" <<-CONTROL
		Package: facepay
		Version: $debian_version
		Architecture: amd64
		Maintainer: $maintainer
		Installed-Size: $(find "$root/etc" "$root/usr" -type f -printf '%s\n' | awk '{sum += int(($1 + 1023) / 1024)} END {print sum}')
		Depends: $depends
		Section: misc
		Priority: optional
		Description: till for WeChat and Alipay payments
		 A full-screen till for a shop counter. The cashier types an amount; the
		 customer pays with WeChat or Alipay by the QR on the screen, by a payment
		 code, by face, or in a mini-program. Every sale is kept in a ledger on this
		 machine.
	CONTROL
	dated "$root"
	DPKG_DEB_THREADS_MAX=1 dpkg-deb --root-owner-group -Zxz --build "$root" "$out/facepay_${version}_amd64.deb" >/dev/null
}

# copyright: in Debian's form, with the licences' own texts.
copyright() {
	# An empty line is a dot, every other one begins with a space.
	indented() { sed -e 's/^[[:space:]]*$/./' -e 's/^/ /'; }
	cat assets/debian/copyright
	printf '\nLicense: Expat\n'
	sed '1,4d' LICENSE | indented
	printf '\nLicense: OFL-1.1\n'
	sed '1,/^SIL OPEN FONT/d' assets/font/OFL.txt | indented
}

# tarball PROGRAM
tarball() {
	local name=facepay-$version-linux-amd64
	local root=$work/$name
	put 755 "$root/facepay" "$1"
	sed -e "s/@LIBRARIES@/${opened//,/}/" -e "s/@VERSION@/$version/" assets/linux/install.sh >"$work/install.sh"
	put 755 "$root/install.sh" "$work/install.sh"
	shared "$root/share"
	put 644 "$root/share/facepay.service" assets/linux/facepay.service
	put 644 "$root/share/facepay-unit.desktop" assets/linux/facepay-unit.desktop
	put 644 "$root/share/70-facepay.rules" assets/linux/70-facepay.rules
	put 644 "$root/config.example.toml" config.example.toml
	put 644 "$root/LICENSE" LICENSE
	put 644 "$root/OFL.txt" assets/font/OFL.txt
	put 644 "$root/third-party-licenses.txt" "$work/third-party-licenses.txt"
	tar -C "$work" --sort=name --mtime="@$SOURCE_DATE_EPOCH" --owner=0 --group=0 --numeric-owner --format=gnu -cf - "$name" |
		gzip -n9 >"$out/$name.tar.gz"
}

# windows PROGRAM: the zip, and the installer of the same files.
windows() {
	local name=facepay-$version-windows-amd64 numbers=${version%%-*}.0
	local root=$work/$name
	put 755 "$root/facepay.exe" "$1"
	put 644 "$root/config.example.toml" config.example.toml
	put 644 "$root/LICENSE.txt" LICENSE
	put 644 "$root/OFL.txt" assets/font/OFL.txt
	put 644 "$root/third-party-licenses.txt" "$work/third-party-licenses.txt"
	sed -i 's/$/\r/' "$root/LICENSE.txt" "$root/OFL.txt"
	dated "$root"
	[ "$what" = --setup ] || (cd "$work" && find "$name" -type f | sort | zip -X -9 -q -@ "$out/$name.zip")

	put 644 "$root/facepay.ico" "$icons/facepay.ico"
	dated "$root"
	makensis -V2 -WX -NOCD -DVERSION="$version" -DNUMBERS="$numbers" -DSOURCE="$root" -DOUTPUT="$out/$name-setup.exe" assets/windows/facepay.nsi
}

release() {
	local built=${PROGRAMS:-$work/programs} files
	[ -n "${PROGRAMS:-}" ] || programs "$built"
	rm -rf "$out"
	mkdir -p "$out"
	if [ "$what" = --setup ]; then
		licences "$built/facepay.exe" >"$work/third-party-licenses.txt"
		windows "$built/facepay.exe"
		return
	fi
	[ "$("$built/facepay" version | head -n 1)" = "facepay $version" ] || fail "$built/facepay is not version $version"
	licences "$built/facepay" >"$work/third-party-licenses.txt"
	deb "$built/facepay"
	lintian --allow-root --fail-on error,warning "$out"/*.deb
	[ "$what" != --deb ] || return 0
	tarball "$built/facepay"
	windows "$built/facepay.exe"
	files=("$out"/*)
	go run ./app/release/manifest -version "$version" ${RELEASE_KEY:+-key "$RELEASE_KEY"} -to "$out" "${files[@]}"
	(cd "$out" && sha256sum -- * >"$work/SHA256SUMS" && mv "$work/SHA256SUMS" . && sha256sum --check --strict --quiet SHA256SUMS)
	cat "$out/SHA256SUMS"
}

what=${1:-}
case "$what" in
'' | --deb | --setup) release ;;
--twice)
	release
	# Nothing is the same there: another folder, an empty cache of Go's builds.
	git clone -q . "$work/again"
	(
		export GOCACHE=$work/cache
		unset OUTPUT
		cd "$work/again" && scripts/dist.sh >/dev/null
	)
	diff -r "$out" "$work/again/build/dist" || fail "made again, it is not the same"
	echo "dist: made twice, the same bytes"
	;;
*)
	echo "usage: $0 [--twice|--deb|--setup]" >&2
	exit 2
	;;
esac
