package providers_test

import (
	"cmp"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/gatewayhttp"
	"facepay/providers/practice"
	"facepay/providers/provider"
	"facepay/providers/wire/wiretest"
)

const (
	// patience is the time after which a case is given up.
	patience = 20 * time.Second
	// hurry brings the vendors' waits before a repeated notification down to
	// milliseconds.
	hurry = 1e-5
)

// clock is the practice gateway's; it can be put forward.
type clock struct{ ahead atomic.Int64 }

func (c *clock) now() time.Time { return time.Now().Add(time.Duration(c.ahead.Load())) }

func (c *clock) pass(d time.Duration) { c.ahead.Add(int64(d)) }

// shop is a till's end of one gateway, for one case.
type shop struct {
	*testing.T
	row
	name    string // of the case
	server  *practice.Server
	clock   *clock
	inbox   *inbox
	gateway kiosk.Gateway
	can     kiosk.Capabilities
	http    *gatewayhttp.Client
	url     string // of the gateway, as the till is told it
}

// shops counts those of this run. Each gateway has an address of its own, so that nobody
// is given its port while its network is down.
var shops atomic.Uint32

func open(t *testing.T, g row, name string) *shop {
	s := &shop{T: t, row: g, name: name, clock: &clock{}, http: gatewayhttp.New("conformance")}
	n := shops.Add(1)
	config := practice.Config{Listen: fmt.Sprintf("127.1.%d.%d:0", n>>8&0xFF, n&0xFF), NotifyScale: hurry, Now: s.clock.now}
	server := wiretest.Call(practice.Start(t.Context(), config, providers.Dialects()...)).OK(t)
	s.server, s.url = server, server.URL()
	t.Cleanup(func() { assert.NoError(t, server.Close()) })
	t.Cleanup(s.http.CloseIdle)
	s.inbox = newInbox(t)
	made := s.make(g.config)
	s.inbox.notifier, _ = s.part(made).(kiosk.Notifier)
	s.gateway = made
	s.can = made.Capabilities()
	t.Cleanup(s.audit)
	return s
}

// make is the gateway's real code, set up as the till does it.
func (s *shop) make(set func(providers.Config)) kiosk.Gateway {
	c := providers.Default().Practising(s.url)
	if set != nil {
		set(c)
	}
	c = c.For(provider.Shop{Name: "茶铺", Listening: true}, s.notifyURL)
	return wiretest.Call(providers.New(s.called(), s.called(), c, s.http)).OK(s)
}

func (s *shop) notifyURL(name string) string { return s.inbox.server.URL + "/notify/" + name }

// called is the gateway's name in the config.
func (s *shop) called() string { return cmp.Or(s.provider, s.dialect) }

// part is the gateway that speaks the row's dialect.
func (s *shop) part(g kiosk.Gateway) kiosk.Gateway {
	for _, p := range providers.Parts(s.dialect, g) {
		if p.Name == s.dialect {
			return p.Gateway
		}
	}
	require.FailNow(s, "no part speaks "+s.dialect)
	return nil
}

// through has the till ask the gateway at url.
func (s *shop) through(url string) {
	s.url = url
	s.gateway = s.make(s.config)
}

// audit asserts the rules that hold after every case.
func (s *shop) audit() {
	l := s.ledger()
	for _, o := range l.Orders {
		assert.LessOrEqual(s, o.Charges, 1, "a customer paid %s twice", o.No)
		assert.LessOrEqual(s, o.Refunded, o.Amount, "more went back of %s than was paid", o.No)
	}
	for _, c := range l.Codes {
		assert.LessOrEqual(s, c.Sent, 1, "a code was sent again")
	}
	assert.Equal(s, s.can, s.gateway.Capabilities(), "what it can do changed")
	assert.Zero(s, l.Requests["/practice/redirected"], "a redirect was followed")
}

func (s *shop) ledger() practice.Ledger {
	return wiretest.Call(s.server.Ledger()).OK(s)
}

// order is p's order in the gateway's own ledger. A code's answer may be the only
// one to name a number; then it is the one order by code, if there is one.
func (s *shop) order(p kiosk.Payment) (practice.Order, bool) {
	l := s.ledger()
	if o, ok := l.Own(string(p.OrderNo)); ok {
		return o, true
	}
	if o, ok := l.Order(p.GatewayOrderNo); ok || p.Rail != kiosk.RailCode || s.can.OwnNumber {
		return o, ok
	}
	var byCode []practice.Order
	for _, o := range l.Orders {
		if o.Rail == kiosk.RailCode {
			byCode = append(byCode, o)
		}
	}
	if len(byCode) != 1 {
		return practice.Order{}, false
	}
	return byCode[0], true
}

func (s *shop) mustOrder(p kiosk.Payment) practice.Order {
	o, ok := s.order(p)
	require.True(s, ok, "the gateway knows nothing of the payment")
	return o
}

// asked counts the requests of a call's own route.
func (s *shop) asked(call string) int {
	if len(s.routes[call]) == 0 {
		return 0
	}
	return s.ledger().Requests[s.dialect+"/"+s.routes[call][0]]
}

// requests counts all that the gateway was asked; its own notifications are no
// such.
func (s *shop) requests() (n int) {
	for route, each := range s.ledger().Requests {
		if !strings.HasSuffix(route, "/notify") {
			n += each
		}
	}
	return n
}

func (s *shop) act(a practice.Action, p kiosk.Payment) {
	wiretest.Call(s.server.Act(a, s.mustOrder(p).No)).OK(s)
}

func (s *shop) fault(kind practice.FaultKind, route string, count int) {
	wiretest.Call(s.server.AddFault(practice.Fault{Kind: kind, Route: s.dialect + "/" + route, Count: count})).OK(s)
}

// network changes the way to the gateway. What is written to a connection that
// has just ended may have arrived, so that none is kept from before.
func (s *shop) network(n practice.Network) {
	require.NoError(s, s.server.SetNetwork(n, 0))
	s.http.CloseIdle()
}

// ctx bounds a call as the till does.
func (s *shop) ctx() context.Context {
	ctx, cancel := context.WithTimeout(s.Context(), patience)
	s.Cleanup(cancel)
	return ctx
}

const price kiosk.Fen = 1234

// payment is a new one as the till records it before anything is sent.
func (s *shop) payment(rail kiosk.Rail) kiosk.Payment {
	now := s.clock.now()
	p := kiosk.Payment{
		OrderNo: kiosk.OrderNo(rand.Text()[:24]), Amount: price, Wallet: s.wallet, Rail: rail,
		Provider: s.dialect, CreatedAt: now, SentAt: now,
	}
	if s.can.OwnNumber {
		p.GatewayOrderNo = string(p.OrderNo)
	}
	if s.can.OrderEntry {
		made := p
		made.Rail = kiosk.RailQR
		a := wiretest.Call(s.make(s.elsewhere).OpenQR(s.ctx(), made)).OK(s)
		p.Entered, p.GatewayOrderNo = true, a.GatewayOrderNo
	}
	s.inbox.expected.Store(&p)
	return p
}

// took puts into p what an answer brings, as the till does.
func took(p kiosk.Payment, a kiosk.Answer) kiosk.Payment {
	if a.GatewayOrderNo != "" && !p.Entered {
		p.GatewayOrderNo = a.GatewayOrderNo
	}
	if a.TradeNo != "" {
		p.TradeNo = a.TradeNo
	}
	return p
}

// fits reports whether a passes the till's checks: of its order and its amount.
func fits(p kiosk.Payment, a kiosk.Answer) bool {
	return (a.Order == "" || a.Order == p.GatewayOrderNo) && (a.Amount == nil || *a.Amount == p.Amount)
}

// opened is a payment whose QR is on show.
func (s *shop) opened() kiosk.Payment {
	p := s.payment(kiosk.RailQR)
	a := s.asks(callQR, p)
	require.Equal(s, kiosk.VerdictWaiting, a.Verdict, a.Reason)
	require.True(s, fits(p, a) || !s.can.OwnNumber, "%+v", a)
	require.NotEmpty(s, a.QR)
	return took(p, a)
}

// paid is a payment by QR of which the till has learnt that it is paid.
func (s *shop) paid() kiosk.Payment {
	p := s.opened()
	s.act(practice.ActionPay, p)
	return took(p, s.learns(p, kiosk.VerdictPaid))
}

// learns is the till's way to know what became of p: it asks, or where it cannot
// it is notified. The answer must fit and have one of verdicts.
func (s *shop) learns(p kiosk.Payment, verdicts ...kiosk.Verdict) kiosk.Answer {
	s.Helper()
	if s.can.QueryQR {
		a := s.asks(callQuery, p)
		require.Contains(s, verdicts, a.Verdict, a.Reason)
		require.True(s, fits(p, a), "%+v", a)
		return a
	}
	s.denied(callQuery, p)
	l := s.inbox.await(s, func(l letter) bool {
		return l.err == nil && !l.notice.Refund && l.notice.OrderNo == p.OrderNo && slices.Contains(verdicts, l.notice.Answer.Verdict)
	})
	s.checkPayment(p, l.notice.Answer)
	require.True(s, fits(p, l.notice.Answer), "%+v", l.notice.Answer)
	return l.notice.Answer
}

// wants is usual, or what the row's exception has instead.
func (s *shop) wants(usual ...kiosk.Verdict) []kiosk.Verdict {
	if e, ok := s.except[s.name]; ok {
		require.NotEmpty(s, e.reason)
		return []kiosk.Verdict{e.verdict}
	}
	return usual
}

type letter struct {
	contentType string
	header      http.Header
	notifier    kiosk.Notifier // with that header
	body        []byte
	notice      kiosk.Notification
	err         error
	acked       bool
}

// inbox is the till's notification server: it reads by the gateway's own code and
// acknowledges what fits the payment.
type inbox struct {
	server   *httptest.Server
	notifier kiosk.Notifier // nil: of a gateway without notifications
	letters  chan letter
	expected atomic.Pointer[kiosk.Payment]
}

func newInbox(t *testing.T) *inbox {
	in := &inbox{letters: make(chan letter, 1000)}
	in.expected.Store(&kiosk.Payment{})
	in.server = httptest.NewServer(in)
	t.Cleanup(in.server.Close)
	return in
}

func (in *inbox) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body)
	if err != nil || in.notifier == nil {
		w.WriteHeader(http.StatusNotFound)
		return
	}
	p := *in.expected.Load()
	l := letter{contentType: r.Header.Get("Content-Type"), header: r.Header, notifier: headed(in.notifier, r.Header), body: body}
	l.notice, l.err = l.notifier.ReadNotification(l.contentType, body)
	l.acked = l.err == nil && l.notice.OrderNo == p.OrderNo && fits(p, l.notice.Answer)
	if l.acked {
		contentType, ack := in.notifier.NotificationAck()
		w.Header().Set("Content-Type", contentType)
		_, _ = w.Write(ack)
	} else {
		w.WriteHeader(http.StatusBadRequest)
	}
	select {
	case in.letters <- l:
	default: // nobody reads so many
	}
}

// headed is n with a notification's header, for a gateway that signs there.
func headed(n kiosk.Notifier, h http.Header) kiosk.Notifier {
	if signed, is := n.(kiosk.HeaderNotifier); is {
		return signed.WithHeader(h.Get)
	}
	return n
}

// await is the next letter that is meant; others are thrown away.
func (in *inbox) await(t testing.TB, meant func(letter) bool) letter {
	t.Helper()
	late := time.After(patience)
	for {
		select {
		case l := <-in.letters:
			if meant(l) {
				return l
			}
		case <-late:
			require.FailNow(t, "the notification never came")
		}
	}
}
