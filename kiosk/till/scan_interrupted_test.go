package till

import (
	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/wedge"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// lateComes is a deskful with a cancelled sale whose money has yet to come.
func lateComes(t *testing.T) *keyboardDesk {
	d := newKeyboardDesk(t, gatewaytest.Lepay())
	d.openQR(kiosk.KeyF1, "G1")
	d.press(kiosk.KeyEsc)
	return d
}

// An alarm comes up in the middle of a slow scan: what it had typed is no amount.
func TestSlowScan_AnAlarmInItsMiddle(t *testing.T) {
	for _, ended := range []bool{true, false} {
		d := lateComes(t)
		d.types("5", every(0))
		d.wait(time.Second)
		d.types("28", every(100*time.Millisecond))
		d.wait(100 * time.Millisecond)
		require.Equal(t, "528", d.view.Amount.Text)
		d.late()
		d.types("1234567890123456", every(100*time.Millisecond))
		if ended {
			d.wait(100 * time.Millisecond)
			d.key(wedgeEnter)
		}
		d.putOff()
		require.Equal(t, "5", d.view.Amount.Text)
		sales := len(d.sales)
		d.key(wedge.KeyPress{Key: kiosk.KeyF1})
		require.Len(t, d.sales, sales, "people have to look at it")
		require.Equal(t, "problem.take_back", d.view.Amount.Problem.ID)
	}
}

// An alarm comes up while a person types: what is typed there is missing.
func TestAmount_AnAlarmInItsMiddle(t *testing.T) {
	for _, rest := range []string{"8.50", "8", ".5", "x"} {
		d := lateComes(t)
		d.types("12", every(200*time.Millisecond))
		d.wait(100 * time.Millisecond)
		d.late()
		d.types(rest, every(200*time.Millisecond))
		d.putOff()
		require.Equal(t, "12", d.view.Amount.Text)
		sales := len(d.sales)
		d.key(wedgeEnter)
		require.Len(t, d.sales, sales)
		require.Equal(t, "problem.take_back", d.view.Amount.Problem.ID)
	}
}

// A scan pauses where a result is on show: its rest is no next amount.
func TestScanUnended_ItsRestAfterAResultIsNoAmount(t *testing.T) {
	for _, gap := range []time.Duration{10, 100} {
		d := newKeyboardDesk(t, gatewaytest.Full())
		d.sell()
		require.Equal(t, kiosk.CustomerPaid, d.view.Customer.Kind)
		sales := len(d.sales)
		d.types("134567890123456", every(10*time.Millisecond))
		d.wait(300 * time.Millisecond)
		d.scans("789", gap*time.Millisecond)
		d.wait(time.Second)
		d.key(wedgeEnter)
		require.Len(t, d.sales, sales)
	}
}

// Somebody presses Esc or Backspace in the middle of a slow scan: its rest is no
// amount.
func TestSlowScan_AKeyInItsMiddle(t *testing.T) {
	const code = wechatCode
	for _, key := range []kiosk.Key{kiosk.KeyEsc, kiosk.KeyBackspace} {
		for at := 1; at < len(code); at++ {
			d := newKeyboardDesk(t, gatewaytest.Full(), "5")
			d.wait(time.Second)
			d.interrupted(code, at, 100*time.Millisecond, func() { d.key(wedge.KeyPress{Key: key}) })
			require.Empty(t, d.sales, "%s after %d", key, at)
			d.wait(time.Second)
			d.key(wedgeEnter)
			require.Empty(t, d.sales, "%s after %d", key, at)
		}
	}
}

// A sale is cancelled in the middle of a slow scan: the rest is no next amount.
func TestSlowScan_ASaleCancelledInItsMiddle(t *testing.T) {
	const code = wechatCode
	for name, cancel := range map[string]func(*keyboardDesk){
		"Esc":   func(d *keyboardDesk) { d.key(wedge.KeyPress{Key: kiosk.KeyEsc}) },
		"touch": func(d *keyboardDesk) { d.tap(kiosk.ActionCancel) },
	} {
		for at := 1; at < len(code); at++ {
			d := newKeyboardDesk(t, gatewaytest.Full(), "5")
			d.key(wedgeEnter)
			d.wait(time.Second)
			d.interrupted(code, at, 100*time.Millisecond, func() { cancel(d) })
			d.wait(time.Second)
			require.Len(t, d.sales, 1, "%s after %d", name, at)
			require.Empty(t, d.payments)
		}
	}
}

// The till comes up in the middle of a slow scan: the rest is no amount.
func TestSlowScan_BegunBeforeTheLedgerWasRead(t *testing.T) {
	const code = wechatCode
	for at := 1; at < len(code); at++ {
		d := &keyboardDesk{counter: bareCounter(t, gatewaytest.Full()), wedge: &wedge.Detector{}}
		d.interrupted(code, at, 100*time.Millisecond, func() { d.step(kiosk.Loaded{Snapshot: kiosk.Snapshot{PINSet: true}}) })
		require.Empty(t, d.sales, "after %d", at)
	}
}

// A slow scan in which no code is seen is told like a fast one.
func TestSlowScan_ARefusedCodeIsTold(t *testing.T) {
	for text, problem := range map[string]string{
		"134567890123456789*": "scan.mark_after", "A134567890123456789": "scan.mark_before", "6901234567892": "scan.barcode",
		"https://qr.alipay.com/x": "scan.link", "999999999999999999": "scan.unknown",
	} {
		d := newKeyboardDesk(t, gatewaytest.Full(), "5")
		d.key(wedgeEnter)
		d.wait(time.Second)
		d.scans(text, 100*time.Millisecond)
		require.Equal(t, problem, d.view.Amount.Problem.ID, text)
		require.Empty(t, d.payments)
	}
}

// What was typed where only the whole can be given back is refused like any other.
func TestRefund_WholeOnlyIsNotAnotherAmountThanWasTyped(t *testing.T) {
	for name, e := range map[string]kiosk.Event{"typed": kiosk.Pressed{Key: "5"}, "pasted": kiosk.Pasted{Text: "5"}, "a letter": kiosk.Typed{Rune: '５'}} {
		can := gatewaytest.Refunding()
		can.Refund = kiosk.RefundFull
		c, _ := refundPad(t, can)
		c.step(e)
		require.Equal(t, "refund.whole_only", c.view.Amount.Problem.ID, name)
		c.press(kiosk.KeyEnter)
		require.False(t, c.view.Refund.Confirm, name)
		c.press(kiosk.KeyBackspace, kiosk.KeyEnter)
		require.True(t, c.view.Refund.Confirm, name)
	}
}

// While it is asked whether to close nothing goes into an order's number.
func TestClosing_NothingIsTypedMeanwhile(t *testing.T) {
	for _, e := range []kiosk.Event{kiosk.Typed{Rune: 'B'}, kiosk.Pasted{Text: "B2"}, kiosk.Pressed{Key: "2"}} {
		c := newCounter(t, gatewaytest.OrderEntry())
		c.enterOrder(kiosk.KeyF1, "A1")
		c.answer(kiosk.CallQR, kiosk.Answer{Verdict: kiosk.VerdictFailed}, nil)
		c.press(kiosk.KeyF1)
		require.Equal(t, kiosk.ScreenOrder, c.view.Screen)
		c.keyIn("C3")
		c.step(kiosk.Closing{})
		c.step(e)
		c.press(kiosk.KeyEsc)
		require.Equal(t, "C3", c.view.Order.Text, "%v", e)
	}
}

// Whatever is up, whatever is done in the middle of a scan, at any pace and also
// when it pauses there: no sale opens but of what a person typed.
func TestScan_WhateverIsDoneInItsMiddle(t *testing.T) {
	typed := func(can kiosk.Capabilities, keys ...kiosk.Key) func(*testing.T) *keyboardDesk {
		return func(t *testing.T) *keyboardDesk {
			d := newKeyboardDesk(t, can, "5")
			for _, k := range keys {
				d.key(wedge.KeyPress{Key: k})
			}
			return d
		}
	}
	screens := map[string]func(*testing.T) *keyboardDesk{
		"amount": typed(gatewaytest.Full()), "sale": typed(gatewaytest.Full(), kiosk.KeyEnter), "PIN": typed(gatewaytest.Full(), kiosk.KeyF9),
		"order": typed(gatewaytest.OrderEntry(), kiosk.KeyF1), "help": typed(gatewaytest.Full(), kiosk.KeyF12),
		"result": func(t *testing.T) *keyboardDesk {
			d := newKeyboardDesk(t, gatewaytest.Full())
			d.sell()
			return d
		},
	}
	doings := map[string]func(*keyboardDesk){
		"nothing": func(*keyboardDesk) {},
		"cancel":  func(d *keyboardDesk) { d.tap(kiosk.ActionCancel) },
		"back":    func(d *keyboardDesk) { d.tap(kiosk.ActionBack) },
		"next":    func(d *keyboardDesk) { d.tap(kiosk.ActionNext) },
		"close":   func(d *keyboardDesk) { d.step(kiosk.Closing{}) },
		"twice": func(d *keyboardDesk) {
			d.key(wedge.KeyPress{Key: kiosk.KeyF12})
			d.key(wedge.KeyPress{Key: kiosk.KeyEsc})
		},
	}
	for _, k := range []kiosk.Key{kiosk.KeyEsc, kiosk.KeyBackspace, kiosk.KeyF6, kiosk.KeyF9, kiosk.KeyF10, kiosk.KeyF12} {
		doings[string(k)] = func(d *keyboardDesk) { d.key(wedge.KeyPress{Key: k}) }
	}
	for screen, open := range screens {
		for doing, do := range doings {
			t.Run(screen+" "+doing, func(t *testing.T) {
				for _, code := range []string{wechatCode, "281234567890123456789012"} {
					for _, pace := range []time.Duration{10, 100, 400} {
						for _, pause := range []time.Duration{0, 160, 250, 1000} {
							for at := range code {
								if at == 0 || at > kiosk.ScanCharsMin && at < len(code)-kiosk.ScanCharsMin {
									continue // the rest is longer than any amount
								}
								d := open(t)
								d.wait(3 * time.Second)
								d.interrupted(code, at, pace*time.Millisecond, func() { d.wait(pause * time.Millisecond); do(d) })
								d.wait(time.Second)
								d.key(wedgeEnter)
								for _, s := range d.sales {
									require.Contains(t, []string{"5.00", "128.50"}, s.Amount.Yuan(), "every %d ms, %d ms after %d", pace, pause, at)
								}
								for _, a := range d.asked {
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

// A sale opened by a key may be scanned for at once, at any pace.
func TestScan_RightAfterASaleWasOpened(t *testing.T) {
	for _, key := range []kiosk.Key{kiosk.KeyEnter, kiosk.KeyF1, kiosk.KeyF2} {
		for _, pace := range []time.Duration{10, 100} {
			for _, code := range slowCodes {
				d := newKeyboardDesk(t, gatewaytest.Full(), "28")
				d.wait(100 * time.Millisecond)
				d.key(wedge.KeyPress{Key: key})
				d.wait(300 * time.Millisecond)
				d.scans(code, pace*time.Millisecond)
				require.Equal(t, code, d.pending(kiosk.CallCharge).Code.Reveal(), "%s, every %d ms", key, pace)
			}
		}
	}
}
