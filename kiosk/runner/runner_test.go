package runner

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/till"
)

// What the till has of these.
const (
	wechatCode  = "134567890123456789"
	alarmGuard  = 700 * time.Millisecond
	retryEvery  = 10 * time.Second
	pingEvery   = time.Minute
	saleIdleMax = 5 * time.Minute
)

// memory is a Ledger that keeps what was written and can be told to fail.
type memory struct {
	mu     sync.Mutex
	writes []kiosk.Write
	loads  []time.Time // as the ledger was told them
	today  kiosk.Fen
	fail   error
}

func (m *memory) Save(_ context.Context, w kiosk.Write) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail == nil {
		m.writes = append(m.writes, w)
	}
	return m.fail
}

func (m *memory) Find(_ context.Context, n kiosk.OrderNo) (p kiosk.Payment, s kiosk.Sale, of []kiosk.Refund, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	err = kiosk.ErrNoPayment
	for _, w := range m.writes {
		for _, row := range w.Payments {
			if row.OrderNo == n {
				p, err = row, nil
			}
		}
	}
	for _, w := range m.writes {
		for _, row := range w.Sales {
			if row.ID == p.Sale {
				s = row
			}
		}
	}
	return p, s, nil, err
}

func (m *memory) Load(_ context.Context, at time.Time) (kiosk.Snapshot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loads = append(m.loads, at)
	return kiosk.Snapshot{PINSet: true, Today: m.today}, m.fail
}

// set changes what the ledger tells from now on.
func (m *memory) set(today kiosk.Fen, fail error) {
	m.mu.Lock()
	m.today, m.fail = today, fail
	m.mu.Unlock()
}

func (m *memory) SetPIN(context.Context, string) error { return nil }
func (m *memory) CheckPIN(_ context.Context, pin string, _ time.Time) (kiosk.PINResult, error) {
	if pin != "1234" {
		return kiosk.PINResult{}, nil
	}
	return kiosk.PINResult{OK: true, Person: kiosk.Person{ID: 1, Role: kiosk.RoleOwner}}, nil
}

// scripted is a Gateway whose calls a test answers.
type scripted struct {
	kiosk.UnimplementedGateway
	charge func(context.Context) (kiosk.Answer, error)
	qr     func(context.Context) (kiosk.Answer, error)
	mu     sync.Mutex
	calls  []kiosk.CallKind
}

func (s *scripted) called(k kiosk.CallKind) {
	s.mu.Lock()
	s.calls = append(s.calls, k)
	s.mu.Unlock()
}

func (s *scripted) count(k kiosk.CallKind) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		if c == k {
			n++
		}
	}
	return n
}

func (s *scripted) Name() string { return "scripted" }
func (s *scripted) Capabilities() kiosk.Capabilities {
	return kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, Code: true, QueryQR: true, QRValid: 2 * time.Hour}
}
func (s *scripted) OpenQR(ctx context.Context, _ kiosk.Payment) (kiosk.Answer, error) {
	s.called(kiosk.CallQR)
	return s.qr(ctx)
}
func (s *scripted) Charge(ctx context.Context, _ kiosk.Payment, _ kiosk.PayCode) (kiosk.Answer, error) {
	s.called(kiosk.CallCharge)
	return s.charge(ctx)
}
func (s *scripted) Query(context.Context, kiosk.Payment) (kiosk.Answer, error) {
	s.called(kiosk.CallQuery)
	return kiosk.Answer{Verdict: kiosk.VerdictWaiting}, nil
}
func (s *scripted) Ping(context.Context) error { return nil }

// running starts a runner in a bubble of virtual time and stops it at the end;
// the bubble fails the test when a goroutine is left. now may be nil.
func running(t *testing.T, g kiosk.Gateway, m kiosk.Ledger, now func() time.Time, test func(r *Runner, view func() kiosk.View)) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var last kiosk.View
		r := New(NewInbox(), till.NewTill(kiosk.Settings{Capabilities: g.Capabilities(), MaxAmount: 5_000_000}), Ports{
			Ledger: m, Gateway: g, Now: now,
			Show: func(v kiosk.View) { mu.Lock(); last = v; mu.Unlock() },
		})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() { defer close(done); r.Run(ctx) }()
		synctest.Wait()
		test(r, func() kiosk.View { synctest.Wait(); mu.Lock(); defer mu.Unlock(); return last })
		cancel()
		<-done
	})
}

func post(r *Runner, keys ...kiosk.Key) {
	for _, k := range keys {
		r.inbox.Post(kiosk.Pressed{Key: k})
	}
}

func TestRunner_PaidByCode(t *testing.T) {
	g := &scripted{charge: func(context.Context) (kiosk.Answer, error) { return kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil }}
	m := &memory{}
	running(t, g, m, nil, func(r *Runner, view func() kiosk.View) {
		post(r, "5", kiosk.KeyEnter)
		r.inbox.Post(kiosk.Scanned{Code: kiosk.NewPayCode(wechatCode)})
		require.Equal(t, kiosk.CustomerPaid, view().Customer.Kind)
		require.Equal(t, 1, g.count(kiosk.CallCharge))
	})
}

func TestRunner_NothingIsSentAfterAFailedSave(t *testing.T) {
	g := &scripted{charge: func(context.Context) (kiosk.Answer, error) { return kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil }}
	m := &memory{}
	running(t, g, m, nil, func(r *Runner, view func() kiosk.View) {
		post(r, "5", kiosk.KeyEnter)
		view()
		m.set(0, kiosk.ErrLedgerFull)
		r.inbox.Post(kiosk.Scanned{Code: kiosk.NewPayCode(wechatCode)})
		require.Equal(t, kiosk.ScreenStopped, view().Screen)
		require.Zero(t, g.count(kiosk.CallCharge))
		m.set(0, nil)
		time.Sleep(retryEvery + time.Second) // virtual: the till looks again by itself
		require.Equal(t, kiosk.ScreenAmount, view().Screen)
		require.Zero(t, g.count(kiosk.CallCharge))
	})
}

func TestRunner_EveryAskIsAnsweredOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		charge func(context.Context) (kiosk.Answer, error)
		want   kiosk.State
	}{
		"the gateway's code panics": {func(context.Context) (kiosk.Answer, error) { panic("nil map") }, kiosk.StateUnknown},
		"it ignores its deadline": {func(ctx context.Context) (kiosk.Answer, error) {
			time.Sleep(3 * kiosk.CallMax)
			return kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil
		}, kiosk.StateUnknown},
		"an error of no known form": {func(context.Context) (kiosk.Answer, error) { return kiosk.Answer{}, errors.New("odd") }, kiosk.StateUnknown},
		"the call is not there":     {func(context.Context) (kiosk.Answer, error) { return kiosk.Answer{}, kiosk.ErrUnsupported }, kiosk.StateFailed},
		"the request was never sent": {func(context.Context) (kiosk.Answer, error) {
			return kiosk.Answer{}, &kiosk.NotSent{Err: errors.New("refused")}
		}, kiosk.StateFailed},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := &scripted{charge: tc.charge}, &memory{}
			running(t, g, m, nil, func(r *Runner, view func() kiosk.View) {
				post(r, "5", kiosk.KeyEnter)
				r.inbox.Post(kiosk.Scanned{Code: kiosk.NewPayCode(wechatCode)})
				time.Sleep(kiosk.CallMax + time.Second)
				view()
				last := m.writes[len(m.writes)-1]
				require.Equal(t, tc.want, last.Payments[len(last.Payments)-1].State)
				time.Sleep(3 * kiosk.CallMax)
				view()
				require.Equal(t, 1, g.count(kiosk.CallCharge))
			})
		})
	}
}

func TestRunner_RefusesToSendWhatIsNotOnRecord(t *testing.T) {
	g := &scripted{}
	synctest.Test(t, func(t *testing.T) {
		r := New(NewInbox(), till.NewTill(kiosk.Settings{}), Ports{Ledger: &memory{}, Gateway: g, Show: func(kiosk.View) {}})
		ask := kiosk.Call{ID: 7, Kind: kiosk.CallCharge, Payment: kiosk.Payment{OrderNo: "n", State: kiosk.StateCreated}}
		r.carryOut(t.Context(), kiosk.Woke{}, []kiosk.Effect{ask})
		a, ok := (<-r.inbox.events).(kiosk.Answered)
		require.True(t, ok)
		var notSent *kiosk.NotSent
		require.ErrorAs(t, a.Err, &notSent)
		require.Zero(t, g.count(kiosk.CallCharge))
	})
}

func TestRunner_StopsWithACallUnderWay(t *testing.T) {
	g := &scripted{qr: func(ctx context.Context) (kiosk.Answer, error) { <-ctx.Done(); return kiosk.Answer{}, ctx.Err() }}
	running(t, g, &memory{}, nil, func(r *Runner, view func() kiosk.View) {
		post(r, "5", kiosk.KeyF1)
		require.Equal(t, kiosk.CustomerOpening, view().Customer.Kind)
	})
}

func TestRunner_WaitsForACodeThatIsOnItsWay(t *testing.T) {
	m := &memory{}
	g := &scripted{charge: func(context.Context) (kiosk.Answer, error) {
		time.Sleep(3 * time.Second)
		return kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil
	}}
	running(t, g, m, nil, func(r *Runner, view func() kiosk.View) {
		post(r, "5", kiosk.KeyEnter)
		r.inbox.Post(kiosk.Scanned{Code: kiosk.NewPayCode(wechatCode)})
		require.Equal(t, kiosk.CustomerConfirm, view().Customer.Kind)
	})
	last := m.writes[len(m.writes)-1]
	require.Equal(t, kiosk.StatePaid, last.Payments[0].State, "the window was closed, the answer was kept")
}

func TestRunner_PIN(t *testing.T) {
	running(t, &scripted{}, &memory{}, nil, func(r *Runner, view func() kiosk.View) {
		post(r, kiosk.KeyF9, "9", "9", "9", "9", kiosk.KeyEnter)
		require.Equal(t, "pin.enter", view().PIN.Title.ID)
		post(r, "1", "2", "3", "4", kiosk.KeyEnter)
		require.Equal(t, kiosk.ScreenHistory, view().Screen)
	})
}

func TestRunner_UnreadableLedgerSellsNothing(t *testing.T) {
	m := &memory{fail: kiosk.ErrLedgerDamaged}
	running(t, &scripted{}, m, nil, func(r *Runner, view func() kiosk.View) {
		require.Equal(t, "stopped.damaged", view().Panel.Detail.ID)
		post(r, "5", kiosk.KeyF1)
		require.Equal(t, kiosk.ScreenStopped, view().Screen)
	})
}
