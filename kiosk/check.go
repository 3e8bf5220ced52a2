package kiosk

import "slices"

// Look is one thing that a check of the till looks at.
type Look string

// The looks, in the order in which they are told.
const (
	LookConfig   Look = "config"
	LookFolder   Look = "folder"   // the data folder can be written
	LookDisk     Look = "disk"     // room in it
	LookLedger   Look = "ledger"   // whole, and its history unedited
	LookScanner  Look = "scanner"  // its serial port
	LookFonts    Look = "fonts"    // every character of the texts can be drawn
	LookZone     Look = "zone"     // the time zone, by which a day turns
	LookScreen   Look = "screen"   // there is one for the window
	LookKeyboard Look = "keyboard" // the till's window has it
	LookNetwork  Look = "network"  // an interface that is up, and a way out of this machine
	LookDNS      Look = "dns"
	LookTCP      Look = "tcp"
	LookTLS      Look = "tls"
	LookHTTP     Look = "http"
	LookClock    Look = "clock"   // this machine's against the gateway's
	LookGateway  Look = "gateway" // it can be used
	LookNotices  Look = "notices"
)

// onTheWay reports whether l looks at a step of the way to the gateway: the
// first of them that fails is why the gateway is not heard.
func (l Look) onTheWay() bool {
	switch l {
	case LookNetwork, LookDNS, LookTCP, LookTLS, LookHTTP:
		return true
	}
	return false
}

// Health is how what was looked at is.
type Health string

// The healths.
const (
	HealthOK     Health = "ok"
	HealthNote   Health = "note"   // it works, and somebody should know something
	HealthFailed Health = "failed" // it does not work
)

// Blame is whose fault something is, so that the right one is called.
type Blame string

// Who can be to blame.
const (
	BlameNobody  Blame = ""
	BlameMachine Blame = "machine" // this machine: cable, clock, disk, settings
	BlameNetwork Blame = "network" // the shop's network and its way to the internet
	BlameGateway Blame = "gateway"
)

// Finding is what one look found.
type Finding struct {
	Look   Look
	Health Health
	Blame  Blame
	// Brief says in a few words whose fault it is and what; zero for what does
	// not belong into the status bar.
	Brief Text
	What  Text // what is so
	// Places are where, when there are several; the text What has {places} for them.
	Places []Text
	Todo   Text // what to do about it, zero when nothing
}

// Equal reports whether f and o say the same.
func (f Finding) Equal(o Finding) bool {
	return f.Look == o.Look && f.Health == o.Health && f.Blame == o.Blame &&
		f.Brief.Equal(o.Brief) && f.What.Equal(o.What) && f.Todo.Equal(o.Todo) &&
		slices.EqualFunc(f.Places, o.Places, Text.Equal)
}

// FirstFault is the first failure on the way to the gateway: what comes after it
// fails because of it. It is nil when the whole way works.
func FirstFault(findings []Finding) *Finding {
	i := slices.IndexFunc(findings, func(f Finding) bool {
		return f.Health == HealthFailed && f.Look.onTheWay() && !f.Brief.IsZero()
	})
	if i < 0 {
		return nil
	}
	f := findings[i]
	return &f
}

type (
	// Examine has this machine and the way to the gateway looked at. It yields
	// exactly one Examined.
	Examine struct {
		// Deep: every look, not only the quick ones that tell whose fault a
		// silent gateway is.
		Deep bool
	}
	// Examined is what an Examine found; no Findings where nothing can be looked
	// at.
	Examined struct {
		Deep     bool
		Findings []Finding
	}
	// Ailing is a finding about this machine that came by itself, such as a
	// broken chain of the ledger. With a Brief it stands in the bar until one of
	// the same Look comes that is HealthOK.
	Ailing struct{ Finding Finding }
)

func (Examine) effect() {}
func (Examined) event() {}
func (Ailing) event()   {}

// Checkup is the screen of findings.
type Checkup struct {
	Findings []Finding
	At       Text // when they were found, zero before the first time
	Busy     bool // being looked at now
}

// Equal reports whether c and o draw the same.
func (c Checkup) Equal(o Checkup) bool {
	return c.Busy == o.Busy && c.At.Equal(o.At) && slices.EqualFunc(c.Findings, o.Findings, Finding.Equal)
}
