package practice

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestNotify_EveryChangeIsToldUntilItIsAcknowledged(t *testing.T) {
	s, in := startProbe(t, Config{}), newInbox(t)
	o := openProbe(t, s, "A1", in.url)
	act := func(a Action) {
		_, err := s.Act(a, "A1")
		require.NoError(t, err)
	}
	act(ActionScan)
	require.Equal(t, told{No: o.No, Own: "A1", State: "confirming", Amount: 1234, Sign: "good"}, in.next(t))
	act(ActionPay)
	require.Equal(t, "paid", in.next(t).State)
	_, _, err := s.orders.refund("probe", o.No, "R1", 34)
	require.NoError(t, err)
	require.Equal(t, told{Own: "A1", Refund: "R1", Amount: 34, Sign: "good"}, in.next(t))
	_, _, err = s.orders.refund("probe", o.No, "R1", 34)
	require.NoError(t, err)

	got := settled(t, s, "A1")
	require.Equal(t, 3, got.NoticesSent, "a refund asked for twice is told once")
	require.Equal(t, 3, got.NoticesAcked)
	require.False(t, got.NoticeDue)
	require.False(t, got.Refunds[0].NoticeDue)
	l, err := s.Ledger()
	require.NoError(t, err)
	require.Equal(t, 3, l.Requests["probe/notify"])
	require.Empty(t, in.got)
}

func TestNotify_IsRepeatedByTheScheduleUntilTheTillSaysTheWord(t *testing.T) {
	for name, no := range map[string]func(n int) (int, string){
		"another word": func(int) (int, string) { return http.StatusOK, "ok" },
		"an error":     func(int) (int, string) { return http.StatusInternalServerError, "thanks" },
		"nothing":      func(int) (int, string) { return http.StatusOK, "" },
	} {
		t.Run(name, func(t *testing.T) {
			s, in := startProbe(t, Config{}), newInbox(t)
			in.answers(func(n int) (int, string) {
				if n < 3 {
					return no(n)
				}
				return http.StatusOK, "thanks"
			})
			openProbe(t, s, "A1", in.url)
			_, err := s.Act(ActionPay, "A1")
			require.NoError(t, err)
			for range 3 {
				require.Equal(t, "paid", in.next(t).State)
			}
			o := settled(t, s, "A1")
			require.Equal(t, [2]int{3, 1}, [2]int{o.NoticesSent, o.NoticesAcked})
			require.False(t, o.NoticeDue)
		})
	}
}

func TestNotify_IsGivenUpAfterTheLastRepetitionAndStaysKnown(t *testing.T) {
	s, in := startProbe(t, Config{}), newInbox(t)
	in.answers(func(int) (int, string) { return http.StatusNotFound, "" })
	openProbe(t, s, "A1", in.url)
	_, err := s.Act(ActionPay, "A1")
	require.NoError(t, err)
	o := settled(t, s, "A1")
	require.Equal(t, 1+len(probe().Retries), o.NoticesSent)
	require.Zero(t, o.NoticesAcked)
	require.True(t, o.NoticeDue)

	in.answers(func(int) (int, string) { return http.StatusOK, "thanks" })
	c := &Client{URL: s.URL()}
	_, err = c.ResendNotice(t.Context(), "A1")
	require.NoError(t, err)
	o = settled(t, s, "A1")
	require.Equal(t, 1, o.NoticesAcked)
	require.False(t, o.NoticeDue)
}

func TestNotify_KeepsTheWaitsOfTheSchedule(t *testing.T) {
	s, in := startProbe(t, Config{NotifyScale: 1}), newInbox(t)
	in.answers(func(int) (int, string) { return http.StatusOK, "" })
	openProbe(t, s, "A1", in.url)
	before := time.Now()
	_, err := s.Act(ActionPay, "A1")
	require.NoError(t, err)
	in.next(t)
	waiting := func() *notification {
		s.notifier.mu.Lock()
		defer s.notifier.mu.Unlock()
		if len(s.notifier.list) == 1 {
			return s.notifier.list[0]
		}
		return nil
	}
	require.Eventually(t, func() bool { return waiting() != nil }, 20*time.Second, time.Millisecond)
	require.GreaterOrEqual(t, waiting().due.Sub(before), 4*time.Minute)
}

func TestNotify_ResendAgainAndAgain(t *testing.T) {
	s, in := startProbe(t, Config{}), newInbox(t)
	c := &Client{URL: s.URL()}
	_, err := c.ResendNotice(t.Context(), "")
	require.ErrorIs(t, err, ErrNoOrder)
	o := openProbe(t, s, "A1", in.url)
	openProbe(t, s, "A2", "")
	_, err = c.ResendNotice(t.Context(), "A2")
	require.ErrorIs(t, err, ErrNoNotice)
	_, err = s.Act(ActionPay, o.No)
	require.NoError(t, err)
	require.Equal(t, "paid", in.next(t).State)
	_, _, err = s.orders.refund("probe", o.No, "R1", 1)
	require.NoError(t, err)
	in.next(t)
	for range 3 {
		settled(t, s, "A1")
		got, err := c.ResendNotice(t.Context(), "")
		require.NoError(t, err)
		require.Equal(t, o.No, got.No, "the newest that has something to tell")
		require.Equal(t, "paid", in.next(t).State)
		require.Equal(t, "R1", in.next(t).Refund)
	}
	require.Equal(t, 8, settled(t, s, "A1").NoticesAcked)
}

func TestNotify_Faults(t *testing.T) {
	for _, c := range []struct {
		kind FaultKind
		want []told // No apart
	}{
		{FaultLoseRequest, []told{{Own: "A1", Amount: 1234, Sign: "good"}}},
		{FaultDuplicate, []told{{Own: "A1", Amount: 1234, Sign: "good"}, {Own: "A1", Amount: 1234, Sign: "good"}}},
		{FaultWrongAmount, []told{{Own: "A1", Amount: 1334, Sign: "good"}}},
		{FaultWrongOrder, []told{{Own: "A2", Amount: 1234, Sign: "good"}}},
		{FaultForged, []told{{Own: "A1", Amount: 1234, Sign: "0ood"}}},
		{FaultDelay, []told{{Own: "A1", Amount: 1234, Sign: "good"}}},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			s, in := startProbe(t, Config{}), newInbox(t)
			f := Fault{Kind: c.kind, Route: "notify", Count: 1}
			if c.kind == FaultDelay {
				f.DelayMS = 1
			}
			_, err := s.AddFault(f)
			require.NoError(t, err)
			o := openProbe(t, s, "A1", in.url)
			require.Len(t, s.Faults(), 1, "it waits for a notification")
			_, err = s.Act(ActionPay, "A1")
			require.NoError(t, err)
			for _, want := range c.want {
				got := in.next(t)
				if c.kind == FaultWrongOrder {
					require.NotEqual(t, o.No, got.No)
				}
				got.No, want.State = "", "paid"
				require.Equal(t, want, got)
			}
			require.Empty(t, s.Faults())
			sent := len(c.want)
			if c.kind == FaultLoseRequest {
				sent = 2 // the lost one too
			}
			require.Equal(t, sent, settled(t, s, "A1").NoticesSent)
			require.Empty(t, in.got)
		})
	}
}

func TestNotify_WrongAmountOfARefund(t *testing.T) {
	s, in := startProbe(t, Config{}), newInbox(t)
	o := openProbe(t, s, "A1", in.url)
	_, err := s.Act(ActionPay, o.No)
	require.NoError(t, err)
	in.next(t)
	settled(t, s, "A1")
	_, err = s.AddFault(Fault{Kind: FaultWrongAmount, Route: "probe/notify", Count: 1})
	require.NoError(t, err)
	_, _, err = s.orders.refund("probe", o.No, "R1", 34)
	require.NoError(t, err)
	require.Equal(t, 134, in.next(t).Amount)
	require.Equal(t, kiosk.Fen(34), settled(t, s, "A1").Refunded)
}

func TestNotify_FaultsThatNoNotificationCanMeetAreRefused(t *testing.T) {
	s := startProbe(t, Config{})
	for _, kind := range []FaultKind{FaultGarbage, FaultHTML502, FaultHuge, FaultLoseAnswer, FaultRedirect} {
		_, err := s.AddFault(Fault{Kind: kind, Route: "notify"})
		require.ErrorContains(t, err, "probe/notify", kind)
	}
	_, err := s.AddFault(Fault{Kind: FaultForged, Route: "mute/notify"})
	require.Error(t, err, "it notifies nobody")
	_, err = s.AddFault(Fault{Kind: FaultForged, Route: "mute/ask"})
	require.Error(t, err, "it signs nothing")

	in := newInbox(t)
	_, err = s.AddFault(Fault{Kind: FaultLoseRequest})
	require.NoError(t, err)
	s.orders.news(Order{No: "1", Own: "x", Dialect: "probe", NotifyURL: in.url}, nil)
	in.next(t) // a fault on every route leaves notifications alone
}

func TestNotify_IsLostWhileTheNetworkIsDownAndRepeated(t *testing.T) {
	s, in := startProbe(t, Config{NotifyScale: 1}), newInbox(t)
	openProbe(t, s, "A1", in.url)
	require.NoError(t, s.SetNetwork(NetworkDown, 0))
	_, err := s.Act(ActionPay, "A1")
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		l, err := s.Ledger()
		return err == nil && l.Orders[0].NoticesSent == 1
	}, 20*time.Second, time.Millisecond)
	require.Empty(t, in.got)
	require.NoError(t, s.SetNetwork(NetworkUp, 0))
	_, err = s.ResendNotice("A1")
	require.NoError(t, err)
	require.Equal(t, "paid", in.next(t).State)
}

func TestNotify_WhatWasOwedIsSentAfterARestart(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "practice.jsonl")
	in := newInbox(t)
	s := startProbe(t, Config{Journal: journal})
	require.NoError(t, s.SetNetwork(NetworkReset, 0))
	o, err := s.orders.open(NewOrder{dialect: "probe", Amount: 1234, Wallet: kiosk.Alipay, Own: "A1", NotifyURL: in.url, Attach: "word"})
	require.NoError(t, err)
	_, err = s.Act(ActionPay, "A1")
	require.NoError(t, err)
	_, _, err = s.orders.refund("probe", o.No, "R1", 200)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.Empty(t, in.got)

	s = startProbe(t, Config{Journal: journal})
	require.Equal(t, "paid", in.next(t).State)
	require.Equal(t, "R1", in.next(t).Refund)
	o = settled(t, s, "A1")
	require.Equal(t, "word", o.Attach)
	require.Equal(t, kiosk.Fen(200), o.Refunded)
	_, err = s.orders.open(NewOrder{dialect: "probe", Amount: 1, Wallet: kiosk.Alipay, Own: "A1"})
	require.ErrorIs(t, err, ErrOwnTaken, "own numbers are kept")
	r, _, err := s.orders.refund("probe", o.No, "R1", 200)
	require.NoError(t, err)
	require.True(t, r.Again, "refund numbers are kept")
	require.NoError(t, s.Close())

	startProbe(t, Config{Journal: journal})
	require.Empty(t, in.got, "what was acknowledged is not sent again")
}

func TestNotify_CallsNobodyOutsideAndFollowsNobodyThere(t *testing.T) {
	in := newInbox(t)
	away := httptest.NewServer(http.RedirectHandler(in.url, http.StatusTemporaryRedirect))
	t.Cleanup(away.Close)
	s := startProbe(t, Config{})
	for own, url := range map[string]string{
		"B1": "https://pos.example.com/notify", "B2": "http://93.184.215.14/notify", "B3": "ftp://127.0.0.1/x",
		"B4": away.URL, "B5": "http://user:word@127.0.0.1:1/", "B6": "http://127.0.0.1:1/",
	} {
		openProbe(t, s, own, url)
		_, err := s.Act(ActionPay, own)
		require.NoError(t, err)
		o := settled(t, s, own)
		require.Zero(t, o.NoticesAcked, url)
		require.True(t, o.NoticeDue, url)
	}
	require.Empty(t, in.got)
}

func TestNeighbour_DialsNoAddressOutside(t *testing.T) {
	resp, err := newLocalClient(time.Second).Get("http://93.184.215.14/")
	if err == nil {
		require.NoError(t, resp.Body.Close())
	}
	require.ErrorIs(t, err, errNotLocal)
}

func TestNotify_ATillThatHangsDoesNotHoldUpTheEnd(t *testing.T) {
	hang := make(chan struct{})
	reached := make(chan struct{}, 10)
	srv := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		reached <- struct{}{}
		<-hang
	}))
	t.Cleanup(srv.Close)
	t.Cleanup(func() { close(hang) })
	s, in := startProbe(t, Config{}), newInbox(t)
	openProbe(t, s, "A1", srv.URL)
	_, err := s.Act(ActionPay, "A1")
	require.NoError(t, err)
	<-reached
	openProbe(t, s, "A2", in.url)
	_, err = s.Act(ActionPay, "A2")
	require.NoError(t, err)
	require.Equal(t, "A2", in.next(t).Own, "others go on")
	require.NoError(t, s.Close())
}

func TestNotify_TheQueueIsBounded(t *testing.T) {
	s := startProbe(t, Config{NotifyScale: 1})
	require.NoError(t, s.SetNetwork(NetworkReset, 0))
	for i := range notificationsMax + 50 {
		s.notifier.add(Order{No: fmt.Sprint(i), Dialect: "probe", NotifyURL: "http://127.0.0.1:1/"}, nil)
	}
	s.notifier.mu.Lock()
	defer s.notifier.mu.Unlock()
	require.LessOrEqual(t, len(s.notifier.list), notificationsMax)
}

func TestAutoPay_IsNotifiedWhenNobodyAsks(t *testing.T) {
	s, in := startProbe(t, Config{AutoPay: time.Millisecond}), newInbox(t)
	openProbe(t, s, "A1", in.url)
	require.Equal(t, "paid", in.next(t).State)
}

func TestReset_ForgetsNotificationsToo(t *testing.T) {
	s := startProbe(t, Config{NotifyScale: 1})
	require.NoError(t, s.SetNetwork(NetworkReset, 0))
	_, err := s.orders.open(NewOrder{dialect: "probe", Amount: 1, Own: "A1", NotifyURL: "http://127.0.0.1:1/"})
	require.NoError(t, err)
	_, err = s.Act(ActionPay, "A1")
	require.NoError(t, err)
	require.Eventually(t, func() bool {
		s.notifier.mu.Lock()
		defer s.notifier.mu.Unlock()
		return len(s.notifier.list) == 1 && s.notifier.list[0].tries == 1
	}, 20*time.Second, time.Millisecond, "it waits to be repeated")
	require.NoError(t, s.Reset())
	s.notifier.mu.Lock()
	defer s.notifier.mu.Unlock()
	require.Empty(t, s.notifier.list)
}
