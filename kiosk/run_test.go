package kiosk

import (
	"context"
	"errors"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"
)

// memory is a Ledger that keeps what was written and can be told to fail.
type memory struct {
	mu     sync.Mutex
	writes []Write
	fail   error
	loads  int
}

func (m *memory) Save(_ context.Context, w Write) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.writes = append(m.writes, w)
	return nil
}

func (m *memory) Find(context.Context, OrderNo) (Payment, Sale, []Refund, error) {
	return Payment{}, Sale{}, nil, ErrNoPayment
}

func (m *memory) Load(context.Context, time.Time) (Snapshot, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.loads++
	if m.fail != nil {
		return Snapshot{}, m.fail
	}
	return Snapshot{PINSet: true}, nil
}

func (m *memory) setFail(err error) {
	m.mu.Lock()
	m.fail = err
	m.mu.Unlock()
}

func (m *memory) SetPIN(context.Context, string) error { return nil }
func (m *memory) CheckPIN(_ context.Context, pin string, _ time.Time) (PINResult, error) {
	return PINResult{OK: pin == "1234", TriesLeft: 4}, nil
}

// scripted is a Gateway whose calls a test answers.
type scripted struct {
	UnimplementedGateway
	charge func(context.Context) (Answer, error)
	qr     func(context.Context) (Answer, error)
	mu     sync.Mutex
	calls  []CallKind
}

func (s *scripted) called(k CallKind) {
	s.mu.Lock()
	s.calls = append(s.calls, k)
	s.mu.Unlock()
}

func (s *scripted) count(k CallKind) (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, c := range s.calls {
		if c == k {
			n++
		}
	}
	return n
}

func (s *scripted) Name() string               { return "scripted" }
func (s *scripted) Capabilities() Capabilities { return lepayLike() }
func (s *scripted) OpenQR(ctx context.Context, _ Payment) (Answer, error) {
	s.called(CallQR)
	return s.qr(ctx)
}
func (s *scripted) Charge(ctx context.Context, _ Payment, _ PayCode) (Answer, error) {
	s.called(CallCharge)
	return s.charge(ctx)
}
func (s *scripted) Query(context.Context, Payment) (Answer, error) {
	s.called(CallQuery)
	return Answer{Verdict: VerdictWaiting}, nil
}
func (s *scripted) Ping(context.Context) error { return nil }

// running starts a runner in a bubble of virtual time and stops it at the end;
// the bubble fails the test when a goroutine is left.
func running(t *testing.T, g *scripted, m *memory, test func(r *Runner, view func() View)) {
	synctest.Test(t, func(t *testing.T) {
		var mu sync.Mutex
		var last View
		r := NewRunner(NewTill(Settings{Capabilities: g.Capabilities(), MaxAmount: 5_000_000}), Parts{
			Ledger: m, Gateway: g,
			Show: func(v View) { mu.Lock(); last = v; mu.Unlock() },
		})
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error)
		go func() { done <- r.Run(ctx) }()
		synctest.Wait()
		test(r, func() View { synctest.Wait(); mu.Lock(); defer mu.Unlock(); return last })
		cancel()
		require.NoError(t, <-done)
	})
}

func post(r *Runner, keys ...Key) {
	for _, k := range keys {
		r.Post(Pressed{k})
	}
}

func TestRunner_PaidByCode(t *testing.T) {
	g := &scripted{charge: func(context.Context) (Answer, error) { return Answer{Verdict: VerdictPaid}, nil }}
	m := &memory{}
	running(t, g, m, func(r *Runner, view func() View) {
		post(r, "5", KeyEnter)
		r.Post(Scanned{NewPayCode(wechatCode)})
		require.Equal(t, CustomerPaid, view().Customer.Kind)
		require.Equal(t, 1, g.count(CallCharge))
	})
}

func TestRunner_NothingIsSentAfterAFailedSave(t *testing.T) {
	g := &scripted{charge: func(context.Context) (Answer, error) { return Answer{Verdict: VerdictPaid}, nil }}
	m := &memory{}
	running(t, g, m, func(r *Runner, view func() View) {
		post(r, "5", KeyEnter)
		view()
		m.setFail(ErrLedgerFull)
		r.Post(Scanned{NewPayCode(wechatCode)})
		require.Equal(t, ScreenStopped, view().Screen)
		require.Zero(t, g.count(CallCharge))
		m.setFail(nil)
		time.Sleep(retryEvery + time.Second) // virtual: the till looks again by itself
		require.Equal(t, ScreenAmount, view().Screen)
		require.Zero(t, g.count(CallCharge))
	})
}

func TestRunner_EveryAskIsAnsweredOnce(t *testing.T) {
	for name, tc := range map[string]struct {
		charge func(context.Context) (Answer, error)
		want   State
	}{
		"the gateway's code panics": {func(context.Context) (Answer, error) { panic("nil map") }, StateUnknown},
		"it ignores its deadline": {func(ctx context.Context) (Answer, error) {
			time.Sleep(3 * askMax)
			return Answer{Verdict: VerdictPaid}, nil
		}, StateUnknown},
		"an error of no known form":  {func(context.Context) (Answer, error) { return Answer{}, errors.New("odd") }, StateUnknown},
		"the call is not there":      {func(context.Context) (Answer, error) { return Answer{}, ErrUnsupported }, StateFailed},
		"the request was never sent": {func(context.Context) (Answer, error) { return Answer{}, &NotSent{errors.New("refused")} }, StateFailed},
	} {
		t.Run(name, func(t *testing.T) {
			g, m := &scripted{charge: tc.charge}, &memory{}
			running(t, g, m, func(r *Runner, view func() View) {
				post(r, "5", KeyEnter)
				r.Post(Scanned{NewPayCode(wechatCode)})
				time.Sleep(askMax + time.Second)
				view()
				last := m.writes[len(m.writes)-1]
				require.Equal(t, tc.want, last.Payments[len(last.Payments)-1].State)
				time.Sleep(3 * askMax)
				view()
				require.Equal(t, 1, g.count(CallCharge))
			})
		})
	}
}

func TestRunner_RefusesToSendWhatIsNotOnRecord(t *testing.T) {
	g := &scripted{}
	synctest.Test(t, func(t *testing.T) {
		r := NewRunner(NewTill(Settings{}), Parts{Ledger: &memory{}, Gateway: g, Show: func(View) {}})
		ask := Call{ID: 7, Kind: CallCharge, Payment: Payment{OrderNo: "n", State: StateCreated}}
		r.carryOut(t.Context(), Woke{}, []Effect{ask})
		a, ok := (<-r.events).(Answered)
		require.True(t, ok)
		var notSent *NotSent
		require.ErrorAs(t, a.Err, &notSent)
		require.Zero(t, g.count(CallCharge))
	})
}

func TestRunner_StopsWithACallUnderWay(t *testing.T) {
	g := &scripted{qr: func(ctx context.Context) (Answer, error) { <-ctx.Done(); return Answer{}, ctx.Err() }}
	running(t, g, &memory{}, func(r *Runner, view func() View) {
		post(r, "5", KeyF1)
		require.Equal(t, CustomerOpening, view().Customer.Kind)
	})
}

func TestRunner_WaitsForACodeThatIsOnItsWay(t *testing.T) {
	m := &memory{}
	g := &scripted{charge: func(context.Context) (Answer, error) {
		time.Sleep(3 * time.Second)
		return Answer{Verdict: VerdictPaid}, nil
	}}
	running(t, g, m, func(r *Runner, view func() View) {
		post(r, "5", KeyEnter)
		r.Post(Scanned{NewPayCode(wechatCode)})
		require.Equal(t, CustomerConfirm, view().Customer.Kind)
	})
	last := m.writes[len(m.writes)-1]
	require.Equal(t, StatePaid, last.Payments[0].State, "the window was closed, the answer was kept")
}

func TestRunner_PIN(t *testing.T) {
	running(t, &scripted{}, &memory{}, func(r *Runner, view func() View) {
		post(r, KeyF9, "9", "9", "9", "9", KeyEnter)
		require.Equal(t, "pin.wrong", view().PIN.Title.ID)
		post(r, "1", "2", "3", "4", KeyEnter)
		require.Equal(t, ScreenHistory, view().Screen)
	})
}

func TestRunner_UnreadableLedgerSellsNothing(t *testing.T) {
	m := &memory{fail: ErrLedgerDamaged}
	running(t, &scripted{}, m, func(r *Runner, view func() View) {
		require.Equal(t, "stopped.damaged", view().Panel.Detail.ID)
		post(r, "5", KeyF1)
		require.Equal(t, ScreenStopped, view().Screen)
	})
}
