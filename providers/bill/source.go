package bill

import (
	"context"
	"errors"

	"facepay/kiosk"
)

// Source is a gateway that hands out the bill of a day, as a file for Read.
type Source interface {
	// Name is the provider of the payments that the bill has.
	Name() string
	// BillKind is the form of the bill.
	BillKind() kiosk.BillKind
	// DownloadBill fetches the bill of a Beijing day. Errors: ErrNone, ErrNoneYet, ErrLater,
	// *Refused, *kiosk.NotSent, *kiosk.Unanswered.
	DownloadBill(ctx context.Context, day kiosk.Date) ([]byte, error)
}

// Errors of a Source.
var (
	// ErrNone: nothing was sold on that day.
	ErrNone = errors.New("there is no bill of that day")
	// ErrNoneYet: nothing was sold on that day, or it is too early: the gateway says the
	// same of both.
	ErrNoneYet = errors.New("there is no bill of that day, or not yet")
	// ErrLater: it is being made, or its day is not over for the gateway.
	ErrLater = errors.New("the bill of that day is not made yet")
)

// Refused is a bill that the gateway does not give.
type Refused struct {
	Why string // in the gateway's words
}

func (e *Refused) Error() string { return "the bill is refused: " + e.Why }
