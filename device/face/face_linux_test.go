package face

import (
	"context"
	"fmt"
	"log/slog"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/device/pole/poletest"
	"facepay/device/serial"
	"facepay/device/serial/faulttest"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// patience is the timeout of a wait; nothing hangs on how much sooner it ends.
const patience = 30 * time.Second

// box is a face terminal on a pty, whose plug can be pulled.
type box struct {
	t                 *testing.T
	*poletest.Counter // it reads the line of a price display
	*Terminal
	watch  serial.Watch
	events chan kiosk.Event
}

func newBox(t *testing.T, u *serialtest.USBTree) *box {
	const eventsMax = 8 << 10
	b := &box{t: t, Counter: poletest.NewCounter(t, u, false), events: make(chan kiosk.Event, eventsMax)}
	cfg := Default()
	cfg.Port = faulttest.Port(u)
	b.Terminal = New(cfg, func(e kiosk.Event) bool {
		select {
		case b.events <- e:
			return true
		default: // far more than may come
			return false
		}
	}, slog.New(slog.DiscardHandler))
	b.watch = b.Terminal.watch(func(serial.Trouble) {})
	b.watch.Ports, b.watch.Look = serial.PortsIn(u.Dev, u.Sys), 5*time.Millisecond
	return b
}

// connected is a box at its wire, kept by the till until the test ends.
func connected(t *testing.T) (*box, *serialtest.Wire) {
	b := newBox(t, serialtest.NewUSBTree(t))
	serialtest.Keep(t, b.watch.Run)
	return b, b.Connect(faulttest.PortName)
}

func (b *box) ask(sale kiosk.SaleID, amount string) {
	b.Show(&kiosk.View{Face: kiosk.FaceAsk{Sale: sale, Amount: amount}})
}

// stands waits until it asks for an amount, "" for none.
func (b *box) stands(amount string) {
	b.t.Helper()
	lamp := byte('2')
	if amount == "" {
		lamp = 0
	}
	b.Stands(amount, lamp)
}

func (b *box) next() kiosk.Event {
	b.t.Helper()
	select {
	case e := <-b.events:
		return e
	case <-time.After(patience):
		require.FailNow(b.t, "nothing came")
		return nil
	}
}

const wechatCode = "134567890123456789"

func TestTerminal_AmountOutCodeInAndClearedAtCancel(t *testing.T) {
	b, w := connected(t)
	b.ask("S1", "1,284.50")
	b.stands("1284.50")
	for _, code := range []string{wechatCode, "281234567890123456", "fp0a1B2c3D4e5F6g7H8i9J0k1L2m3N4o5P6"} {
		w.Send(code + "\r")
		require.Equal(t, kiosk.Scanned{Code: kiosk.NewPayCode(code), From: kiosk.ReaderFace, Sale: "S1"}, b.next())
	}
	w.Send(wechatCode[:9]) // it is on its way when the sale is cancelled
	require.Eventually(t, func() bool { b.Terminal.mu.Lock(); defer b.Terminal.mu.Unlock(); return b.within }, patience, time.Millisecond)
	b.ask("", "")
	b.stands("")
	b.ask("S2", "2.00")
	b.stands("2.00")
	w.Send(wechatCode[9:] + "\r")
	require.Equal(t, kiosk.SaleID("S1"), b.next().(kiosk.Scanned).Sale, "what was asked when its first byte came")
	w.Send(wechatCode + "\r")
	require.Equal(t, kiosk.SaleID("S2"), b.next().(kiosk.Scanned).Sale)
}

func TestTerminal_WhateverIsWrongWithIt(t *testing.T) {
	faulttest.Run(t, func(t *testing.T, u *serialtest.USBTree) faulttest.Device {
		b := newBox(t, u)
		n, scans, came := 0, 0, 0
		amount := func() string { return faulttest.Amount(n) }
		sale := func() kiosk.SaleID { return kiosk.SaleID(fmt.Sprint("S", n)) }
		b.ask(sale(), amount()) // before it is there
		return faulttest.Device{
			Watch: b.watch, Report: b.Report, Take: b.Take,
			Next:    func() { n++; b.ask(sale(), amount()) },
			Stands:  func() { b.stands(amount()) },
			Opening: len(dialect.Begin()) + len(frame(kiosk.FaceAsk{}, kiosk.FaceAsk{Amount: amount()})),
			Frame:   wechatCode + "\r",
			Came:    func() int { return came + len(b.events) },
			Reads: func(w *serialtest.Wire) {
				scans++
				code := fmt.Sprintf("13%016d", scans)
				w.Send(code + "\r")
				for {
					came++
					switch e := b.next().(type) {
					case kiosk.ScanUnended:
						require.LessOrEqual(t, len(e.Code.Reveal()), 1, "the rest of what it babbled")
					case kiosk.Scanned:
						if len(e.Code.Reveal()) > 1 {
							require.Equal(t, kiosk.Scanned{Code: kiosk.NewPayCode(code), From: kiosk.ReaderFace, Sale: sale()}, e, "nothing of one that was cut off")
							return
						}
					}
				}
			},
		}
	})
}

func TestTerminal_IsTestedFromSettingsAndWhatItSendsThenIsNoSales(t *testing.T) {
	b, w := connected(t)
	b.ask("S1", "3.21")
	b.stands("3.21")
	require.Equal(t, "check.found.face.unsaved", b.Test(t.Context(), Default())[0].What.ID)
	b.testTime = patience // as long as it takes to be seen
	ctx, seen := context.WithCancel(t.Context())
	found := make(chan []kiosk.CheckResult, 1)
	go func() { found <- b.Test(ctx, b.cfg) }()
	b.stands("8888.88")
	w.Send(wechatCode + "\r")
	require.Empty(t, b.next().(kiosk.Scanned).Sale)
	seen()
	require.Equal(t, "check.found.face.tried", (<-found)[0].What.ID)
	b.stands("3.21")
}

func TestTerminal_AsksForNothingOnceTheTillHasEnded(t *testing.T) {
	b := newBox(t, serialtest.NewUSBTree(t))
	end := serialtest.Keep(t, b.watch.Run)
	b.Connect(faulttest.PortName)
	b.ask("S1", "3.21")
	b.stands("3.21")
	end()
	b.stands("")
}

func TestConfig_NamesTheKeyThatIsWrong(t *testing.T) {
	require.NoError(t, Default().Check())
	for key, c := range map[string]Config{
		"face.baud": {Baud: 9601, MaxAmount: "1"}, "face.max_amount": {Baud: 9600, MaxAmount: "1,000"}, "face.max_amount: must": {Baud: 9600, MaxAmount: "0.00"},
	} {
		require.ErrorContains(t, c.Check(), key)
	}
}
