package sim

import (
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"facepay/kiosk"
)

// story tells a run to people who sell and do not program: numbered sentences
// with the time of day. What repeats itself is told once.
type story struct {
	w     *world
	out   io.Writer
	n     int
	day   int    // of the month, of the last sentence
	typed string // digits and dots that were pressed and not told yet
	seen  string // what was last said to be on screen
	known []naming
	count map[string]int           // things of each kind that have a name
	heard map[kiosk.OrderNo]string // what was last told to be heard of a payment
}

// naming is a long number and the name that the story has for its thing.
type naming struct{ id, name string }

func newStory(w *world, out io.Writer) *story {
	return &story{w: w, out: out, count: map[string]int{}, heard: map[kiosk.OrderNo]string{}}
}

// say tells one sentence.
func (s *story) say(format string, args ...any) {
	s.flush()
	s.n++
	at := s.w.clock()
	date := ""
	if s.day != 0 && s.day != at.Day() {
		date = at.Format("On 2 January: ")
	}
	s.day = at.Day()
	text := s.plain(fmt.Sprintf(format, args...))
	first, size := utf8.DecodeRuneInString(text)
	fmt.Fprintf(s.out, "%3d. %s  %s%s%s\n", s.n, at.Format("15:04:05"), date, string(unicode.ToUpper(first)), text[size:])
}

// flush tells what was typed, when nothing was pressed after it.
func (s *story) flush() {
	if typed := s.typed; typed != "" {
		s.typed = ""
		s.say("The cashier types %s.", typed)
	}
}

// name is what the story calls the thing of a kind with this number.
func (s *story) name(kind, id string) string {
	for _, k := range s.known {
		if k.id == id {
			return k.name
		}
	}
	s.count[kind]++
	name := fmt.Sprintf("%s %d", kind, s.count[kind])
	s.known = append(s.known, naming{id, name})
	return name
}

func (s *story) payment(n kiosk.OrderNo) string { return s.name("payment", string(n)) }
func (s *story) refund(n kiosk.RefundNo) string { return s.name("refund", string(n)) }

// plain puts names in the place of long numbers.
func (s *story) plain(text string) string {
	for _, o := range s.w.gateway.orders {
		if o.payment != "" && o.number != string(o.payment) && strings.Contains(text, o.number) {
			text = strings.ReplaceAll(text, "order "+o.number, o.number)
			text = strings.ReplaceAll(text, o.number, "the order of "+s.payment(o.payment))
		}
	}
	for _, k := range s.known {
		kind, _, _ := strings.Cut(k.name, " ")
		text = strings.ReplaceAll(text, kind+" "+k.id, k.name)
		text = strings.ReplaceAll(text, "order "+k.id, "the order of "+k.name)
		text = strings.ReplaceAll(text, k.id, k.name)
	}
	return text
}

// note tells what the simulator notes beside events and effects.
func (s *story) note(who, what string) {
	switch {
	case who == "oracle":
		s.say("Here the rule breaks: %s.", strings.TrimPrefix(what, "VIOLATION: "))
	case who == "world" && s.n == 0 && strings.HasPrefix(what, "seed"):
		s.say("The shop opens. Its gateway is of the kind %q.", s.w.gateway.profile.name)
	case who == "world":
		s.say("From here on nothing goes wrong any more.")
	case what == "CRASHES":
		s.say("The till stops dead, as in a power cut.")
		s.seen, s.typed = "", ""
	case who == "customer":
		s.say("A customer %s.", what)
	case who == "ledger":
		s.say("The disk takes no write: nothing of this step is on record.")
	default:
		s.say("The %s %s.", who, what)
	}
}

// event tells what the till is given.
func (s *story) event(e kiosk.Event) {
	switch e := e.(type) {
	case kiosk.Pressed:
		s.pressed(e)
	case kiosk.Tapped:
		s.say("The cashier taps %s.", actionWords(e.Action))
	case kiosk.Scanned:
		s.scanned(e.Code)
	case kiosk.ScanUnended:
		s.scanned(e.Code)
	case kiosk.Answered:
		s.answered(&e)
	case kiosk.Loaded:
		s.loaded(&e.Snapshot)
	case kiosk.SaveFailed:
		s.say("The till learns that its ledger cannot be used (%v).", e.Err)
	case kiosk.NotificationReceived:
		s.noticed(&e.Notification)
	case kiosk.PINChecked:
		s.say("The PIN is %s.", pinWords(&e))
	case kiosk.MiniAsked:
		s.say("A phone with the shop's mini-program asks for %s.", s.payment(e.OrderNo))
	case kiosk.RefundWanted:
		s.say("The owner chooses %s, to give money back.", s.payment(e.OrderNo))
	case kiosk.Pasted:
		s.say("The cashier pastes %q.", e.Text)
	case kiosk.ListenerChanged:
		if !e.Listening {
			s.say("For a while no notification can reach the till.")
		}
	case kiosk.Woke, kiosk.Found, kiosk.Typed, kiosk.AdvertsChanged, kiosk.ScannerChanged, kiosk.ChecksDone, kiosk.DayCounted:
		// What follows of these is told; they themselves say nothing to people.
	default:
		s.say("The till hears: %s.", strings.ToLower(words(strings.TrimPrefix(fmt.Sprintf("%T", e), "kiosk."))))
	}
}

// words parts a name like ClockChanged.
func words(name string) string {
	var b strings.Builder
	for i, r := range name {
		if i > 0 && unicode.IsUpper(r) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func (s *story) pressed(e kiosk.Pressed) {
	if _, digit := e.Key.Digit(); digit || e.Key == kiosk.KeyDot {
		if s.w.view.Screen == kiosk.ScreenPIN {
			return // the pad's Enter is told
		}
		s.typed += string(e.Key)
		return
	}
	typed := s.typed
	s.typed = ""
	meaning := ""
	if a := s.w.cashier.meaning(e); a != "" {
		meaning = ", " + actionWords(a)
	}
	switch {
	case s.w.view.Screen == kiosk.ScreenPIN && e.Key == kiosk.KeyEnter:
		s.say("A PIN is entered.")
	case typed != "":
		s.say("The cashier types %s and presses %s%s.", typed, e.Key, meaning)
	default:
		s.say("The cashier presses %s%s.", e.Key, meaning)
	}
}

func (s *story) scanned(c kiosk.PayCode) {
	if k := s.w.gateway.codes[c.Reveal()]; k != nil {
		s.say("The cashier scans the %s code on the customer's phone (…%s).", walletWords(k.wallet), c.Tail())
		return
	}
	s.say("The cashier scans something that is no payment code.")
}

func (s *story) loaded(r *kiosk.Snapshot) {
	if len(r.Payments) == 0 {
		s.say("The till reads its ledger; nothing in it is open.")
		return
	}
	var list []string
	for i := range r.Payments {
		p := &r.Payments[i]
		list = append(list, fmt.Sprintf("%s is %s", s.payment(p.OrderNo), p.State))
	}
	for i := range r.Refunds {
		list = append(list, fmt.Sprintf("%s is %s", s.refund(r.Refunds[i].No), r.Refunds[i].State))
	}
	s.say("The till reads its ledger: %s.", strings.Join(list, ", "))
}

func (s *story) noticed(n *kiosk.Notification) {
	what := "is " + string(n.Answer.Verdict)
	if n.Refund {
		what = "was given back"
	}
	amount := ""
	if n.Answer.Amount != nil {
		amount = " with " + n.Answer.Amount.Yuan()
	}
	s.say("A notification of the gateway arrives: %s %s%s.", s.payment(n.OrderNo), what, amount)
}

func (s *story) answered(e *kiosk.Answered) {
	if e.Call.Kind == kiosk.CallPing {
		return
	}
	about := s.payment(e.Call.Payment.OrderNo)
	what, told := s.heardWords(e), ""
	if e.Call.Refund.No != "" {
		about = s.refund(e.Call.Refund.No)
	}
	if p := s.w.ledger.paymentOf(e.Call.Payment.OrderNo); p != nil && e.Call.Refund.No == "" && e.Err == nil && payOutcome(e, p) == outOrder {
		what += ", but of another order"
	}
	told = string(e.Call.Kind) + what
	if e.Call.Kind == kiosk.CallQuery && s.heard[e.Call.Payment.OrderNo] == told {
		return // it was told and is no other
	}
	s.heard[e.Call.Payment.OrderNo] = told
	s.say("The till %s %s: %s.", askedWords[e.Call.Kind], about, what)
}

// heardWords says what an answer tells.
func (s *story) heardWords(e *kiosk.Answered) string {
	if e.Err != nil {
		return s.noAnswer(e.Err)
	}
	what, amount := string(e.Answer.Verdict), e.Answer.Amount
	if e.Call.Refund.No != "" {
		what, amount = string(e.Refund.Verdict), e.Refund.Amount
	}
	if words, ok := verdictWords[what]; ok {
		what = words
	}
	if amount != nil {
		what += ", " + amount.Yuan()
	}
	return what
}

func (s *story) noAnswer(err error) string {
	if notSent(err) {
		return "nothing was sent, the way was closed"
	}
	if answeredBadly(err) {
		return "something that is no answer"
	}
	return "nothing"
}

// effect tells what the till does.
func (s *story) effect(f kiosk.Effect) {
	switch f := f.(type) {
	case kiosk.Call:
		if words, ok := sentWords[f.Kind]; ok {
			about := s.payment(f.Payment.OrderNo)
			if f.Refund.No != "" {
				about = s.refund(f.Refund.No) + " of " + about
			}
			s.say("It "+words+", for %s.", walletWords(f.Payment.Wallet), about)
		}
	case kiosk.Show:
		s.shown(f.View)
	case kiosk.Say:
		if words, ok := phraseWords[f.Phrase.Kind]; ok {
			s.say("It is heard: %s.", words)
		}
	case kiosk.Acknowledge:
		s.say("It answers the notification: %s.", f.Result)
	case kiosk.ReplyMini:
		if f.Reply.Error != "" {
			s.say("It answers the phone: not possible (%s).", f.Reply.Error)
			return
		}
		s.say("It gives the phone what it needs to pay %s.", s.payment(f.Reply.OrderNo))
	}
}

// saved tells what is put on record, row by row.
func (s *story) saved(w *kiosk.Write) {
	for i := range w.Records {
		r := &w.Records[i]
		switch about := s.about(r); r.Kind {
		case kiosk.RecordSaleOpened:
			s.say("The till opens %s of %s and writes it to its ledger.", s.name("sale", string(r.Sale)), r.Note)
		case kiosk.RecordSaleEnded:
			s.say("%s ends: %s.", s.name("sale", string(r.Sale)), r.Note)
		case kiosk.RecordCreated:
			s.say("It writes %s to its ledger (%s).", about, r.Note)
		case kiosk.RecordReleased:
			s.say("It lets %s go (%s) and keeps an eye on it.", about, strings.ReplaceAll(r.Note, "_", " "))
		case kiosk.RecordNumbered, kiosk.RecordCloseAsked, kiosk.RecordBuyer:
		case kiosk.RecordDecided, kiosk.RecordRefundDecided:
			s.say("By a manager's word %s is %s.", about, r.To)
		default:
			s.recorded(about, r)
		}
	}
}

func (s *story) about(r *kiosk.Record) string {
	switch {
	case r.Refund != "":
		return s.refund(r.Refund) + " of " + s.payment(r.OrderNo)
	case r.OrderNo != "":
		return s.payment(r.OrderNo)
	}
	return s.name("sale", string(r.Sale))
}

func (s *story) recorded(about string, r *kiosk.Record) {
	why := ""
	if r.Note != "" {
		why = " (" + strings.ReplaceAll(r.Note, "_", " ") + ")"
	}
	if r.From == "" && r.To != "" {
		s.say("On record, %s is %s%s.", about, r.To, why)
		return
	}
	if r.From != r.To {
		s.say("On record, %s goes from %s to %s%s.", about, r.From, r.To, why)
		return
	}
	s.say("On record about %s: %s%s.", about, strings.ReplaceAll(string(r.Kind), "_", " "), why)
}

// shown tells what is on screen when it became something else.
func (s *story) shown(v *kiosk.View) {
	seen := stageWords[v.Customer.Kind]
	if words, ok := screenWords[v.Screen]; ok {
		seen = words
	}
	if v.Screen == kiosk.ScreenAlarm {
		seen = "an alarm stands on the screen: " + strings.NewReplacer(".", " ", "_", " ", " title", "").Replace(v.Panel.Title.ID)
	}
	if seen == s.seen {
		return
	}
	s.seen = seen
	if seen != "" {
		s.say("Now %s.", seen)
	}
}
