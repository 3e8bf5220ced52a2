package kiosk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"
)

// Gateway is one vendor's payment system, spoken in kiosk's words. Its methods
// are called from many goroutines, each with a deadline.
//
// Every method's error is one of three, and nothing else may be concluded:
//   - *NotSent: no byte of the request can have reached the gateway;
//   - *Unanswered: the request may have arrived, the outcome is not known;
//   - ErrUnsupported: this gateway has no such call (Capabilities says so beforehand).
//
// A gateway that answered "no" returns an Answer with VerdictFailed, no error.
type Gateway interface {
	// Name is the provider's name in the config, such as "lepay".
	Name() string
	// Capabilities are the features of this gateway; they never change while the till runs.
	Capabilities() Capabilities
	// OpenQR creates an order of p.Amount and returns the QR's text in
	// Answer.QR and the number to query by in Answer.GatewayOrderNo, verdict
	// VerdictWaiting. With MiniPage it also takes p.Rail RailMini, and with
	// OrderEntry an order that exists (p.Entered, by p.GatewayOrderNo). A gateway
	// that reckons the amount itself names it in Answer.Amount; the till shows no
	// QR of another amount than p's.
	OpenQR(ctx context.Context, p Payment) (Answer, error)
	// Charge spends the customer's code for p.Amount. It is called once in the
	// life of p. VerdictPaid means that this very request took the money.
	Charge(ctx context.Context, p Payment, code PayCode) (Answer, error)
	// Query asks what became of p, by p.GatewayOrderNo.
	Query(ctx context.Context, p Payment) (Answer, error)
	// Close asks that p can no longer be paid. VerdictClosed only when the
	// gateway says that it is closed now; the till queries afterwards.
	Close(ctx context.Context, p Payment) (Answer, error)
	// OpenMini creates an order of p.Amount for the customer who has the shop's
	// mini-program open, and returns in Answer.Params what the mini-program hands
	// to the wallet, verdict VerdictWaiting. Only with MiniParams.
	OpenMini(ctx context.Context, p Payment, b Buyer) (Answer, error)
	// Refund asks for r.Amount of p back. With Capabilities.RefundAgain the same
	// r.No is the same refund however often it is asked for.
	Refund(ctx context.Context, p Payment, r Refund) (RefundAnswer, error)
	// QueryRefund asks what became of r.
	QueryRefund(ctx context.Context, p Payment, r Refund) (RefundAnswer, error)
	// Ping proves that the gateway can be reached by a plain connection (TCP, and
	// TLS for https) and sends it no request: at rest a till asks no vendor what
	// it must refuse. What the gateway makes of requests is learnt from real ones.
	Ping(ctx context.Context) error
}

// Trier is a Gateway with a documented call that touches no money and that
// whoever checks the till may make. Errors are those of Gateway; call is the
// vendor's name for it, also beside an error.
type Trier interface {
	Try(ctx context.Context) (call string, err error)
}

// Capabilities of a gateway; the window offers exactly that.
type Capabilities struct {
	QR   []Wallet // wallets whose QR it makes
	Code bool     // it takes scanned codes
	// CodeWallets are the wallets whose codes it takes; nil: of any.
	CodeWallets []Wallet
	CodeMax     Fen // most that one code may be charged; 0: no limit of its own
	FaceMax     Fen // most that a face may be charged, by the gateway and the shop; 0: no limit of its own
	// Mini is the mini-program rail's method, MiniWallets those who can pay by it.
	Mini        MiniMethod
	MiniWallets []Wallet
	// MiniAnyone: OpenMini needs no Buyer.ID.
	MiniAnyone bool
	Close      bool
	// OwnNumber: the till's OrderNo travels with the request, so that a payment
	// can be queried even when the first answer was lost.
	OwnNumber bool
	// QueryQR: payments by QR and mini-program can be asked about. Without it a
	// notification is the proof, or a manager's word.
	QueryQR bool
	// QueryCode: code payments can be queried at all (lepay cannot).
	QueryCode bool
	// Notifications: this gateway's notifications reach this till.
	Notifications bool
	// Refund is the extent to which money goes back through the gateway.
	Refund RefundSupport
	// RefundAgain: asking again for the same Refund.No is the same refund, so
	// that a lost answer may be followed by the same question.
	RefundAgain bool
	// QueryRefund: a refund can be asked about.
	QueryRefund bool
	// OrderEntry: the gateway's orders are made elsewhere; the cashier types or
	// scans the number of one.
	OrderEntry bool
	// QRValid is the lifetime of a QR.
	QRValid time.Duration
}

// RefundSupport is the part of a payment that a gateway gives back.
type RefundSupport string

// The ways.
const (
	RefundNone RefundSupport = ""     // only by hand, in the merchant's own app
	RefundFull RefundSupport = "full" // the whole payment at once
	RefundPart RefundSupport = "part" // any part, more than once
)

// Verdict is one answer's word on one payment.
type Verdict string

// The verdicts.
const (
	VerdictPaid       Verdict = "paid"
	VerdictWaiting    Verdict = "waiting"    // known or not scanned yet, nothing paid
	VerdictConfirming Verdict = "confirming" // the customer is at it: password, fingerprint
	VerdictFailed     Verdict = "failed"     // a documented no: no money moved and none will
	VerdictClosed     Verdict = "closed"     // it can no longer be paid
	VerdictUnknown    Verdict = "unknown"    // it answered, in words that prove nothing
)

// Answer is a gateway's reply, already checked for form by its provider. The
// till checks that it fits the payment.
type Answer struct {
	Verdict Verdict
	// Order is the number that the reply itself names, "" where the documented
	// reply names none (lepay's tofastpay). The till compares it with
	// Payment.GatewayOrderNo.
	Order string
	// Amount is the amount that the reply names, nil where the documented reply
	// names none. The till compares it with Payment.Amount.
	Amount *Fen
	// GatewayOrderNo is a number that the reply assigns to the payment.
	GatewayOrderNo string
	QR             string
	Params         json.RawMessage // an object, of OpenMini only
	TradeNo        string
	Payer          string
	PaidAt         time.Time // zero when not told
	Reason         string    // the gateway's own words, at most ReasonRunesMax
}

// ReasonRunesMax bounds the gateway's words that are kept and shown.
const ReasonRunesMax = 120

// ErrUnsupported says that a gateway has no such call.
var ErrUnsupported = errors.New("this gateway has no such call")

// NotSent is the proof that no byte of a request reached the gateway, so that
// asking again is safe.
type NotSent struct{ Err error }

func (e *NotSent) Error() string { return fmt.Sprintf("not sent: %v", e.Err) }
func (e *NotSent) Unwrap() error { return e.Err }

// Unanswered is the absence of a usable answer after the request may have
// arrived: timeout, reset, 5xx, HTML, a truncated body. It proves nothing.
type Unanswered struct {
	Err error
	// Answered: something came back, so the network works and the gateway is at
	// fault.
	Answered bool
	// Busy: it asked to be asked less often: 429, 503 or a documented "system
	// busy". The till slows down.
	Busy bool
	// RetryAfter is the wait that it named (HTTP's Retry-After), 0 for none.
	RetryAfter time.Duration
}

// RetryAfterMax bounds the wait that a gateway may ask for: money that came in
// longer silence would be found too late.
const RetryAfterMax = 5 * time.Minute

func (e *Unanswered) Error() string { return fmt.Sprintf("no usable answer: %v", e.Err) }
func (e *Unanswered) Unwrap() error { return e.Err }

// Trim cuts the gateway's words to ReasonRunesMax.
func Trim(s string) string {
	n := 0
	for i := range s {
		if n == ReasonRunesMax {
			return s[:i] + "…"
		}
		n++
	}
	return s
}

// RailError is a failure to reach the gateway of one wallet, where several are in use.
type RailError struct {
	Wallet Wallet
	Err    error
}

func (e *RailError) Error() string { return fmt.Sprintf("%s: %v", e.Wallet, e.Err) }
func (e *RailError) Unwrap() error { return e.Err }

// RailErrorOf is the failure of w in err, a RailError or several joined. An error without any
// speaks for every wallet.
func RailErrorOf(err error, w Wallet) error {
	all := []error{err}
	if joined, are := err.(interface{ Unwrap() []error }); are {
		all = joined.Unwrap()
	}
	named := false
	for _, e := range all {
		var rail *RailError
		if errors.As(e, &rail) {
			if named = true; rail.Wallet == w {
				return rail.Err
			}
		}
	}
	if named {
		return nil
	}
	return err
}

// FaultOf says whose fault a failed call is, or GatewayUntried when it says
// nothing about the way to the gateway.
func FaultOf(err error) GatewayState {
	var notSent *NotSent
	var unanswered *Unanswered
	switch {
	case errors.Is(err, ErrUnsupported):
		return GatewayUntried
	case errors.As(err, &notSent):
		return GatewayUnreachable
	case errors.As(err, &unanswered) && unanswered.Busy:
		return GatewayBusy
	case errors.As(err, &unanswered) && unanswered.Answered:
		return GatewayGarbage
	}
	return GatewaySilent
}

// UnimplementedGateway has the calls that few gateways offer. A Gateway without one embeds it.
type UnimplementedGateway struct{}

// Close is ErrUnsupported.
func (UnimplementedGateway) Close(context.Context, Payment) (Answer, error) {
	return Answer{}, ErrUnsupported
}

// OpenMini is ErrUnsupported.
func (UnimplementedGateway) OpenMini(context.Context, Payment, Buyer) (Answer, error) {
	return Answer{}, ErrUnsupported
}

// Charge is ErrUnsupported.
func (UnimplementedGateway) Charge(context.Context, Payment, PayCode) (Answer, error) {
	return Answer{}, ErrUnsupported
}

// Refund is ErrUnsupported.
func (UnimplementedGateway) Refund(context.Context, Payment, Refund) (RefundAnswer, error) {
	return RefundAnswer{}, ErrUnsupported
}

// QueryRefund is ErrUnsupported.
func (UnimplementedGateway) QueryRefund(context.Context, Payment, Refund) (RefundAnswer, error) {
	return RefundAnswer{}, ErrUnsupported
}
