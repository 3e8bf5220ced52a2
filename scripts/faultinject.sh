#!/usr/bin/env bash
# Builds what the tests under fire need: the till with its hooks for tests, and
# the comparison of the three lists. A file that stays the same is left alone, as
# in program.sh.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
mkdir -p build/e2e

# build NAME ARGUMENT...
build() {
	local name=$1
	shift
	go build -o "build/e2e/$name.next" "$@"
	if cmp -s "build/e2e/$name.next" "build/e2e/$name"; then
		rm "build/e2e/$name.next"
	else
		mv "build/e2e/$name.next" "build/e2e/$name"
	fi
}

build facepay-faultinject -tags faultinject .
build reconcile ./e2e/reconcile
