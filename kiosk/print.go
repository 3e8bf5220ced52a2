package kiosk

import "time"

// PrintState of a paper in the printer's queue, as far as is known.
type PrintState string

// The states. The values stand in the queue.
//
//	waiting ─▶ sending ─▶ sent | printed | unknown
//	   └─────▶ offered    too old to be printed by itself; a person has it wait anew, or dropped
//	unknown ─▶ dropped    a copy took its place, or nobody wants it
const (
	PrintWaiting PrintState = "waiting" // no byte of it has left
	PrintSending PrintState = "sending" // it was begun
	PrintSent    PrintState = "sent"    // all bytes left; the printer does not tell what it does
	PrintPrinted PrintState = "printed" // and the printer said that it had done with them
	PrintUnknown PrintState = "unknown" // it was begun, and nobody knows what stands on paper
	PrintOffered PrintState = "offered" // no byte of it has left, and it is old
	PrintDropped PrintState = "dropped"
)

// Receipts is the occasion on which a paper is printed.
type Receipts string

// The times.
const (
	ReceiptsNone Receipts = ""     // there is no printer, or nobody wants any
	ReceiptsPaid Receipts = "paid" // with the proof of the money
	ReceiptsAsk  Receipts = "ask"  // when the cashier asks for it at the result
)

// PrintAgeMax is the age at which a paper is no longer printed by itself: whoever it was
// for has left, and a printer that is switched on in the morning does not print yesterday.
const PrintAgeMax = 10 * time.Minute

// PrintJob is one paper in the queue.
type PrintJob struct {
	ID       int64
	Paper    Paper
	Copy     bool // it says that it is one
	State    PrintState
	QueuedAt time.Time
}

// PrintersFault is a printer's fault, as a word.
type PrintersFault string

// The faults.
const (
	PrinterFine     PrintersFault = ""
	PrinterAbsent   PrintersFault = "absent"   // not there: unplugged, switched off, another name
	PrinterRefuses  PrintersFault = "refuses"  // there, and takes no connection
	PrinterDenied   PrintersFault = "denied"   // this user may not open it
	PrinterBusy     PrintersFault = "busy"     // another program has it, or the last job hangs
	PrinterPaper    PrintersFault = "paper"    // none left
	PrinterCover    PrintersFault = "cover"    // open
	PrinterError    PrintersFault = "error"    // knife, head, or switched off line at its panel
	PrinterCutOff   PrintersFault = "cut_off"  // gone within a job
	PrinterSilent   PrintersFault = "silent"   // takes no more bytes, or no word that it has done
	PrinterNoRecord PrintersFault = "no_queue" // the queue cannot be written, so nothing is begun
)
