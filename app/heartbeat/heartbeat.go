// Package heartbeat is how a till tells whoever started it that it lives: another
// facepay by pipes, systemd by its socket.
//
// A till that another facepay started has FACEPAY_HEARTBEAT=1 in its environment, its
// standard output is a pipe to that parent and its standard input one from it. It
// writes a line "ready" once its ledger is open and its first frame is painted, and
// makes no call and no sale before a line "go" came. From "ready" on it writes "beat"
// every second, as often as the loop of its window came round. A beat before "ready"
// says that a window is up which asks people something in place of the till. A line
// "usage" before its end says that flags or config are wrong, and that the same again
// would end alike, and a line "again" that the till is to be started anew. The end of its
// standard input ends the till in order.
package heartbeat

import "time"

// Env is the name of the variable that a till finds set to "1" when its standard files
// are pipes to a parent.
const Env = "FACEPAY_HEARTBEAT"

// Every is the pause between two beats.
const Every = time.Second

// The words of the protocol, each a line.
const (
	wordReady = "ready"
	wordBeat  = "beat"
	wordUsage = "usage"
	wordAgain = "again"
	wordGo    = "go"
)
