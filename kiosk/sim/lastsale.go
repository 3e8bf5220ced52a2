package sim

import (
	"cmp"
	"slices"
	"time"

	"facepay/kiosk"
)

// Limits of the last sale of a run, which a till that still sells keeps easily.
const (
	sellWithin  = 10 * time.Minute
	sellPresses = 120
)

// sellOnce makes one sale on a healthy network, with a patient cashier: however
// bad the day was, the till still sells.
func (c *cashier) sellOnce() {
	w := c.w
	end := w.now() + sellWithin
	before := len(w.ledger.sales)
	for range sellPresses {
		w.drain(w.now() + 700*time.Millisecond)
		if len(w.ledger.sales) > before && w.view.Customer.Kind == kiosk.CustomerPaid && w.oracle.salePaid(w.oracle.newestSale().ID) {
			return
		}
		if w.now() > end {
			break
		}
		for _, e := range c.patiently(len(w.ledger.sales) > before) {
			c.do(e)
		}
	}
	w.fail("the till no longer sells: %s", sayView(&w.view))
}

// patiently is the next thing on the way to a paid sale.
func (c *cashier) patiently(opened bool) []kiosk.Event {
	w := c.w
	v := &w.view
	if c.refused() {
		return press(kiosk.KeyBackspace)
	}
	switch v.Screen {
	case kiosk.ScreenStopped:
		return tap(kiosk.ActionRetry)
	case kiosk.ScreenAlarm:
		if c.proves {
			if paid, _ := c.truth(); paid {
				return tap(kiosk.ActionSayPaid)
			}
			switch stage(&v.Panel) {
			case "why":
				return tap(v.Panel.Buttons[0].Action)
			case "sure":
				return tap(kiosk.ActionConfirm)
			}
		}
		return c.putOff(v)
	case kiosk.ScreenPIN:
		if c.proves {
			return c.rightPIN()
		}
		return press(kiosk.KeyEsc)
	case kiosk.ScreenHistory, kiosk.ScreenHelp, kiosk.ScreenChecks, kiosk.ScreenRefund:
		return press(kiosk.KeyEsc)
	case kiosk.ScreenOrder:
		return []kiosk.Event{kiosk.Pasted{Text: w.gateway.shopOrder(c.due(v)).number}, kiosk.Pressed{Key: kiosk.KeyEnter}}
	case kiosk.ScreenAmount:
		if !v.Amount.Ghost {
			return press(kiosk.KeyEsc)
		}
		return entered("12.5")
	case kiosk.ScreenAttention:
		return c.putOff(v)
	case kiosk.ScreenPanel:
		if !opened {
			return c.putOff(v)
		}
		return c.payNow(v)
	}
	return nil
}

// putOff presses the button that ends what is on screen without deciding it.
func (c *cashier) putOff(v *kiosk.View) []kiosk.Event {
	for _, a := range []kiosk.Action{kiosk.ActionNext, kiosk.ActionLater, kiosk.ActionPark, kiosk.ActionCancel, kiosk.ActionBack} {
		if es := tapOneOf(v, a); es != nil {
			return es
		}
	}
	return nil
}

// tapOneOf taps the first button that does one of these, if there is any.
func tapOneOf(v *kiosk.View, actions ...kiosk.Action) []kiosk.Event {
	for _, b := range v.Panel.Buttons {
		if slices.Contains(actions, b.Action) {
			return tap(b.Action)
		}
	}
	return nil
}

// payNow lets a customer pay the way that the stage asks for.
func (c *cashier) payNow(v *kiosk.View) []kiosk.Event {
	w := c.w
	switch v.Customer.Kind {
	case kiosk.CustomerQR:
		w.crowd.faced[v.Customer.QR] = true
		if p := w.miniOf(v.Customer.QR); p != nil {
			return c.insteadOfMini(v)
		}
		if !w.settings.Capabilities.QueryQR && !w.settings.Capabilities.Notifications {
			c.proves = true // after the money came, the manager has to say so
			if o := w.gateway.byQR[v.Customer.QR]; o != nil && o.state == orderPaid {
				return tap(kiosk.ActionManager)
			}
		}
		if o := w.gateway.scanned(v.Customer.QR); o != nil {
			w.gateway.endScan(o, true)
		}
	case kiosk.CustomerShowCode, kiosk.CustomerFailed:
		if w.settings.Capabilities.Code {
			return []kiosk.Event{kiosk.Scanned{Code: kiosk.NewPayCode(w.crowd.freshCode(pays).text)}}
		}
		return tapOneOf(v, kiosk.ActionWeChat, kiosk.ActionAlipay)
	}
	return nil
}

// insteadOfMini leaves the mini-program for what a patient cashier knows better.
func (c *cashier) insteadOfMini(v *kiosk.View) []kiosk.Event {
	if es := tapOneOf(v, kiosk.ActionWeChat, kiosk.ActionAlipay); es != nil {
		return es
	}
	return []kiosk.Event{kiosk.Scanned{Code: kiosk.NewPayCode(c.w.crowd.freshCode(pays).text)}}
}

func (c *cashier) rightPIN() []kiosk.Event { return entered(cmp.Or(c.w.ledger.pin, firstPIN)) }
