#!/usr/bin/env bash
# Builds what the whole-till tests run, in build/e2e: the till, the till with its
# hooks for tests, and the comparison of the three lists. A file that stays the same
# is left alone: go build would renew its time, and Go would not know the tests'
# results again.
#
# usage: scripts/programs.sh facepay|facepay-faultinject|reconcile...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p build/e2e
for name in "$@"; do
	arguments=(.)
	case $name in
	facepay-faultinject) arguments=(-tags faultinject .) ;;
	reconcile) arguments=(./e2e/reconcile) ;;
	esac
	go build -o "build/e2e/$name.next" "${arguments[@]}"
	if cmp -s "build/e2e/$name.next" "build/e2e/$name"; then
		rm "build/e2e/$name.next"
	else
		mv "build/e2e/$name.next" "build/e2e/$name"
	fi
done
