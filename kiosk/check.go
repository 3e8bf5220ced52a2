package kiosk

import "slices"

// Check names a check of the till.
type Check string

// The checks, in the order in which they are told.
const (
	CheckConfig        Check = "config"
	CheckFolder        Check = "folder"  // the data folder can be written
	CheckDisk          Check = "disk"    // room in it
	CheckUsage         Check = "usage"   // what each kind of file takes there, and its bound
	CheckLedger        Check = "ledger"  // whole, and its history unedited
	CheckBackup        Check = "backup"  // copies outside this machine
	CheckScanner       Check = "scanner" // its serial port
	CheckPole          Check = "pole"    // the price display's
	CheckFace          Check = "face"    // the face terminal's
	CheckVoice         Check = "voice"   // the sound card, and the shop's recordings
	CheckPrinter       Check = "printer"
	CheckTablet        Check = "tablet"   // the customer's page for phones and tablets
	CheckAdverts       Check = "adverts"  // the shop's folder and its schedule
	CheckDevices       Check = "devices"  // what a till that runs knows of them
	CheckFonts         Check = "fonts"    // every character of the texts can be drawn
	CheckZone          Check = "zone"     // the time zone, by which a day turns
	CheckScreen        Check = "screen"   // there is one for the window
	CheckKeyboard      Check = "keyboard" // the till's window has it
	CheckNetwork       Check = "network"  // an interface that is up, and a way out of this machine
	CheckDNS           Check = "dns"
	CheckTCP           Check = "tcp"
	CheckTLS           Check = "tls"
	CheckHTTP          Check = "http"
	CheckClock         Check = "clock"   // this machine's against the gateway's
	CheckGateway       Check = "gateway" // it can be used
	CheckNotifications Check = "notices"
	CheckUpdate        Check = "update" // the version that runs, and the next
	CheckCrash         Check = "crash"  // reports of tills that crashed
)

// OnTheWay reports whether c is a step of the way to the gateway: the first of
// them that fails is the cause of its silence.
func (c Check) OnTheWay() bool {
	switch c {
	case CheckNetwork, CheckDNS, CheckTCP, CheckTLS, CheckHTTP:
		return true
	}
	return false
}

// Watched reports whether c is of a device that a running till keeps an eye on: the one that
// does tells what is new, and a check has only seen it in passing.
func (c Check) Watched() bool {
	switch c {
	case CheckScanner, CheckPole, CheckFace, CheckPrinter:
		return true
	}
	return false
}

// Health is a check's outcome.
type Health string

// The outcomes.
const (
	HealthOK      Health = "ok"
	HealthWarning Health = "note"   // it works, and somebody should know something
	HealthFailed  Health = "failed" // it does not work
)

// Cause is the party at fault, so that the right one is called.
type Cause string

// The causes.
const (
	CauseNone    Cause = ""
	CauseMachine Cause = "machine" // this machine: cable, clock, disk, settings
	CauseNetwork Cause = "network" // the shop's network and its way to the internet
	CauseGateway Cause = "gateway"
)

// CheckResult is one result of a check.
type CheckResult struct {
	Check  Check
	Health Health
	Cause  Cause
	// Brief says in a few words whose fault it is and what; zero for what does
	// not belong into the status bar.
	Brief Text
	What  Text // what is so
	// Places of it, when there are several; the text What has {places} for them.
	Places []Text
	Todo   Text // what to do about it, zero when nothing
}

// Equal reports whether f and o say the same.
func (f CheckResult) Equal(o CheckResult) bool {
	return f.Check == o.Check && f.Health == o.Health && f.Cause == o.Cause &&
		f.Brief.Equal(o.Brief) && f.What.Equal(o.What) && f.Todo.Equal(o.Todo) &&
		slices.EqualFunc(f.Places, o.Places, Text.Equal)
}

// FirstFault is the first failure on the way to the gateway: what comes after it
// fails because of it. It is nil when the whole way works.
func FirstFault(results []CheckResult) *CheckResult {
	i := slices.IndexFunc(results, func(f CheckResult) bool {
		return f.Health == HealthFailed && f.Check.OnTheWay() && !f.Brief.IsZero()
	})
	if i < 0 {
		return nil
	}
	f := results[i]
	return &f
}

type (
	// RunChecks runs the checks of this machine and of the way to the gateway. It
	// yields exactly one ChecksDone.
	RunChecks struct {
		// Full: every check, not only the quick ones that tell whose fault a
		// silent gateway is.
		Full bool
	}
	// ChecksDone answers a RunChecks; no Results where nothing can be checked.
	ChecksDone struct {
		Full    bool
		Results []CheckResult
	}
	// WarningRaised is a result about this machine that came by itself, such as a
	// broken chain of the ledger. With a Brief it stands in the bar until one of
	// the same Check comes that is HealthOK.
	WarningRaised struct{ Result CheckResult }
)

func (RunChecks) effect()    {}
func (ChecksDone) event()    {}
func (WarningRaised) event() {}

// CheckReport is the screen of results.
type CheckReport struct {
	Results []CheckResult
	At      Text // the time of the checks, zero before the first
	Busy    bool // checks are running
}

// Equal reports whether c and o draw the same.
func (c CheckReport) Equal(o CheckReport) bool {
	return c.Busy == o.Busy && c.At.Equal(o.At) && slices.EqualFunc(c.Results, o.Results, CheckResult.Equal)
}
