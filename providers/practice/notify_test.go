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
	"facepay/providers/wire/wiretest"
)

func TestNotify_EveryChangeIsToldUntilItIsAcknowledged(t *testing.T) {
	s, in := startProbe(t, Config{}), newInbox(t)
	o := openProbe(t, s, "A1", in.URL)
	act := func(a Action) {
		wiretest.Call(s.Act(a, "A1")).OK(t)
	}
	act(ActionScan)
	require.Equal(t, told{No: o.No, Own: "A1", State: "confirming", Amount: 1234, Sign: "good"}, in.Next(t).OK(t))
	act(ActionPay)
	require.Equal(t, "paid", in.Next(t).OK(t).State)
	_, _, err := s.orders.of("probe").Refund(o.No, "R1", 34)
	require.NoError(t, err)
	require.Equal(t, told{Own: "A1", Refund: "R1", Amount: 34, Sign: "good"}, in.Next(t).OK(t))
	_, _, err = s.orders.of("probe").Refund(o.No, "R1", 34)
	require.NoError(t, err)

	got := settled(t, s, "A1")
	require.Equal(t, 3, got.NoticesSent, "a refund asked for twice is told once")
	require.Equal(t, 3, got.NoticesAcked)
	require.False(t, got.NoticeDue)
	require.False(t, got.Refunds[0].NoticeDue)
	require.Equal(t, 3, wiretest.Call(s.Ledger()).OK(t).Requests["probe/notify"])
	require.Empty(t, in.Came)
}

func TestNotify_IsRepeatedByTheScheduleUntilTheTillSaysTheWord(t *testing.T) {
	for name, no := range map[string]func(n int) (int, string){
		"another word": func(int) (int, string) { return http.StatusOK, "ok" },
		"an error":     func(int) (int, string) { return http.StatusInternalServerError, "thanks" },
		"nothing":      func(int) (int, string) { return http.StatusOK, "" },
	} {
		t.Run(name, func(t *testing.T) {
			s, in := startProbe(t, Config{}), newInbox(t)
			in.Answers(func(n int) (int, string) {
				if n < 3 {
					return no(n)
				}
				return http.StatusOK, "thanks"
			})
			openProbe(t, s, "A1", in.URL)
			wiretest.Call(s.Act(ActionPay, "A1")).OK(t)
			for range 3 {
				require.Equal(t, "paid", in.Next(t).OK(t).State)
			}
			o := settled(t, s, "A1")
			require.Equal(t, [2]int{3, 1}, [2]int{o.NoticesSent, o.NoticesAcked})
			require.False(t, o.NoticeDue)
		})
	}
}

func TestNotify_IsGivenUpAfterTheLastRepetitionAndStaysKnown(t *testing.T) {
	s, in := startProbe(t, Config{}), newInbox(t)
	in.Answers(func(int) (int, string) { return http.StatusNotFound, "" })
	openProbe(t, s, "A1", in.URL)
	wiretest.Call(s.Act(ActionPay, "A1")).OK(t)
	o := settled(t, s, "A1")
	require.Equal(t, 1+len(probe().Retries), o.NoticesSent)
	require.Zero(t, o.NoticesAcked)
	require.True(t, o.NoticeDue)

	in.Answers(func(int) (int, string) { return http.StatusOK, "thanks" })
	wiretest.Call(s.ResendNotice("A1")).OK(t)
	o = settled(t, s, "A1")
	require.Equal(t, 1, o.NoticesAcked)
	require.False(t, o.NoticeDue)
}

func TestNotify_KeepsTheWaitsOfTheSchedule(t *testing.T) {
	s, in := startProbe(t, Config{NotifyScale: 1}), newInbox(t)
	in.Answers(func(int) (int, string) { return http.StatusOK, "" })
	openProbe(t, s, "A1", in.URL)
	before := time.Now()
	wiretest.Call(s.Act(ActionPay, "A1")).OK(t)
	in.Next(t).OK(t)
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
	_, answer := control(t, s, "notify/resend", `{"order":""}`)
	require.Contains(t, answer, `"error":"no_order"`)
	o := openProbe(t, s, "A1", in.URL)
	openProbe(t, s, "A2", "")
	_, answer = control(t, s, "notify/resend", `{"order":"A2"}`)
	require.Contains(t, answer, `"error":"no_notice"`)
	wiretest.Call(s.Act(ActionPay, o.No)).OK(t)
	require.Equal(t, "paid", in.Next(t).OK(t).State)
	_, _, err := s.orders.of("probe").Refund(o.No, "R1", 1)
	require.NoError(t, err)
	in.Next(t).OK(t)
	for range 3 {
		settled(t, s, "A1")
		_, answer = control(t, s, "notify/resend", `{"order":""}`)
		require.Contains(t, answer, `{"no":"`+o.No+`"`, "the newest that has something to tell")
		require.Equal(t, "paid", in.Next(t).OK(t).State)
		require.Equal(t, "R1", in.Next(t).OK(t).Refund)
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
		{FaultOld, []told{{Own: "A1", Amount: 1234, Sign: "good", Old: true}}},
	} {
		t.Run(string(c.kind), func(t *testing.T) {
			s, in := startProbe(t, Config{}), newInbox(t)
			f := Fault{Kind: c.kind, Route: "notify", Count: 1}
			if c.kind == FaultDelay {
				f.DelayMS = 1
			}
			wiretest.Call(s.AddFault(f)).OK(t)
			o := openProbe(t, s, "A1", in.URL)
			require.Len(t, s.Faults(), 1, "it waits for a notification")
			wiretest.Call(s.Act(ActionPay, "A1")).OK(t)
			for _, want := range c.want {
				got := in.Next(t).OK(t)
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
			require.Empty(t, in.Came)
		})
	}
}

func TestNotify_WrongAmountOfARefund(t *testing.T) {
	s, in := startProbe(t, Config{}), newInbox(t)
	o := openProbe(t, s, "A1", in.URL)
	wiretest.Call(s.Act(ActionPay, o.No)).OK(t)
	in.Next(t).OK(t)
	settled(t, s, "A1")
	wiretest.Call(s.AddFault(Fault{Kind: FaultWrongAmount, Route: "probe/notify", Count: 1})).OK(t)
	_, _, err := s.orders.of("probe").Refund(o.No, "R1", 34)
	require.NoError(t, err)
	require.Equal(t, 134, in.Next(t).OK(t).Amount)
	require.Equal(t, kiosk.Fen(34), settled(t, s, "A1").Refunded)
}

func TestNotify_FaultsThatNoNotificationCanMeetAreRefused(t *testing.T) {
	s := startProbe(t, Config{})
	require.Error(t, wiretest.Call(s.AddFault(Fault{Kind: FaultOld, Route: "probe/echo"})).Err(), "it is a notification's")
	for _, kind := range []FaultKind{FaultGarbage, FaultHTML502, FaultHuge, FaultLoseAnswer, FaultRedirect} {
		require.ErrorContains(t, wiretest.Call(s.AddFault(Fault{Kind: kind, Route: "notify"})).Err(), "probe/notify", kind)
	}
	require.Error(t, wiretest.Call(s.AddFault(Fault{Kind: FaultForged, Route: "mute/notify"})).Err(), "it notifies nobody")
	require.Error(t, wiretest.Call(s.AddFault(Fault{Kind: FaultForged, Route: "mute/ask"})).Err(), "it signs nothing")

	in := newInbox(t)
	wiretest.Call(s.AddFault(Fault{Kind: FaultLoseRequest})).OK(t)
	s.orders.news(Order{No: "1", Own: "x", Dialect: "probe", NotifyURL: in.URL}, nil)
	in.Next(t).OK(t) // a fault on every route leaves notifications alone
}

func TestNotify_IsLostWhileTheNetworkIsDownAndRepeated(t *testing.T) {
	s, in := startProbe(t, Config{Listen: "127.0.0.3:0", NotifyScale: 1}), newInbox(t)
	openProbe(t, s, "A1", in.URL)
	require.NoError(t, s.SetNetwork(NetworkDown, 0))
	wiretest.Call(s.Act(ActionPay, "A1")).OK(t)
	require.Eventually(t, func() bool {
		l, err := s.Ledger()
		return err == nil && l.Orders[0].NoticesSent == 1
	}, 20*time.Second, time.Millisecond)
	require.Empty(t, in.Came)
	require.NoError(t, s.SetNetwork(NetworkUp, 0))
	wiretest.Call(s.ResendNotice("A1")).OK(t)
	require.Equal(t, "paid", in.Next(t).OK(t).State)
}

func TestNotify_WhatWasOwedIsSentAfterARestart(t *testing.T) {
	journal := filepath.Join(t.TempDir(), "practice.jsonl")
	in := newInbox(t)
	s := startProbe(t, Config{Journal: journal})
	require.NoError(t, s.SetNetwork(NetworkReset, 0))
	o := wiretest.Call(s.orders.of("probe").Open(NewOrder{Amount: 1234, Wallet: kiosk.Alipay, Own: "A1", NotifyURL: in.URL, Attach: "word"})).OK(t)
	wiretest.Call(s.Act(ActionPay, "A1")).OK(t)
	_, _, err := s.orders.of("probe").Refund(o.No, "R1", 200)
	require.NoError(t, err)
	require.NoError(t, s.Close())
	require.Empty(t, in.Came)

	s = startProbe(t, Config{Journal: journal})
	require.Equal(t, "paid", in.Next(t).OK(t).State)
	require.Equal(t, "R1", in.Next(t).OK(t).Refund)
	o = settled(t, s, "A1")
	require.Equal(t, "word", o.Attach)
	require.Equal(t, kiosk.Fen(200), o.Refunded)
	wiretest.Call(s.orders.of("probe").Open(NewOrder{Amount: 1, Wallet: kiosk.Alipay, Own: "A1"})).Fails(t, ErrOwnTaken, "own numbers are kept")
	r, _, err := s.orders.of("probe").Refund(o.No, "R1", 200)
	require.NoError(t, err)
	require.True(t, r.Again, "refund numbers are kept")
	require.NoError(t, s.Close())

	startProbe(t, Config{Journal: journal})
	require.Empty(t, in.Came, "what was acknowledged is not sent again")
}

func TestNotify_CallsNobodyOutsideAndFollowsNobodyThere(t *testing.T) {
	in := newInbox(t)
	away := httptest.NewServer(http.RedirectHandler(in.URL, http.StatusTemporaryRedirect))
	t.Cleanup(away.Close)
	s := startProbe(t, Config{})
	for own, url := range map[string]string{
		"B1": "https://pos.example.com/notify", "B2": "http://93.184.215.14/notify", "B3": "ftp://127.0.0.1/x",
		"B4": away.URL, "B5": "http://user:word@127.0.0.1:1/", "B6": "http://127.0.0.1:1/",
	} {
		openProbe(t, s, own, url)
		wiretest.Call(s.Act(ActionPay, own)).OK(t)
		o := settled(t, s, own)
		require.Zero(t, o.NoticesAcked, url)
		require.True(t, o.NoticeDue, url)
	}
	require.Empty(t, in.Came)
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
	wiretest.Call(s.Act(ActionPay, "A1")).OK(t)
	<-reached
	openProbe(t, s, "A2", in.URL)
	wiretest.Call(s.Act(ActionPay, "A2")).OK(t)
	require.Equal(t, "A2", in.Next(t).OK(t).Own, "others go on")
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
	openProbe(t, s, "A1", in.URL)
	require.Equal(t, "paid", in.Next(t).OK(t).State)
}

func TestReset_ForgetsNotificationsToo(t *testing.T) {
	s := startProbe(t, Config{NotifyScale: 1})
	require.NoError(t, s.SetNetwork(NetworkReset, 0))
	wiretest.Call(s.orders.of("probe").Open(NewOrder{Amount: 1, Own: "A1", NotifyURL: "http://127.0.0.1:1/"})).OK(t)
	wiretest.Call(s.Act(ActionPay, "A1")).OK(t)
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
