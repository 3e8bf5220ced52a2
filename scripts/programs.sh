#!/usr/bin/env bash
# Builds what the whole-till tests run, in build/e2e: the till, the till with its
# hooks for tests, also as two versions that know each other's updates, and the
# comparison of the three lists. A file that stays the same
# is left alone: go build would renew its time, and Go would not know the tests'
# results again.
#
# usage: scripts/programs.sh facepay|facepay-faultinject|facepay-1.0.0|facepay-2.0.0|reconcile...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p build/e2e
for name in "$@"; do
	arguments=(.)
	case $name in
	facepay-faultinject) arguments=(-tags faultinject .) ;;
	# The key is that of e2e/update_test.go.
	facepay-[0-9]*)
		flags="-s -w -X facepay/app/build.Version=${name#facepay-} -X facepay/app/release.publicKey=e9i7Gf2CHYDuKCZFo/aH4cSfGqzlfsOvb9DWh76A7fg="
		arguments=(-tags faultinject -ldflags "$flags" .)
		;;
	reconcile) arguments=(./e2e/reconcile) ;;
	esac
	go build -o "build/e2e/$name.next" "${arguments[@]}"
	if cmp -s "build/e2e/$name.next" "build/e2e/$name"; then
		rm "build/e2e/$name.next"
	else
		mv "build/e2e/$name.next" "build/e2e/$name"
	fi
done
