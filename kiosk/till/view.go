package till

import (
	"strconv"
	"time"

	"facepay/kiosk"
)

func itoa(n int) string { return strconv.Itoa(n) }

func clock(at time.Time, t *Till) string { return at.In(t.settings.Location).Format(time.TimeOnly) }

// view draws the till's state into v as a plain value.
func (t *Till) view(v *kiosk.View) {
	top, foot := t.top(), t.foot()
	if t.down == nil && t.book.Recovering() {
		top = starting{}
	}
	*v = kiosk.View{Practice: t.settings.Practice, NetworkDropped: t.practice.dropped, Last: t.lastShown(), Today: t.book.Today()}
	v.Status = kiosk.Status{Gateway: t.book.GatewayStatus(), Scanner: t.devices.scanner, Open: t.book.AttentionCount(), Refused: t.devices.refusedNotifications, Sound: t.soundState()}
	v.Status.Gateway.Since = t.WallOf(t.book.GatewayStatus().Since)
	v.Seller = kiosk.Seller{Asked: t.access.people, Name: t.access.seller.Name}
	v.Amount = foot.card(t)
	v.Customer = foot.customer(t)
	v.Customer.Guide = t.guide(&v.Customer)
	v.Face = t.faceAsk()
	v.Fault = t.gatewayFault()
	v.Warnings = t.health.Warnings(v.Fault)
	v.PracticeButtons = t.practiceButtons()
	top.draw(t, v)
	v.Closing = t.closing()
	v.Owner = t.down == nil && up[*history](t) != nil
	if v.Screen == kiosk.ScreenAmount || v.Screen == kiosk.ScreenPanel {
		v.Amount.Problem = t.amount.entry.problem
	}
}

// lastShown is the last sale with its time as the shop's clocks show it; the
// gateway's and the ledger's times come in zones of their own.
func (t *Till) lastShown() *kiosk.LastSale {
	if t.book.LastSale() == nil {
		return nil
	}
	if t.drawn.lastDrawn.of != t.book.LastSale() {
		l := *t.book.LastSale()
		l.At = l.At.In(t.settings.Location)
		t.drawn.lastDrawn.of, t.drawn.lastDrawn.as, t.drawn.lastDrawn.clock = t.book.LastSale(), &l, clock(l.At, t)
	}
	return t.drawn.lastDrawn.as
}

// lastClock is the time of day of the last sale.
func (t *Till) lastClock() string {
	t.lastShown()
	return t.drawn.lastDrawn.clock
}

// yuan is f.Grouped, which a sale wants many times over.
func (t *Till) yuan(f kiosk.Fen) string {
	if t.drawn.grouped.of != f || t.drawn.grouped.as == "" {
		t.drawn.grouped.of, t.drawn.grouped.as = f, f.Grouped()
	}
	return t.drawn.grouped.as
}

// walletWord is a wallet's name as an argument of a sentence.
func walletWord(w kiosk.Wallet) string {
	switch w {
	case kiosk.WeChat:
		return "@wallet.wechat" // the usual ones cost nothing
	case kiosk.Alipay:
		return "@wallet.alipay"
	}
	return w.Text().Arg()
}
