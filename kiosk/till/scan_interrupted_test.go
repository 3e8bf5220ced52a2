package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
	"facepay/kiosk/wedge"
)

// lateComes is a deskful with a cancelled sale whose money has yet to come.
func lateComes(t *testing.T) *tilltest.KeyboardDesk {
	d := tilltest.NewKeyboardDesk(t, tilltest.LepayLike())
	d.OpenQR(kiosk.KeyF1, "G1")
	d.Press(kiosk.KeyEsc)
	return d
}

// An alarm comes up in the middle of a slow scan: what it had typed is no amount.
func TestSlowScan_AnAlarmInItsMiddle(t *testing.T) {
	for _, ended := range []bool{true, false} {
		d := lateComes(t)
		d.Types("5", tilltest.Every(0))
		d.Wait(time.Second)
		d.Types("28", tilltest.Every(100*time.Millisecond))
		d.Wait(100 * time.Millisecond)
		require.Equal(t, "528", d.View.Amount.Text)
		d.Late()
		d.Types("1234567890123456", tilltest.Every(100*time.Millisecond))
		if ended {
			d.Wait(100 * time.Millisecond)
			d.Key(tilltest.WedgeEnter)
		}
		d.PutOff()
		require.Equal(t, "5", d.View.Amount.Text)
		sales := len(d.Sales)
		d.Key(wedge.KeyPress{Key: kiosk.KeyF1})
		require.Len(t, d.Sales, sales, "people have to look at it")
		require.Equal(t, "problem.take_back", d.View.Amount.Problem.ID)
	}
}

// An alarm comes up while a person types: what is typed there is missing.
func TestAmount_AnAlarmInItsMiddle(t *testing.T) {
	for _, rest := range []string{"8.50", "8", ".5", "x"} {
		d := lateComes(t)
		d.Types("12", tilltest.Every(200*time.Millisecond))
		d.Wait(100 * time.Millisecond)
		d.Late()
		d.Types(rest, tilltest.Every(200*time.Millisecond))
		d.PutOff()
		require.Equal(t, "12", d.View.Amount.Text)
		sales := len(d.Sales)
		d.Key(tilltest.WedgeEnter)
		require.Len(t, d.Sales, sales)
		require.Equal(t, "problem.take_back", d.View.Amount.Problem.ID)
	}
}

// A scan pauses where a result is on show: its rest is no next amount.
func TestScanUnended_ItsRestAfterAResultIsNoAmount(t *testing.T) {
	for _, gap := range []time.Duration{10, 100} {
		d := tilltest.NewKeyboardDesk(t, gatewaytest.Full())
		d.Sell()
		require.Equal(t, kiosk.CustomerPaid, d.View.Customer.Kind)
		sales := len(d.Sales)
		d.Types("134567890123456", tilltest.Every(10*time.Millisecond))
		d.Wait(300 * time.Millisecond)
		d.Scans("789", gap*time.Millisecond)
		d.Wait(time.Second)
		d.Key(tilltest.WedgeEnter)
		require.Len(t, d.Sales, sales)
	}
}

// Somebody presses Esc or Backspace in the middle of a slow scan: its rest is no
// amount.
func TestSlowScan_AKeyInItsMiddle(t *testing.T) {
	const code = tilltest.WechatCode
	for _, key := range []kiosk.Key{kiosk.KeyEsc, kiosk.KeyBackspace} {
		for at := 1; at < len(code); at++ {
			d := tilltest.NewKeyboardDesk(t, gatewaytest.Full(), "5")
			d.Wait(time.Second)
			d.Interrupted(code, at, 100*time.Millisecond, func() { d.Key(wedge.KeyPress{Key: key}) })
			require.Empty(t, d.Sales, "%s after %d", key, at)
			d.Wait(time.Second)
			d.Key(tilltest.WedgeEnter)
			require.Empty(t, d.Sales, "%s after %d", key, at)
		}
	}
}

// A sale is cancelled in the middle of a slow scan: the rest is no next amount.
func TestSlowScan_ASaleCancelledInItsMiddle(t *testing.T) {
	const code = tilltest.WechatCode
	for name, cancel := range map[string]func(*tilltest.KeyboardDesk){
		"Esc":   func(d *tilltest.KeyboardDesk) { d.Key(wedge.KeyPress{Key: kiosk.KeyEsc}) },
		"touch": func(d *tilltest.KeyboardDesk) { d.Tap(kiosk.ActionCancel) },
	} {
		for at := 1; at < len(code); at++ {
			d := tilltest.NewKeyboardDesk(t, gatewaytest.Full(), "5")
			d.Key(tilltest.WedgeEnter)
			d.Wait(time.Second)
			d.Interrupted(code, at, 100*time.Millisecond, func() { cancel(d) })
			d.Wait(time.Second)
			require.Len(t, d.Sales, 1, "%s after %d", name, at)
			require.Empty(t, d.Payments)
		}
	}
}

// The till comes up in the middle of a slow scan: the rest is no amount.
func TestSlowScan_BegunBeforeTheLedgerWasRead(t *testing.T) {
	const code = tilltest.WechatCode
	for at := 1; at < len(code); at++ {
		d := &tilltest.KeyboardDesk{Counter: tilltest.BareCounter(t, gatewaytest.Full()), Wedge: &wedge.Detector{}}
		d.Interrupted(code, at, 100*time.Millisecond, func() { d.Step(kiosk.Loaded{Snapshot: kiosk.Snapshot{PINSet: true}}) })
		require.Empty(t, d.Sales, "after %d", at)
	}
}

// A slow scan in which no code is seen is told like a fast one.
func TestSlowScan_ARefusedCodeIsTold(t *testing.T) {
	for text, problem := range map[string]string{
		"134567890123456789*": "scan.mark_after", "A134567890123456789": "scan.mark_before", "6901234567892": "scan.barcode",
		"https://qr.alipay.com/x": "scan.link", "999999999999999999": "scan.unknown",
	} {
		d := tilltest.NewKeyboardDesk(t, gatewaytest.Full(), "5")
		d.Key(tilltest.WedgeEnter)
		d.Wait(time.Second)
		d.Scans(text, 100*time.Millisecond)
		require.Equal(t, problem, d.View.Amount.Problem.ID, text)
		require.Empty(t, d.Payments)
	}
}

// What was typed where only the whole can be given back is refused like any other.
func TestRefund_WholeOnlyIsNotAnotherAmountThanWasTyped(t *testing.T) {
	for name, e := range map[string]kiosk.Event{"typed": kiosk.Pressed{Key: "5"}, "pasted": kiosk.Pasted{Text: "5"}, "a letter": kiosk.Typed{Rune: '５'}} {
		can := gatewaytest.Refunding()
		can.Refund = kiosk.RefundFull
		c, _ := tilltest.RefundPad(t, can)
		c.Step(e)
		require.Equal(t, "refund.whole_only", c.View.Amount.Problem.ID, name)
		c.Press(kiosk.KeyEnter)
		require.False(t, c.View.Refund.Confirm, name)
		c.Press(kiosk.KeyBackspace, kiosk.KeyEnter)
		require.True(t, c.View.Refund.Confirm, name)
	}
}

// While it is asked whether to close nothing goes into an order's number.
func TestClosing_NothingIsTypedMeanwhile(t *testing.T) {
	for _, e := range []kiosk.Event{kiosk.Typed{Rune: 'B'}, kiosk.Pasted{Text: "B2"}, kiosk.Pressed{Key: "2"}} {
		c := tilltest.NewCounter(t, gatewaytest.OrderEntry())
		c.EnterOrder(kiosk.KeyF1, "A1")
		c.Answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
		c.Press(kiosk.KeyF1)
		require.Equal(t, kiosk.ScreenOrder, c.View.Screen)
		c.KeyIn("C3")
		c.Step(kiosk.Closing{})
		c.Step(e)
		c.Press(kiosk.KeyEsc)
		require.Equal(t, "C3", c.View.Order.Text, "%v", e)
	}
}

// Whatever is up, whatever is done in the middle of a scan, at any pace and also
// when it pauses there: no sale opens but of what a person typed.
func TestScan_WhateverIsDoneInItsMiddle(t *testing.T) {
	typed := func(can kiosk.Capabilities, keys ...kiosk.Key) func(*testing.T) *tilltest.KeyboardDesk {
		return func(t *testing.T) *tilltest.KeyboardDesk {
			d := tilltest.NewKeyboardDesk(t, can, "5")
			for _, k := range keys {
				d.Key(wedge.KeyPress{Key: k})
			}
			return d
		}
	}
	screens := map[string]func(*testing.T) *tilltest.KeyboardDesk{
		"amount": typed(gatewaytest.Full()), "sale": typed(gatewaytest.Full(), kiosk.KeyEnter), "PIN": typed(gatewaytest.Full(), kiosk.KeyF9),
		"order": typed(gatewaytest.OrderEntry(), kiosk.KeyF1), "help": typed(gatewaytest.Full(), kiosk.KeyF12),
		"result": func(t *testing.T) *tilltest.KeyboardDesk {
			d := tilltest.NewKeyboardDesk(t, gatewaytest.Full())
			d.Sell()
			return d
		},
	}
	doings := map[string]func(*tilltest.KeyboardDesk){
		"nothing": func(*tilltest.KeyboardDesk) {},
		"cancel":  func(d *tilltest.KeyboardDesk) { d.Tap(kiosk.ActionCancel) },
		"back":    func(d *tilltest.KeyboardDesk) { d.Tap(kiosk.ActionBack) },
		"next":    func(d *tilltest.KeyboardDesk) { d.Tap(kiosk.ActionNext) },
		"close":   func(d *tilltest.KeyboardDesk) { d.Step(kiosk.Closing{}) },
		"twice": func(d *tilltest.KeyboardDesk) {
			d.Key(wedge.KeyPress{Key: kiosk.KeyF12})
			d.Key(wedge.KeyPress{Key: kiosk.KeyEsc})
		},
	}
	for _, k := range []kiosk.Key{kiosk.KeyEsc, kiosk.KeyBackspace, kiosk.KeyF6, kiosk.KeyF9, kiosk.KeyF10, kiosk.KeyF12} {
		doings[string(k)] = func(d *tilltest.KeyboardDesk) { d.Key(wedge.KeyPress{Key: k}) }
	}
	for screen, open := range screens {
		for doing, do := range doings {
			t.Run(screen+" "+doing, func(t *testing.T) {
				for _, code := range []string{tilltest.WechatCode, "281234567890123456789012"} {
					for _, pace := range []time.Duration{10, 100, 400} {
						for _, pause := range []time.Duration{0, 160, 250, 1000} {
							for at := range code {
								if at == 0 || at > kiosk.ScanCharsMin && at < len(code)-kiosk.ScanCharsMin {
									continue // the rest is longer than any amount
								}
								d := open(t)
								d.Wait(3 * time.Second)
								d.Interrupted(code, at, pace*time.Millisecond, func() { d.Wait(pause * time.Millisecond); do(d) })
								d.Wait(time.Second)
								d.Key(tilltest.WedgeEnter)
								for _, s := range d.Sales {
									require.Contains(t, []string{"5.00", "128.50"}, s.Amount.Yuan(), "every %d ms, %d ms after %d", pace, pause, at)
								}
								for _, a := range d.Asked {
									if a.Kind == kiosk.CallCharge {
										require.Equal(t, code, a.Code.Reveal())
									}
								}
							}
						}
					}
				}
			})
		}
	}
}
