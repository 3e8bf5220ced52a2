# facepay: make help lists what there is.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-print-directory

# Fyne and SQLite are C; version control is asked below, where there is any.
export CGO_ENABLED := 1
COMMIT := $(shell git rev-parse --short=12 HEAD 2>/dev/null)
export VERSION ?=
LDFLAGS := $(strip $(if $(COMMIT),-X facepay/app/build.commit=$(COMMIT)) $(if $(VERSION),-X facepay/app/build.Version=$(VERSION)))
BINARY := build/facepay
PICTURES := build/practice-sale

RUNS ?= 100000
SEED ?= 1
KILLS ?= 200
UPDATES ?= 20
CLOSINGS ?= 50
STORM ?= 10m
SOAK ?= 30m
FUZZTIME ?= 10s
ARGS ?=

# Packages that open no window run with the race detector. It would make the
# compiled-in C of the window packages slow for a race it does not look at. Of the
# simulator it sees what has goroutines: all else plays one run after the other.
# The conformance of eight gateways takes it beyond Go's ten minutes on a machine
# that is shared.
WINDOW := facepay facepay/app facepay/app/cli facepay/ui% facepay/e2e%
PACKAGES = $(shell go list ./...)
PLAIN = $(filter-out $(WINDOW) facepay/kiosk/sim,$(PACKAGES))
DRAWN = $(filter $(WINDOW),$(filter-out facepay/e2e%,$(PACKAGES)))
comma := ,
HAS_E2E = $(wildcard e2e/*_test.go)

## run: open the till in practice mode (without a display: one practice sale, with pictures)
.PHONY: run
run: build
	@if [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ] || [ "$$(uname -s)" != Linux ]; then \
		exec $(BINARY) --practice $(ARGS); \
	else \
		scripts/packages.sh test; \
		echo "No display: one practice sale on a virtual screen."; \
		scripts/virtual.sh scripts/demo.sh $(BINARY) $(PICTURES); \
	fi

## build: build/facepay
.PHONY: build
build:
	@scripts/packages.sh build
	@mkdir -p build
	go build -ldflags '$(LDFLAGS)' -o $(BINARY) .

## windows: build/windows/facepay.exe, by mingw-w64
.PHONY: windows
windows:
	@scripts/packages.sh windows
	scripts/windows.sh build/windows/facepay.exe '$(LDFLAGS)'

## test: lint, unit tests with the race detector, the whole till on a real window
.PHONY: test
test:
	@scripts/packages.sh test
	@$(MAKE) lint
	go test -race -timeout 25m $(PLAIN)
	go test -race -run '^(TestSimulation|TestDigest_IsTheSameForTheSameDecisionsAlone|TestCoverage_IsSummedOverWorkersAndPrinted)$$' ./kiosk/sim
	go test $(DRAWN) ./kiosk/sim
	@$(if $(HAS_E2E),$(MAKE) e2e COUNT=,true)

# Like every other test of `make test`, the whole-till tests are remembered as
# long as the program and the tests stay what they are; `make e2e` always runs
# them. The program is built first and looked at by the tests, so that Go's cache
# of results knows of it. What takes long is left to `make kill` and `make fire`.
COUNT ?= -count=1
LONG := ^(TestKilledAtEveryWrite|TestUpdateIsKilledAtEachStep|TestDiskFull|TestReadOnlyFolder|TestClockIsSet)$$
E2E = scripts/virtual.sh go test -tags e2e
.PHONY: e2e
e2e: programs
	$(E2E) $(COUNT) -skip '$(LONG)' -timeout 20m ./e2e/...

.PHONY: programs
programs:
	@scripts/programs.sh facepay facepay-faultinject facepay-1.0.0 facepay-2.0.0 reconcile

# The whole-till tests that tell something new of Windows, on the program of Windows
# under Wine; the gateways, hands and eyes are this machine's.
ON_WINDOWS := ^(TestPractice|TestAFileIsHeldOpenByAnotherProgram|TestSaleByTouch|TestSaleByScanner|TestSaleByWedgeScanner|TestNetworkDown|TestNotifications|TestCustomerScreen|TestClose_AsksOnceWhileASaleIsOpen|TestLedgerTrouble|TestKilledAtRandom|TestPeople_AreSetUpAndApprove|TestBackup_IsRestoredAndUndone|TestStick_TakesReportsAndBringsSettings)$$

ON_WINE = GOOS=windows CC=x86_64-w64-mingw32-gcc WINEPREFIX=$(CURDIR)/build/wine WINEDEBUG=-all scripts/virtual.sh go test -exec wine $(COUNT)

## test-windows: the till of Windows, sold on under Wine, and its installer
.PHONY: test-windows
test-windows:
	@scripts/packages.sh windows-test
	@$(MAKE) windows
	GOOS=windows CC=x86_64-w64-mingw32-gcc go vet ./...
	staticcheck=$$(go tool -n staticcheck); GOOS=windows CC=x86_64-w64-mingw32-gcc "$$staticcheck" -tests=false -checks inherit,-U1000 ./...
	@scripts/virtual.sh scripts/wine.sh
	$(ON_WINE) ./store/atomicfile ./app/config/acl ./app/heartbeat ./app/supervise ./app/crash ./app/update
	$(ON_WINE) -run "^TestFull_IsThisSystemsWord$$" ./store/diskusage
	$(ON_WINE) -run '^(TestPorts_AScannerIsFoundAgainUnderAnotherNumber|TestPorts_WithoutADeviceTheNameIsOpened)$$' ./device/serial
	E2E_WINDOWS=$(CURDIR)/build/windows/facepay.exe E2E_WINE=$(CURDIR)/build/wine $(E2E) $(COUNT) -run '$(ON_WINDOWS)' -timeout 20m ./e2e/
	PROGRAMS=build/windows OUTPUT=build/setup scripts/dist.sh --setup
	@scripts/virtual.sh scripts/windows-installed.sh build/setup/*-setup.exe build/windows/facepay.exe

## dist: VERSION=1.2.3: build/dist: a .deb, a tar, an installer and a zip for Windows, their list and sums
.PHONY: dist
dist:
	@scripts/packages.sh dist
	scripts/dist.sh

## fresh: FRESH="run test": the README's commands on a bare Debian in a folder; FRESH=run is the first alone
FRESH ?= run test
.PHONY: fresh
fresh:
	@scripts/fresh.sh $(FRESH)

## kill: KILLS=200 UPDATES=20 CLOSINGS=50 SEED=1: kill -9 at every write of the ledger and of the printer's queue, at random moments of sales, closings, copies, restores and papers, at each step of an update, and of guesses of a PIN
.PHONY: kill
kill:
	@scripts/packages.sh test
	@$(MAKE) programs
	$(E2E) -count=1 -v -run '^(TestKilledAtEveryWrite|TestKilledAtRandom|TestKilledAtAnyPoint)$$' -timeout 60m ./e2e/ -args -kills $(KILLS) -seed $(SEED)
	go test -count=1 -v -run '^(TestBackupTo_SurvivesAKill|TestRestore_SurvivesAKill)$$' -timeout 60m ./store -args -kills $(KILLS)
	go test -count=1 -v -run '^TestKilledAtEachStepOfAnUpdate$$' -timeout 60m ./app/update/ -args -kills $(UPDATES)
	go test -count=1 -v -run '^(TestSpool_AtMostOneOriginalWhateverIsKilled|TestSpool_KilledAtEveryWriteOfTheQueue|TestSpool_PulledAtEveryByteOfAPaper)$$' -timeout 60m ./device/printer/ -args -kills $(KILLS) -apart 1
	go test -count=1 -v -run '^TestPlays_SurviveAKill$$' ./providers/adverts -args -kills $(KILLS)
	go test -count=1 -v -run '^TestCloseShift_SurvivesAKill$$' -timeout 60m ./store/ -args -closings $(CLOSINGS) -pace 500ms
	go test -count=1 -v -run '^TestPIN_GuessedAtFullSpeed$$' ./store/ -args -guessing 60s
	$(E2E) -count=1 -v -run '^TestUpdateIsKilledAtEachStep$$' -timeout 120m ./e2e/ -args -updates $(UPDATES)

## fire: STORM=10m SEED=1: a hostile network, a full and a read-only disk, a clock that is set
.PHONY: fire
fire:
	@scripts/packages.sh test
	@$(MAKE) programs
	$(E2E) -count=1 -v -run '^(TestStorm|TestDiskFull|TestReadOnlyFolder|TestClockIsSet)$$' -timeout 60m ./e2e/ -args -storm $(STORM) -seed $(SEED)

## soak: SOAK=30m SOAK_PACE=1s: a sale a second with faults on a real window; nothing may grow, no answer be late
.PHONY: soak
soak:
	@scripts/packages.sh test
	@$(MAKE) programs
	SOAK=$(SOAK) $(E2E),soak -run '^TestSoak$$' -count=1 -v -timeout 4h ./e2e/

## years: PAYMENTS=2000000: a till with five years behind it beside a new one; wants 10 GB of disk and 20 minutes
PAYMENTS ?= 2000000
.PHONY: years
years:
	@scripts/packages.sh test
	@$(MAKE) programs
	PAYMENTS=$(PAYMENTS) $(E2E),soak -run '^TestYears$$' -count=1 -v -timeout 2h ./e2e/

## lint: gofmt, go vet, staticcheck
.PHONY: lint
lint:
	@scripts/packages.sh build
	@unformatted=$$(gofmt -l $$(go list -f '{{.Dir}}' ./...) $(if $(HAS_E2E),e2e)); \
	if [ -n "$$unformatted" ]; then echo "not gofmt-ed:" >&2; echo "$$unformatted" >&2; exit 1; fi
	go vet $(if $(HAS_E2E),-tags e2e$(comma)soak$(comma)chromium) ./...
	go tool staticcheck $(if $(HAS_E2E),-tags e2e$(comma)soak$(comma)chromium) ./...
	go vet -tags faultinject ./app ./app/update ./store
	go tool staticcheck -tags faultinject ./app ./app/update ./store

## bench: all benchmarks, those of the whole till on a virtual screen
.PHONY: bench
bench:
	@scripts/packages.sh test
	go test -run '^$$' -bench . -benchmem $(PLAIN) $(DRAWN)
	@$(if $(HAS_E2E),scripts/virtual.sh go test -tags e2e -run '^$$' -bench . -timeout 30m ./e2e/,true)

## bench-windows: start, memory and idling of the till of Windows beside a bare window, under Wine
.PHONY: bench-windows
bench-windows:
	@scripts/packages.sh windows-test
	@$(MAKE) windows
	@scripts/virtual.sh scripts/wine.sh
	E2E_WINDOWS=$(CURDIR)/build/windows/facepay.exe E2E_WINE=$(CURDIR)/build/wine scripts/virtual.sh go test -tags e2e -run '^$$' -bench '^Benchmark(Start|Idle)$$' -benchtime 1x -timeout 30m ./e2e/

## screens: every screen in every size, language and size of text, into docs/screens.md; takes a quarter of an hour
.PHONY: screens
screens:
	@scripts/packages.sh build
	go run ./ui/gallery/pictures -all ''

## papers: what a printer makes of the golden bytes of the till's papers, for docs/devices.md
.PHONY: papers
papers:
	go run ./device/printer/receipts docs/pictures/paper

## sim: RUNS=100000 SEED=1: random sales with faults and crashes, against the gateway's own ledger
.PHONY: sim
sim:
	go run ./kiosk/sim/simulate -runs $(RUNS) -seed $(SEED)

## replay: SEED=...: one simulated run, step by step
.PHONY: replay
replay:
	go run ./kiosk/sim/simulate -replay -seed $(SEED)

## spreadsheet: installs LibreOffice and reads a workbook back through it: every digit, no formula
.PHONY: spreadsheet
spreadsheet:
	@scripts/packages.sh spreadsheet
	go test -count=1 -v -tags spreadsheet -run '^TestSpreadsheet_LibreOfficeReadsEveryDigit$$' ./app/report

## phone-page: installs Chromium; with it a till is set up, from the QR to a saved config, and a customer looks at a tablet
.PHONY: phone-page
phone-page:
	@scripts/packages.sh phone-page
	@$(MAKE) programs
	$(E2E),chromium -run 'Chromium' -count=1 -v ./e2e/

## fuzz: FUZZTIME=10s for each fuzz test
.PHONY: fuzz
fuzz:
	@scripts/packages.sh build
	@for package in $$(go list ./...); do \
		tests=$$(go test -list '^Fuzz' "$$package" | grep '^Fuzz' || true); \
		for name in $$tests; do \
			echo "$$package $$name"; \
			go test -run '^$$' -fuzz "^$$name\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1s "$$package"; \
		done; \
	done

## clean: remove what was built
.PHONY: clean
clean:
	rm -rf build

## help: this list
.PHONY: help
help:
	@sed -n 's/^## \([a-z0-9-]*\): /\1\t/p' $(MAKEFILE_LIST) | expand -t 10
