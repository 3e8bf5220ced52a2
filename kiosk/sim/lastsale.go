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

// sellOnce sells patiently on a healthy network: however bad the day was, the till still sells.
func (c *cashier) sellOnce() {
	w := c.w
	end := w.now() + sellWithin
	before := len(w.ledger.sales)
	for range sellPresses {
		w.drain(w.now() + 700*time.Millisecond)
		if len(w.ledger.sales) > before && w.view.Customer.Kind == kiosk.CustomerPaid && w.ledger.timesPaid(w.oracle.newestSale().ID) > 0 {
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
	v := &c.w.view
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
		return c.putOff()
	case kiosk.ScreenPIN:
		if c.proves {
			return c.rightPIN()
		}
		return escape()
	case kiosk.ScreenHistory, kiosk.ScreenHelp, kiosk.ScreenRights, kiosk.ScreenChecks, kiosk.ScreenRefund:
		return escape()
	case kiosk.ScreenOrder:
		return pasted(c.w.gateway.shopOrder(c.due()).number)
	case kiosk.ScreenAmount:
		if !v.Amount.Ghost {
			return escape()
		}
		return entered("12.5")
	case kiosk.ScreenAttention:
		return c.putOff()
	case kiosk.ScreenPanel:
		if es := c.tapOneOf(kiosk.ActionSetPIN); es != nil && c.proves {
			return es
		}
		if !opened {
			return c.putOff()
		}
		return c.payNow()
	}
	return nil
}

// putOff presses the button that ends what is on screen without deciding it.
func (c *cashier) putOff() []kiosk.Event {
	for _, a := range []kiosk.Action{kiosk.ActionNext, kiosk.ActionLater, kiosk.ActionPark, kiosk.ActionCancel, kiosk.ActionBack} {
		if es := c.tapOneOf(a); es != nil {
			return es
		}
	}
	return nil
}

// tapOneOf taps the first button that does one of these, if there is any.
func (c *cashier) tapOneOf(actions ...kiosk.Action) []kiosk.Event {
	for _, b := range c.w.view.Panel.Buttons {
		if slices.Contains(actions, b.Action) {
			return tap(b.Action)
		}
	}
	return nil
}

// payNow lets a customer pay the way that the stage asks for.
func (c *cashier) payNow() []kiosk.Event {
	w, stage := c.w, &c.w.view.Customer
	showCode := func() []kiosk.Event { return scan(w.crowd.freshCode(pays).text) }
	switch stage.Kind {
	case kiosk.CustomerQR:
		w.crowd.faced[stage.QR] = true
		if w.miniOf(stage.QR) != nil { // a patient cashier knows better
			if es := c.tapOneOf(kiosk.ActionWeChat, kiosk.ActionAlipay); es != nil {
				return es
			}
			return showCode()
		}
		if !w.settings.Capabilities.QueryQR && !w.settings.Capabilities.Notifications {
			c.proves = true // after the money came, the manager has to say so
			if o := w.gateway.byQR[stage.QR]; o != nil && o.state == orderPaid {
				return tap(kiosk.ActionManager)
			}
		}
		if o := w.gateway.scanned(stage.QR); o != nil {
			w.gateway.endScan(o, true)
		}
	case kiosk.CustomerShowCode, kiosk.CustomerFailed:
		if w.settings.Capabilities.Code {
			return showCode()
		}
		return c.tapOneOf(kiosk.ActionWeChat, kiosk.ActionAlipay)
	}
	return nil
}

func (c *cashier) rightPIN() []kiosk.Event { return entered(cmp.Or(c.w.ledger.ownerPIN(), firstPIN)) }
