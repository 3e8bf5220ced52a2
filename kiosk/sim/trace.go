package sim

import (
	"fmt"
	"strings"
	"time"

	"facepay/kiosk"
)

// note writes one line of a replay: an event, an effect or a move of money with
// all its particulars. In all other runs there is no trace, and nothing is said.
func (w *world) note(who, format string, args ...any) {
	if w.trace != nil {
		fmt.Fprintf(w.trace, "%14s  %-8s %s\n", w.now().Round(time.Millisecond), who, fmt.Sprintf(format, args...))
	}
}

func sayEvent(e kiosk.Event) string {
	switch e := e.(type) {
	case kiosk.Pressed:
		return "press " + string(e.Key)
	case kiosk.Tapped:
		return "tap " + string(e.Action)
	case kiosk.Scanned:
		return "scan " + e.Code.String()
	case kiosk.ScanUnended:
		return "unended scan " + e.Code.String()
	case kiosk.Answered:
		if e.Err != nil {
			return fmt.Sprintf("answer to %s: %v", sayCall(&e.Call), e.Err)
		}
		return fmt.Sprintf("answer to %s: %s", sayCall(&e.Call), sayReply(&e.Call, &reply{e.Answer, e.Refund}))
	case kiosk.Loaded:
		return "loaded: " + sayRows(e.Snapshot.Payments, e.Snapshot.Refunds)
	case kiosk.NotificationReceived:
		return fmt.Sprintf("notice %d of %s refund=%v: %s", e.ID, e.Notification.OrderNo.Tail(), e.Notification.Refund, sayAnswer(&e.Notification.Answer))
	case kiosk.Found:
		if e.Payment == nil {
			return fmt.Sprintf("found nothing of %s: %v", e.OrderNo.Tail(), e.Err)
		}
		return "found " + sayRows([]kiosk.Payment{*e.Payment}, e.Refunds)
	case kiosk.SaveFailed:
		return fmt.Sprintf("save failed: %v", e.Err)
	}
	return strings.TrimPrefix(fmt.Sprintf("%T %v", e, e), "kiosk.")
}

func sayAnswer(a *kiosk.Answer) string {
	s := string(a.Verdict)
	if a.Order != "" {
		s += " order " + a.Order
	}
	if a.Amount != nil {
		s += " amount " + a.Amount.Yuan()
	}
	if a.GatewayOrderNo != "" {
		s += " number " + a.GatewayOrderNo
	}
	return s
}

func sayCall(a *kiosk.Call) string {
	n := a.Payment.OrderNo
	if ofRefund(a.Kind) {
		n = kiosk.OrderNo(a.Refund.No)
	}
	return fmt.Sprintf("#%d %s %s", a.ID, a.Kind, n.Tail())
}

func sayReply(a *kiosk.Call, ans *reply) string {
	if ofRefund(a.Kind) {
		return sayRefundAnswer(&ans.refund)
	}
	return sayAnswer(&ans.Answer)
}

func sayRows(ps []kiosk.Payment, rs []kiosk.Refund) string {
	var s []string
	for p := range each(ps) {
		s = append(s, sayPayment(p))
	}
	for r := range each(rs) {
		s = append(s, sayRefund(r))
	}
	return strings.Join(s, " · ")
}

func sayRefundAnswer(a *kiosk.RefundAnswer) string {
	s := string(a.Verdict)
	if a.Order != "" {
		s += " order " + a.Order
	}
	if a.Refund != "" {
		s += " refund " + a.Refund
	}
	if a.Amount != nil {
		s += " amount " + a.Amount.Yuan()
	}
	if a.Total != nil {
		s += " total " + a.Total.Yuan()
	}
	return s
}

func sayRefund(r *kiosk.Refund) string {
	s := fmt.Sprintf("refund %s of %s %s %s v%d %q", kiosk.OrderNo(r.No).Tail(), r.OrderNo.Tail(), r.Amount, r.State, r.Version, r.Note)
	if r.ByHand {
		s += " by hand"
	}
	return s
}

func sayPayment(p *kiosk.Payment) string {
	s := fmt.Sprintf("%s %s/%s %s %s v%d", p.OrderNo.Tail(), p.Rail, p.Wallet, p.Amount, p.State, p.Version)
	if !p.ReleasedAt.IsZero() {
		s += " left"
	}
	if p.Late {
		s += " late"
	}
	if p.Incident != "" {
		s += " incident:" + string(p.Incident)
	}
	if p.LateDone != "" {
		s += " " + string(p.LateDone)
	}
	return s
}

func (w *world) sayEffect(f kiosk.Effect) string {
	switch f := f.(type) {
	case kiosk.Save:
		var s []string
		for x := range each(f.Write.Sales) {
			s = append(s, fmt.Sprintf("sale %s %s %s %s v%d", kiosk.OrderNo(x.ID).Tail(), x.Amount, x.State, x.AbandonReason, x.Version))
		}
		if len(f.Write.Payments)+len(f.Write.Refunds) > 0 {
			s = append(s, sayRows(f.Write.Payments, f.Write.Refunds))
		}
		for r := range each(f.Write.Records) {
			s = append(s, fmt.Sprintf("[%s %s→%s %s]", r.Kind, r.From, r.To, r.Note))
		}
		return "save " + strings.Join(s, " · ")
	case kiosk.Call:
		if f.Refund.No != "" {
			return fmt.Sprintf("ask #%d %s %s", f.ID, f.Kind, sayRefund(&f.Refund))
		}
		return fmt.Sprintf("ask #%d %s %s", f.ID, f.Kind, sayPayment(&f.Payment))
	case kiosk.Acknowledge:
		return fmt.Sprintf("acknowledge %d %s", f.ID, f.Result)
	case kiosk.ReplyMini:
		return fmt.Sprintf("reply to mini-program %d: %s %s", f.ID, f.Reply.Error, f.Reply.Params)
	case kiosk.Find:
		return "find " + f.OrderNo.Tail()
	case kiosk.Wake:
		return "wake at " + f.At.Sub(w.base).Round(time.Millisecond).String()
	case kiosk.Show:
		return "show " + sayView(f.View)
	case kiosk.Say:
		return fmt.Sprintf("say %s %s %s", f.Phrase.Kind, f.Phrase.Wallet, f.Phrase.Amount)
	}
	return strings.TrimPrefix(fmt.Sprintf("%T", f), "kiosk.")
}

func sayView(v *kiosk.View) string {
	s := fmt.Sprintf("%s %s problem=%q panel=%s/%s stage=%s %s open=%d buttons=", v.Screen, v.Amount.Text, v.Amount.Problem.ID,
		v.Panel.Tone, v.Panel.Title.ID, v.Customer.Kind, v.Customer.Amount, v.Status.Open)
	for _, b := range v.Panel.Buttons {
		s += string(b.Action) + "(" + string(b.Key) + ") "
	}
	return s
}
