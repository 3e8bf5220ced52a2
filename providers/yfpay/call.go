package yfpay

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// Errors inside a *kiosk.Unanswered.
var (
	// ErrOtherMerchant is a signed reply about another merchant. The key belongs
	// to the institution, so the signature alone does not tell them apart.
	ErrOtherMerchant = errors.New("is about another merchant")
	// ErrUnsignedFail is a refusal without a signature. Anybody could have written
	// it, so it is for the log and proves nothing.
	ErrUnsignedFail = errors.New("says FAIL and is unsigned")

	errSilent   = errors.New("says neither SUCCESS nor FAIL")
	errNoOrder  = errors.New("says success and names no order")
	errNoAmount = errors.New("says success and names no amount")
	errOther    = errors.New("is about another order")
)

// route is one of the vendor's calls and what its result words mean.
type route[T any] struct {
	path     string            // below the base URL
	returned *wire.ResultCodes // meanings of return_code
	meaning  func(message) T   // of result_code
}

func (r route[T]) name() string { return r.path[strings.LastIndexByte(r.path, '/')+1:] }

// The routes. Each is tied to its one meaning.
var (
	routePay     = route[moneyTaken]{"/v3/pay", &payReturns, chargedOf}
	routePrepay  = route[orderMade]{"/v3/prepay", &prepayReturns, madeOf(&prepayResults)}
	routeMinipay = route[orderMade]{"/v3/minipay", &minipayReturns, madeOf(&minipayResults)}
	routeQuery   = route[moneyTaken]{"/v3/queryorder", &queryReturns, queriedOf}
	routeClose   = route[orderClosed]{"/v3/closeorder", &closeReturns, orderClosedOf}
	routeRefund  = route[moneyReturned]{"/v3/refundorder", &refundReturns, moneyReturnedOf}
)

// fields are the members of a request, all texts, as in the vendor's table.
type fields map[string]string

// with adds a field unless it is empty, as the vendor's optional ones ask.
func (f fields) with(name, value string) fields {
	if value != "" {
		f[name] = value
	}
	return f
}

// reply is a signed reply of this merchant's.
type reply[T any] struct {
	message
	call string
	// said is the meaning of result_code; nothing when refused.
	said T
	// refused is the meaning of a return_code FAIL, "" when there is none. It is about
	// the request, and mostly no more.
	refused wire.Class
	secret  kiosk.PayCode // what no words of the reply may repeat; zero for none
}

// verdict is said, or what a refusal of the request means.
func (r reply[T]) verdict(said kiosk.Verdict) kiosk.Verdict {
	if r.refused != "" {
		return r.refused.Verdict()
	}
	return said
}

func (r reply[T]) reason() string { return reasonOf(r.message, r.secret) }

func reasonOf(m message, secret kiosk.PayCode) string {
	words := m.text("return_msg")
	if wire.Repeats(words, secret.Reveal()) {
		return ""
	}
	return wire.Phrase(words)
}

func (r reply[T]) garbage(err error) error { return garbage(r.call, err) }

func garbage(call string, err error) error {
	return gatewayhttp.Garbage(fmt.Errorf("yfpay %s: reply %w", call, err))
}

// ask posts f, signed, to rt and returns the reply once its signature fits.
// Errors: *kiosk.NotSent, *kiosk.Unanswered. secret is a payment code in f.
func ask[T any](ctx context.Context, g *Gateway, rt route[T], f fields, secret kiosk.PayCode) (reply[T], error) {
	call := rt.name()
	m, err := g.post(ctx, rt.path, call, f)
	if err != nil {
		return reply[T]{}, err
	}
	err = g.proven(m, secret)
	if asksToWait(m) { // heeded from anybody: it is no word on the payment
		return reply[T]{}, fmt.Errorf("yfpay %s: %w", call, gatewayhttp.Busy(errors.New(reasonOf(m, secret))))
	}
	if err != nil {
		return reply[T]{}, garbage(call, err)
	}
	r := reply[T]{message: m, call: call, secret: secret}
	returned, listed := rt.returned.Row(m.text("return_code"))
	switch {
	case !listed:
		return reply[T]{}, garbage(call, errSilent)
	case returned.Class != wire.Read:
		r.refused = returned.Class
	default:
		r.said = rt.meaning(m)
	}
	return r, nil
}

// asksToWait reports whether m is a failure that asks to be asked later.
func asksToWait(m message) bool {
	result := m.text("result_code")
	return result != wordSuccess && result != wordSucceess && result != wordInProcess && busyWords.Lists(m.text("return_msg"))
}

func (g *Gateway) post(ctx context.Context, path, call string, f fields) (message, error) {
	f[signField] = signature(f, g.cfg.Key)
	var body bytes.Buffer
	e := json.NewEncoder(&body)
	e.SetEscapeHTML(false)
	if err := e.Encode(f); err != nil {
		return nil, gatewayhttp.NotSent("yfpay %s: encode request: %w", call, err)
	}
	reply, err := g.HTTP.SendJSON(ctx, http.MethodPost, g.Base+path, nil, body.Bytes())
	if err == nil {
		err = reply.OK()
	}
	if err != nil {
		return nil, fmt.Errorf("yfpay %s: %w", call, err)
	}
	m, err := decode(reply.Body)
	if err != nil {
		return nil, garbage(call, err)
	}
	return m, nil
}

// proven looks at everything that must be right before a word of m's result is
// read.
func (g *Gateway) proven(m message, secret kiosk.PayCode) error {
	returned := m.text("return_code")
	err := verify(m, g.cfg.Key)
	switch {
	case errors.Is(err, errNoSign) && returned == returnFail:
		if words := reasonOf(m, secret); words != "" {
			return fmt.Errorf("%w: %s", ErrUnsignedFail, words)
		}
		return ErrUnsignedFail
	case errors.Is(err, errNoSign) && returned == returnSuccess:
		return ErrUnsigned
	case errors.Is(err, errNoSign):
		return errSilent
	case err != nil:
		return err
	case m.has("mch_no") && m.text("mch_no") != g.cfg.MchNo:
		return ErrOtherMerchant
	}
	return nil
}

// echo is a message's identification of its payment.
type echo struct {
	order, trade string
	amount       *kiosk.Fen
}

// echoed reads the numbers and the amount that m names.
func (m message) echoed() (echo, error) {
	order, err1 := m.number("pay_trace_no")
	trade, err2 := m.number("trade_no")
	amount, err3 := m.fen("total_amount")
	return echo{order, trade, amount}, errors.Join(err1, err2, err3)
}

// echoed drops a number in which a payment code stands.
func (r reply[T]) echoed() (echo, error) {
	e, err := r.message.echoed()
	if err != nil {
		return echo{}, r.garbage(err)
	}
	for _, no := range []*string{&e.order, &e.trade} {
		if wire.Repeats(*no, r.secret.Reveal()) {
			*no = ""
		}
	}
	return e, nil
}

// complete is an error unless r names everything that pay, prepay and minipay
// must echo when they say success.
func (r reply[T]) complete(e echo, payType string) error {
	switch {
	case !r.has("mch_no"):
		return r.garbage(errors.New("says success and names no merchant"))
	case e.order == "":
		return r.garbage(errNoOrder)
	case e.amount == nil:
		return r.garbage(errNoAmount)
	case r.has("pay_type") && r.text("pay_type") != payType:
		return r.garbage(errors.New("is about another wallet"))
	}
	return nil
}
