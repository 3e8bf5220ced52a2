package ui

import (
	"time"

	"facepay/kiosk"
)

// draw brings every part up to the View, the size and the time. What did not
// change is not touched.
func (u *UI) draw() {
	if !u.shown || u.size.Width <= 0 || u.size.Height <= 0 {
		return
	}
	now, p := u.now(), u.places()
	u.unit = p.counterK.u
	if fits(u.size, windowLong, windowShort) {
		u.small.show(nil, rect{}, scale{})
		u.drawCounter(now, p)
		u.drawStage(p)
	} else {
		u.showSmall()
		if u.stage.root != nil {
			u.drawStage(p)
		}
	}
	u.turner.run(!u.ReducedMotion && !u.stops && len(u.spins()) > 0)
	u.schedule(now)
}

// drawCounter brings the cashier's side up to date.
func (u *UI) drawCounter(now time.Time, p places) {
	v := u.view
	place(u.ground, p.counter)
	u.history.show(v.Screen == kiosk.ScreenHistory, v.Screen == kiosk.ScreenRefund)
	u.bar.show(u.barState(now), p.bar, p.counterK)
	u.strip.show(u.stripState(), p.strip, p.counterK)
	u.last.show(lastState{v.Last, v.Today}, p.last, p.counterK)
	for part, state := range u.mainStates(now) {
		r := p.whole
		switch part {
		case u.amount:
			r = p.amount
		case u.pad, u.panel:
			r = p.below
		}
		part.show(state, r, p.counterK)
	}
}

func (u *UI) drawStage(p places) {
	if p.stage.w <= 0 || p.stage.h <= 0 {
		return
	}
	v := u.view
	st := stageState{stage: v.Customer}
	if u.stage.root == nil {
		st.buttons = v.PracticeButtons
	}
	var files []string
	if v.Customer.Kind == kiosk.CustomerAdverts {
		files = v.Customer.Adverts
	}
	u.stage.adverts.set(files, p.advert(st), u.stageScale())
	st.picture = len(files) > 0 && u.stage.adverts.showing()
	u.cover(v.Customer.Kind == kiosk.CustomerAdverts && !st.picture)
	u.stage.part.show(st, p.stage, p.stageK)
	if p.customerStrip.h > 0 {
		u.stage.strip.show(stripState{}, p.customerStrip, p.stageK)
	} else {
		u.stage.strip.show(nil, rect{}, scale{})
	}
}

// cover shows the cashier's ground, which hides what the drawn scene paints over
// the stage's edge. Otherwise the window's own ground has the same colour, and
// half a window less to paint in each frame is much without a graphics card.
func (u *UI) cover(wanted bool) {
	switch {
	case wanted && !u.ground.Visible():
		u.ground.Show()
	case !wanted && u.ground.Visible():
		u.ground.Hide()
	}
}

func (u *UI) stageScale() float32 {
	w := u.window
	if u.stage.root != nil {
		w = u.customer
	}
	if w == nil {
		return 1
	}
	return w.Canvas().Scale()
}

func (u *UI) stripState() any {
	if !u.view.Practice {
		return nil
	}
	st := stripState{dropped: u.view.NetworkDropped}
	if u.stage.root != nil {
		st.buttons = u.view.PracticeButtons
	}
	return st
}

// mainStates says what stands between bar and last sale; nil hides a part.
func (u *UI) mainStates(now time.Time) map[*part]any {
	v := u.view
	st := map[*part]any{u.amount: nil, u.pad: nil, u.panel: nil, u.alarm: nil, u.list: nil, u.help: nil, u.doubts: nil, u.check: nil}
	switch v.Screen {
	case kiosk.ScreenHistory:
		st[u.list] = historyState{u.history.revision, v.Panel.Buttons}
	case kiosk.ScreenChecks:
		st[u.check] = checkState{*v.Checks, v.Panel.Buttons}
	case kiosk.ScreenHelp:
		st[u.help] = helpState{v.Panel.Buttons, v.Practice, u.Accepts.Mini != kiosk.MiniNone}
	case kiosk.ScreenAttention:
		st[u.doubts] = u.doubtsState(now)
	case kiosk.ScreenAlarm:
		st[u.alarm] = alarmState{panel: v.Panel, doing: u.doing(v.Panel.Doing, now)}
	case kiosk.ScreenRecovering, kiosk.ScreenStopped:
		st[u.alarm] = alarmState{panel: v.Panel, quiet: v.Panel.Amount == ""}
	case kiosk.ScreenPIN:
		st[u.amount], st[u.pad] = u.amountState(now), padState{asks: askPIN}
	case kiosk.ScreenOrder:
		st[u.amount], st[u.pad] = u.amountState(now), padState{asks: askOrder}
	case kiosk.ScreenRefund:
		st[u.amount] = u.amountState(now)
		if v.Panel.Title.IsZero() {
			st[u.pad] = padState{asks: askRefund, note: v.Refund.Detail, words: v.Refund.Buttons}
		} else {
			st[u.panel] = panelState{v.Panel}
		}
	case kiosk.ScreenPanel:
		st[u.amount], st[u.panel] = u.amountState(now), panelState{v.Panel}
	default:
		st[u.amount], st[u.pad] = u.amountState(now), padState{pay: v.Pay}
	}
	return st
}
