package sim

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// quietWorld is a world in which nothing happens by itself, with one open sale
// of 1 yuan and its QR payment, created.
func quietWorld() *world {
	w := newWorld(1, MutateNone, &Counts{})
	w.calm = true
	w.gateway.profile.can = kiosk.Capabilities{QR: []kiosk.Wallet{kiosk.WeChat}, Code: true, QueryQR: true, QueryCode: true, OwnNumber: true, QRValid: time.Hour}
	now := w.clock()
	sale := kiosk.Sale{ID: "S1", Amount: 100, State: kiosk.SaleOpen, OpenedAt: now, Version: 1}
	p := kiosk.Payment{
		OrderNo: "P1", Sale: "S1", Amount: 100, Wallet: kiosk.WeChat, Rail: kiosk.RailQR, QR: "weixin://1", State: kiosk.StateCreated,
		CreatedAt: now, SentAt: now, Version: 1,
	}
	w.ledger.save(kiosk.Write{Sales: []kiosk.Sale{sale}, Payments: []kiosk.Payment{p}})
	return w
}

// change writes the payment anew after edit, with a record of its move.
func change(w *world, n kiosk.OrderNo, edit func(*kiosk.Payment)) {
	old := *w.ledger.paymentOf(n)
	p := old
	p.Version++
	edit(&p)
	w.ledger.save(kiosk.Write{Payments: []kiosk.Payment{p}, Records: []kiosk.Record{
		{At: w.clock(), Kind: kiosk.RecordMoved, Sale: p.Sale, OrderNo: n, From: old.State, To: p.State},
	}})
}

func (w *world) sell(n kiosk.OrderNo) *order {
	o := w.gateway.book(w.ledger.paymentOf(n))
	o.payableUntil = w.now() + time.Hour
	return o
}

func second(w *world) {
	p := *w.ledger.paymentOf("P1")
	p.OrderNo, p.Version, p.State = "P2", 1, kiosk.StateCreated
	w.ledger.save(kiosk.Write{Payments: []kiosk.Payment{p}})
}

func to(s kiosk.State) func(*kiosk.Payment) { return func(p *kiosk.Payment) { p.State = s } }

func TestOracle_Notices(t *testing.T) {
	t.Parallel()
	show := func(v kiosk.View) func(*world) {
		return func(w *world) { w.show(&v); w.oracle.afterEffects() }
	}
	for name, c := range map[string]struct {
		what string
		do   func(*world)
	}{
		"paid without money": {"without money", func(w *world) { w.sell("P1"); change(w, "P1", to(kiosk.StatePaid)) }},
		"paid with another amount": {"without money", func(w *world) {
			o := w.sell("P1")
			o.amount = 99
			w.gateway.take(o)
			change(w, "P1", to(kiosk.StatePaid))
		}},
		"paid and never on show": {"never on show", func(w *world) {
			w.gateway.take(w.sell("P1"))
			change(w, "P1", func(p *kiosk.Payment) { p.QR = "" })
			change(w, "P1", to(kiosk.StatePaid))
		}},
		"money without its row": {"money without its row", func(w *world) { w.gateway.take(w.gateway.book(&kiosk.Payment{OrderNo: "P9", Amount: 1})) }},
		"money that nobody sees": {"nothing on screen", func(w *world) {
			w.till = newMachine(w.settings)
			w.gateway.take(w.sell("P1"))
			w.drain(2 * time.Minute)
		}},
		"money on a closed row": {"ended as closed", func(w *world) {
			w.gateway.take(w.sell("P1"))
			change(w, "P1", to(kiosk.StateClosed))
			w.queue.now = time.Hour
			w.oracle.atEnd()
		}},
		"a payment that never ends": {"never ended", func(w *world) {
			change(w, "P1", to(kiosk.StateWaiting))
			w.queue.now = 25 * time.Hour
			w.oracle.atEnd()
		}},
		"an unknown one out of sight": {"never ended", func(w *world) {
			change(w, "P1", to(kiosk.StateUnknown))
			w.queue.now = 25 * time.Hour
			w.oracle.atEnd()
		}},
		"two payments of one sale":   {"was paid 2 times", twoPaid},
		"a move that is not allowed": {"moved from closed to failed", func(w *world) { change(w, "P1", to(kiosk.StateClosed)); change(w, "P1", to(kiosk.StateFailed)) }},
		"a write over a newer one":   {"conflict", func(w *world) { change(w, "P1", func(p *kiosk.Payment) { p.Version = 1 }) }},
		"a move without a record": {"without a record", func(w *world) {
			p := *w.ledger.paymentOf("P1")
			p.Version, p.State = 2, kiosk.StateWaiting
			w.ledger.save(kiosk.Write{Payments: []kiosk.Payment{p}})
		}},
		"a payment bound to new money": {"re-bound", func(w *world) { change(w, "P1", func(p *kiosk.Payment) { p.Amount++ }) }},
		"a second open sale": {"opened while", func(w *world) {
			w.ledger.save(kiosk.Write{Sales: []kiosk.Sale{{ID: "S2", Amount: 1, State: kiosk.SaleOpen, Version: 1}}})
		}},
		"adverts in a sale":       {"adverts while", show(kiosk.View{Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerAdverts}})},
		"paid on the stage alone": {"the stage says paid", show(kiosk.View{Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerPaid, Amount: "1.00"}})},
		"red without proof": {"has never said no", func(w *world) {
			change(w, "P1", to(kiosk.StateWaiting))
			w.gateway.take(w.sell("P1"))
			w.queue.now = 2 * time.Minute
			show(kiosk.View{Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerFailed}, Status: kiosk.Status{Open: 1}})(w)
		}},
		"green while nothing is said": {"the light is green", func(w *world) {
			change(w, "P1", to(kiosk.StateWaiting))
			a := kiosk.Call{Kind: kiosk.CallQuery, Payment: *w.ledger.paymentOf("P1")}
			for range greenMax + 1 {
				w.oracle.hears(&a, &reply{Answer: kiosk.Answer{Verdict: kiosk.VerdictUnknown}}, nil)
			}
			show(kiosk.View{Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerShowCode}, Status: kiosk.Status{Gateway: kiosk.GatewayStatus{State: kiosk.GatewayOK}}})(w)
		}},
		"a wrong sum for today": {"for today", show(kiosk.View{Today: 5})},
		"paid said too early":   {"said that", func(w *world) { w.oracle.heard(kiosk.Phrase{Kind: kiosk.PhrasePaid, Amount: 100}) }},
		"a charge before its row": {"before its row", func(w *world) {
			w.oracle.called(&kiosk.Call{Kind: kiosk.CallCharge, Payment: kiosk.Payment{OrderNo: "P9"}})
		}},
		"cash at the gateway": {"which was cash", func(w *world) {
			w.oracle.called(&kiosk.Call{Kind: kiosk.CallQuery, Payment: kiosk.Payment{OrderNo: "P9", Rail: kiosk.RailCash}})
		}},
		"cash that nobody handed over": {"were handed over", func(w *world) { w.sellForCash(100, 0) }},
		"cash of another amount":       {"were handed over", func(w *world) { w.sellForCash(100, 10) }},
		"a drawer that is short":       {"should be in it", func(w *world) { w.sellForCash(100, 100); w.oracle.drawer.in -= 50; w.oracle.counted() }},
		"a code that leaves twice": {"sent twice", func(w *world) {
			a := kiosk.Call{ID: 1, Kind: kiosk.CallCharge, Payment: *w.ledger.paymentOf("P1"), Code: kiosk.NewPayCode(w.crowd.freshCode(pays).text)}
			w.oracle.called(&a)
			w.oracle.called(&a)
		}},
		"a code that arrives twice": {"sent twice", func(w *world) {
			c := kiosk.NewPayCode(w.crowd.freshCode(cannotPay).text)
			for range 2 {
				_ = w.gateway.charge(w.ledger.paymentOf("P1"), c)
			}
		}},
		"two questions at a time": {"twice at a time", func(w *world) {
			for id := range uint64(2) {
				w.call(&flight{Call: kiosk.Call{ID: id, Kind: kiosk.CallQuery, Payment: *w.ledger.paymentOf("P1")}})
			}
		}},
		"a code that nobody decides": {"still created", func(w *world) {
			w.till = newMachine(w.settings)
			a := kiosk.Call{ID: 1, Kind: kiosk.CallCharge, Payment: *w.ledger.paymentOf("P1"), Code: kiosk.NewPayCode(w.crowd.freshCode(pays).text)}
			w.oracle.called(&a)
			w.drain(2 * time.Minute)
		}},
		"41 questions in a minute": {"41 queries", func(w *world) {
			a := kiosk.Call{Kind: kiosk.CallQR, Payment: *w.ledger.paymentOf("P1")}
			w.oracle.answered(&a, nil)
			for range queriesMax + 1 {
				w.oracle.called(&kiosk.Call{Kind: kiosk.CallQuery, Payment: a.Payment})
			}
		}},
		"a refund before its row": {"before its row", func(w *world) {
			w.oracle.called(&kiosk.Call{Kind: kiosk.CallRefund, Payment: *w.ledger.paymentOf("P1"), Refund: kiosk.Refund{No: "R1", OrderNo: "P1", Amount: 10}})
		}},
		"a refund of what was not paid":     {"which is created", func(w *world) { giveBack(w, "R1", 10) }},
		"more back than was paid":           {"which took 1.00", func(w *world) { pay(w); giveBack(w, "R1", 101) }},
		"a second undecided refund":         {"while another is undecided", func(w *world) { pay(w); giveBack(w, "R1", 10); giveBack(w, "R2", 10) }},
		"a refund done without the gateway": {"not in the gateway's books", func(w *world) { pay(w); giveBack(w, "R1", 10); settle(w, "R1", kiosk.RefundDone) }},
		"a refund refused that the gateway did": {"is in the gateway's books", func(w *world) {
			pay(w)
			giveBack(w, "R1", 10)
			w.gateway.refund(w.ledger.paymentOf("P1"), w.ledger.refundOf("R1"))
			settle(w, "R1", kiosk.RefundRefused)
		}},
		"a refund that leaves twice where that is another": {"asked for twice at a gateway", func(w *world) {
			pay(w)
			giveBack(w, "R1", 10)
			for range 2 {
				w.gateway.refund(w.ledger.paymentOf("P1"), w.ledger.refundOf("R1"))
			}
		}},
		"a refund under another number": {"refund without its row", func(w *world) {
			pay(w)
			w.gateway.refund(w.ledger.paymentOf("P1"), &kiosk.Refund{No: "R9", OrderNo: "P1", Amount: 10})
		}},
		"two questions about a refund at a time": {"twice at a time", func(w *world) {
			pay(w)
			giveBack(w, "R1", 10)
			for id := range uint64(2) {
				w.call(&flight{Call: kiosk.Call{ID: id, Kind: kiosk.CallRefundQuery, Payment: *w.ledger.paymentOf("P1"), Refund: *w.ledger.refundOf("R1")}})
			}
		}},
		"an unknown refund out of sight": {"nobody knows of refund", func(w *world) {
			pay(w)
			giveBack(w, "R1", 10)
			settle(w, "R1", kiosk.RefundUnknown)
			show(kiosk.View{Today: 100})(w)
		}},
		"a notification taken before it is on record": {"before it was on record", func(w *world) { notified(w, false, kiosk.NotificationTaken) }},
		"a wrong notification taken":                  {"about something else", func(w *world) { notified(w, true, kiosk.NotificationTaken) }},
		"a notification taken for a stranger's":       {"a stranger's", func(w *world) { notified(w, false, kiosk.NotificationNoOrder) }},
		"a right amount refused":                      {"its amount, which is right", func(w *world) { notified(w, false, kiosk.NotificationAmount) }},
		"a notification answered twice": {"answered twice", func(w *world) {
			notified(w, true, kiosk.NotificationAmount)
			w.acknowledged(w.notificationID, kiosk.NotificationAmount)
		}},
		"a notification never answered": {"was not answered within", func(w *world) {
			w.till = newMachine(w.settings)
			w.delivered = append(w.delivered, delivery{id: 1, notification: &notification{}, no: "P1"})
			w.queue.now = time.Minute
			w.notificationsAnswered()
		}},
		"parameters after the sale": {"handed out after its sale", func(w *world) {
			s := *w.ledger.saleOf("S1")
			s.Version, s.State, s.AbandonReason = 2, kiosk.SaleAbandoned, kiosk.AbandonCancelled
			w.ledger.save(kiosk.Write{Sales: []kiosk.Sale{s}})
			opened(w, kiosk.Buyer{Wallet: kiosk.WeChat, ID: "a"})
		}},
		"parameters for another buyer": {"were handed to", func(w *world) { opened(w, kiosk.Buyer{Wallet: kiosk.WeChat, ID: "b"}) }},
		"one order that proves two payments": {"paid once and proves", func(w *world) {
			o := w.gateway.shopOrder(100)
			o.payment = "P1"
			entered := func(p *kiosk.Payment) { p.State, p.Entered, p.GatewayOrderNo = kiosk.StatePaid, true, o.number }
			change(w, "P1", func(p *kiosk.Payment) { p.State, p.Entered, p.GatewayOrderNo = kiosk.StateWaiting, true, o.number })
			second(w)
			w.gateway.take(o)
			change(w, "P1", entered)
			change(w, "P2", entered)
		}},
		"an alarm that is not on screen": {"needs people", func(w *world) {
			change(w, "P1", to(kiosk.StateUnknown))
			s := *w.ledger.saleOf("S1")
			s.Version, s.State, s.AbandonReason = 2, kiosk.SaleParked, kiosk.AbandonParked
			w.ledger.save(kiosk.Write{Sales: []kiosk.Sale{s}})
			show(kiosk.View{Last: w.ledger.lastSale()})(w)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			broken := verdictOn(c.do)
			require.NotNil(t, broken, "the oracle said nothing")
			require.Contains(t, broken.What, c.what)
		})
	}
}

// pay takes the money for P1 and puts it on record.
func pay(w *world) {
	o := w.sell("P1")
	w.gateway.take(o)
	w.settings.Capabilities.Refund, w.gateway.profile.can.Refund = kiosk.RefundPart, kiosk.RefundPart
	change(w, "P1", func(p *kiosk.Payment) {
		p.State, p.GatewayOrderNo, p.PaidAt = kiosk.StatePaid, o.number, w.clock()
	})
}

// giveBack puts a refund of P1 on record as asked for.
func giveBack(w *world, n kiosk.RefundNo, amount kiosk.Fen) {
	w.ledger.save(kiosk.Write{
		Refunds: []kiosk.Refund{{No: n, OrderNo: "P1", Amount: amount, State: kiosk.RefundAsked, AskedAt: w.clock(), Version: 1}},
		Records: []kiosk.Record{{At: w.clock(), Kind: kiosk.RecordRefund, OrderNo: "P1", Refund: n, To: kiosk.State(kiosk.RefundAsked)}},
	})
}

// settle puts on record what became of a refund.
func settle(w *world, n kiosk.RefundNo, s kiosk.RefundState) {
	r := *w.ledger.refundOf(n)
	r.Version++
	r.State = s
	w.ledger.save(kiosk.Write{Refunds: []kiosk.Refund{r}, Records: []kiosk.Record{
		{At: w.clock(), Kind: kiosk.RecordRefundMoved, OrderNo: r.OrderNo, Refund: n, To: kiosk.State(s)},
	}})
}

// notified answers a notification that P1 is paid, right or about something else.
func notified(w *world, bad bool, r kiosk.NotificationResult) {
	w.notificationID++
	w.delivered = append(w.delivered, delivery{id: w.notificationID, notification: &notification{order: w.sell("P1"), verdict: kiosk.VerdictPaid}, no: "P1", amount: 100, bad: bad})
	w.acknowledged(w.notificationID, r)
}

// opened answers a phone with the parameters that were made for buyer a.
func opened(w *world, b kiosk.Buyer) {
	o := w.sell("P1")
	o.buyer = kiosk.Buyer{Wallet: kiosk.WeChat, ID: "a"}
	w.gateway.byParams[paramsOf(o)] = o
	w.notificationID++
	w.crowd.phones = append(w.crowd.phones, &phone{id: w.notificationID, no: "P1", buyer: b})
	w.crowd.replied(w.notificationID, kiosk.MiniReply{OrderNo: "P1", Amount: 100, Params: []byte(paramsOf(o))})
}

func twoPaid(w *world) {
	second(w)
	for _, n := range []kiosk.OrderNo{"P1", "P2"} {
		w.gateway.take(w.sell(n))
		change(w, n, to(kiosk.StatePaid))
	}
	w.oracle.atEnd()
}

func TestOracle_IsSilentAboutAGoodSale(t *testing.T) {
	t.Parallel()
	require.Nil(t, verdictOn(func(w *world) {
		w.gateway.take(w.sell("P1"))
		w.oracle.beforeEffects()
		change(w, "P1", func(p *kiosk.Payment) { p.State, p.PaidAt = kiosk.StatePaid, w.clock() })
		w.oracle.heard(kiosk.Phrase{Kind: kiosk.PhrasePaid, Wallet: kiosk.WeChat, Amount: 100})
		s := *w.ledger.saleOf("S1")
		s.Version, s.State = 2, kiosk.SalePaid
		w.ledger.save(kiosk.Write{Sales: []kiosk.Sale{s}})
		w.show(&kiosk.View{
			Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerPaid, Amount: "1.00"}, Today: 100,
			Last: w.ledger.lastSale(),
		})
		w.oracle.afterEffects()
		w.till = newMachine(w.settings)
		w.drain(time.Hour)
		w.oracle.atEnd()
	}))
}

// verdictOn returns the oracle's verdict on a quiet world after do.
func verdictOn(do func(*world)) (broken *Violation) {
	defer func() {
		switch r := recover().(type) {
		case nil:
		case *Violation:
			broken = r
		default:
			panic(r)
		}
	}()
	do(quietWorld())
	return nil
}

// sellForCash writes a sale for cash, of which so much was handed over.
func (w *world) sellForCash(amount, handed kiosk.Fen) {
	w.settings.Cash, w.oracle.drawer.handed = true, handed
	at := w.tillWall()
	w.oracle.cashSold(
		&kiosk.Payment{OrderNo: "C1", Sale: "SC", Amount: amount, Rail: kiosk.RailCash, Wallet: kiosk.Cash, Provider: kiosk.ProviderCash, State: kiosk.StatePaid, PaidAt: at},
		&kiosk.Sale{ID: "SC", Amount: amount, State: kiosk.SalePaid, PaidBy: "C1"}, []kiosk.Record{{OrderNo: "C1", To: kiosk.StatePaid}})
	w.ledger.payments = append(w.ledger.payments, kiosk.Payment{OrderNo: "C1", Sale: "SC", Amount: amount, Wallet: kiosk.Cash, State: kiosk.StatePaid})
}
