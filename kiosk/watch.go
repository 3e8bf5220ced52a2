package kiosk

import "time"

// watchFor is how long a payment that was left is asked about: longer than any
// wallet lets an order be paid.
const watchFor = 24 * time.Hour

// The polling schedule while the customer stands at the counter: quick at
// first, when nearly everybody pays, and 35 questions at most in the first
// minute.
const (
	pollQuick    = time.Second
	pollQuickFor = 20 * time.Second
	pollEased    = 3 * time.Second
	pollSlow     = 3 * time.Second
	pollSlowFrom = time.Minute
	pollCode     = 2 * time.Second // wallets want 3 s and more after the first few
)

// The schedule for payments that were left. Money that comes within a quarter
// of an hour of leaving, while the customer may still be near, is known within
// a minute.
var leftPolls = []struct{ age, delay time.Duration }{
	{time.Minute, 5 * time.Second},
	{15 * time.Minute, 25 * time.Second},
	{time.Hour, time.Minute},
	{2 * time.Hour, 2 * time.Minute},
	{watchFor, 5 * time.Minute},
}

// Deadlines of a code payment, from when the code was sent. By then it is
// decided or shown as unknown: wallets give up on a code within these.
const (
	weChatDeadline = 55 * time.Second
	alipayDeadline = 60 * time.Second
	// closeCodeAfter leaves time to see what closing did before the deadline;
	// wallets do not reverse sooner than 15 s after the charge.
	closeCodeAfter = 40 * time.Second
)

// leave lets p go: it is closed at the gateway where that can be, and asked
// about until it is settled or can no longer be paid.
func (t *Till) leave(p *tracked, why Reason) {
	if !p.LeftAt.IsZero() {
		return
	}
	p.leftAt, p.LeftAt = t.now, t.leftNow(p.Sale)
	t.watchTo(p, t.watchEnd(p))
	p.nextAsk = t.now
	t.because(p, RecordLeft, why)
	if p.unopened() {
		t.move(p, StateClosed, RecordMoved, ReasonNeverOpened)
	}
}

// watchEnd is how long a payment that is left now may still be heard of. One
// that nobody can ask about ends with its QR and the last notification.
func (t *Till) watchEnd(p *tracked) time.Time {
	if !t.unaskable(p) {
		return t.now.Add(watchFor)
	}
	end, soonest := t.payableUntil(p), t.now.Add(noticeGrace)
	if end.Before(soonest) {
		return soonest
	}
	return end
}

// payableUntil is when p's QR is surely void and its last notification has had
// its time.
func (t *Till) payableUntil(p *tracked) time.Time {
	return p.sentAt.Add(t.set.Can.QRValid + noticeGrace)
}

// watchAgain is how long a payment is asked about whose watch had ended, after a
// start or when somebody wants to know.
const watchAgain = 15 * time.Minute

// watchSilent is the same for one that could not be asked about: longer than it
// takes until its turn comes again among all those of an outage.
const watchSilent = 3 * time.Hour

// watchAgain has p asked about for a while, though its time had passed.
func (t *Till) watchAgain(p *tracked) {
	if until := t.now.Add(watchAgain); p.watchUntil.Before(until) {
		t.watchTo(p, until)
	}
	p.nextAsk = t.now
}

// ours reports whether p is a payment of this till's gateway, and not of another
// one from before the config was changed. This gateway knows nothing of those.
func (t *Till) ours(p *tracked) bool { return p.Provider == t.set.Provider }

// queryable reports whether the gateway can look p up.
func (t *Till) queryable(p *tracked) bool {
	if p.GatewayOrderNo == "" || !t.ours(p) {
		return false
	}
	if p.Rail != RailCode {
		return t.set.Can.QueryQR
	}
	own := p.GatewayOrderNo == string(p.OrderNo)
	return t.set.Can.QueryCode || t.set.Can.QueryQR && !own
}

// unaskable reports whether p is on show, or was, at a gateway that cannot be
// asked about it: a notification is its proof, or a manager's word.
func (t *Till) unaskable(p *tracked) bool {
	return p.Rail != RailCode && !t.set.Can.QueryQR && t.ours(p)
}

// watched reports whether p is to be asked about in the background. A manager's
// "not paid" is a person's word, and a failed try may be followed by another on
// the customer's phone, so the gateway is still asked.
func (t *Till) watched(p *tracked) bool {
	if p.State == StatePaid || p.State == StateCreated || p.superseded() || !t.now.Before(p.watchUntil) || !t.queryable(p) {
		return false
	}
	return !p.State.Settled() || p.Note.Managed() || p.Note == ReasonNoticed || p.State == StateFailed
}

// watchOn keeps a failed payment watched that could not be asked about: its time
// must not run out in a silence in which its customer may have tried again. One
// that a notification calls paid is watched until the gateway has spoken.
func (t *Till) watchOn(p *tracked) {
	unheard := t.watched(p) && p.watchUntil.Sub(t.now) < watchSilent/2
	if unheard && (p.State == StateFailed && t.now.Before(p.sentAt.Add(watchFor)) || p.Note == ReasonNoticed) {
		t.watchTo(p, t.now.Add(watchSilent))
	}
}

// payableFor is how long a payment may still be paid, also one that failed: a QR
// as long as it is valid, a code while its first try may be on its way.
func (t *Till) payableFor(p *tracked) time.Duration {
	if p.Rail == RailCode {
		return watchAgain
	}
	return t.set.Can.QRValid
}

// followed reports whether p is asked about at all: at the counter or left.
func (t *Till) followed(p *tracked) bool {
	atCounter := !p.State.Settled() && p.State != StateCreated && p.LeftAt.IsZero()
	return t.watched(p) || atCounter && t.queryable(p) || t.unaskable(p) && t.wantsClose(p)
}

// schedule sets when p is asked about next: the next question is planned when
// the last was answered, so that they never overlap. The time that the answer
// took counts towards the delay, half of it at most, so that a slow gateway is
// not asked more rarely than a quick one.
func (t *Till) schedule(p *tracked, took time.Duration) {
	if p.woken {
		p.nextAsk = t.now
		return
	}
	delay := t.pollDelay(p)
	p.nextAsk = t.now.Add(delay - min(took, delay/2))
}

func (t *Till) pollDelay(p *tracked) time.Duration {
	if !p.LeftAt.IsZero() || p.State.Settled() {
		since := p.leftAt
		if since.IsZero() {
			since = p.sentAt // a manager said "not paid" while the sale was open
		}
		if gone := p.known.Add(-leftPolls[0].age); p.quick && gone.After(since) {
			since = gone
		}
		age := t.now.Sub(since)
		for _, l := range leftPolls {
			if age < l.age {
				return l.delay
			}
		}
		return leftPolls[len(leftPolls)-1].delay
	}
	age := t.now.Sub(p.sentAt)
	switch {
	case p.Rail == RailCode && age < pollSlowFrom:
		return pollCode
	case age < pollQuickFor:
		return pollQuick
	case age < pollSlowFrom:
		return pollEased
	}
	return pollSlow
}

func (t *Till) codeDeadline(p *tracked) time.Time {
	if p.Rail != RailCode {
		return p.sentAt.Add(watchFor)
	}
	if p.Wallet == WeChat {
		return p.sentAt.Add(weChatDeadline)
	}
	return p.sentAt.Add(alipayDeadline)
}

// wantsClose reports whether p should be closed at the gateway now. An order
// that the shop made elsewhere is not the till's to close.
func (t *Till) wantsClose(p *tracked) bool {
	if !t.set.Can.Close || !t.ours(p) || p.Entered || p.State.Settled() || p.State == StateCreated || p.GatewayOrderNo == "" ||
		p.closeAsked >= closeTriesMax || p.checkClose {
		return false
	}
	if p.Rail == RailCode {
		const reverseAfter = 15 * time.Second
		age := t.now.Sub(p.sentAt)
		return age >= closeCodeAfter || !p.LeftAt.IsZero() && age >= reverseAfter
	}
	return !p.LeftAt.IsZero()
}

// advance does everything that has come due.
func (t *Till) advance() {
	for _, p := range t.payments {
		if !p.State.Settled() && p.Rail == RailCode && !t.now.Before(t.codeDeadline(p)) {
			t.doubt(p, ReasonDeadline)
		}
		t.expire(p)
	}
	t.askWhatIsDue()
	if at, ok := t.saleTimeout(); ok && !t.now.Before(at) {
		t.letGo(LeftTimeout)
	}
	t.advanceSettling()
	t.advanceRefunds()
	t.advanceAlarms()
	t.advanceExam()
	t.ping()
	t.countDay()
}

// askWhatIsDue asks about the payments whose turn it is.
func (t *Till) askWhatIsDue() {
	if t.busy.pause > 0 {
		t.askOne()
		return
	}
	// One call for whom nobody has asked about the longest, in a long outage too.
	if _, flying := t.flying[t.overdueAsk]; !flying {
		if p := t.mostOverdue(); p != nil {
			t.askAbout(p)
			t.overdueAsk = p.asking
		}
	}
	// The others newest first: the customer who left a moment ago may still be near.
	for i := len(t.payments) - 1; i >= 0; i-- {
		if p := t.payments[i]; p.asking == 0 && !t.now.Before(p.nextAsk) {
			t.askAbout(p)
		}
	}
}

// mostOverdue is the payment in the background that should have been asked about
// the longest ago, nil when none is due.
func (t *Till) mostOverdue() *tracked {
	var most *tracked
	for _, p := range t.payments {
		due := p.asking == 0 && !t.now.Before(p.nextAsk) && t.followed(p) && !t.atCounter(p)
		if due && (most == nil || p.nextAsk.Before(most.nextAsk)) {
			most = p
		}
	}
	return most
}

// expire ends the watch over p when its time has passed. A gateway that has
// said "not paid" since the QR lost its validity has proven that nothing came;
// without that word p is unknown, for people to see. Where notifications reach
// this till, and did so all the time, that none came is the word. How long the
// QR was valid counts from when this run has followed p: what a clock said
// before that may have leapt, and a QR that can still be paid must not count as
// closed.
func (t *Till) expire(p *tracked) {
	if p.State.Settled() || p.watchUntil.IsZero() || t.now.Before(p.watchUntil) || p.asking != 0 {
		return
	}
	switch {
	case p.State != StateWaiting:
	case t.silenceProves(p), t.saidVoid(p):
		t.move(p, StateClosed, RecordUnwatched, ReasonExpired)
	default:
		t.move(p, StateUnknown, RecordUnwatched, ReasonExpired)
	}
}

// silenceProves reports whether it is the word on p that no notification came
// until its watch has ended. That this machine listens proves no way from the
// gateway to it: a notification of some payment must have come since p was sent.
func (t *Till) silenceProves(p *tracked) bool {
	return t.unaskable(p) && t.set.Can.Notices && !p.missed && t.noticedAt.After(p.sentAt)
}

// saidVoid reports whether the gateway has said "not paid" since p's QR lost its
// validity.
func (t *Till) saidVoid(p *tracked) bool {
	return t.queryable(p) && p.saidOpenAt.After(p.known.Add(t.set.Can.QRValid))
}

// askAbout asks the gateway about p: to close it where that is due, else what
// became of it.
func (t *Till) askAbout(p *tracked) {
	if !t.followed(p) || !t.room(!t.atCounter(p)) {
		return // an answer will make room and wake the till
	}
	if t.wantsClose(p) {
		p.closeAsked++
		t.note(p, RecordAsked, "")
		t.ask(p, AskClose, Code{})
		return
	}
	t.ask(p, AskQuery, Code{})
}

// ask queues one call about p; finish puts it behind the step's Save.
func (t *Till) ask(p *tracked, k AskKind, c Code) {
	t.askID++
	t.flying[t.askID] = p.OrderNo
	p.asking, p.askedAt, p.woken = t.askID, t.now, false
	t.asks = append(t.asks, Ask{ID: t.askID, Kind: k, Payment: p.Payment, Code: c})
}

// wakeAt is when the till has something to do by itself.
func (t *Till) wakeAt() time.Time {
	if t.mode == modeStarting {
		return time.Time{}
	}
	if t.stopped != nil {
		return t.stopped.retryAt
	}
	var next time.Time
	soonest := func(at time.Time) {
		if !at.IsZero() && (next.IsZero() || at.Before(next)) {
			next = at
		}
	}
	for _, p := range t.payments {
		if p.asking == 0 && t.followed(p) && t.room(!t.atCounter(p)) {
			soonest(t.notBefore(p.nextAsk))
		}
		if !p.State.Settled() && p.Rail == RailCode && (p.State == StateCreated || p.State == StateWaiting) {
			soonest(t.codeDeadline(p))
		}
		if p.State == StateWaiting && p.asking == 0 {
			soonest(p.watchUntil)
		}
	}
	if at, ok := t.saleTimeout(); ok {
		soonest(at)
	}
	if len(t.flying) == 0 {
		soonest(t.notBefore(t.pingAt))
	} else {
		soonest(t.now.Add(pingEvery)) // to notice a sleep also then
	}
	soonest(t.settlingUntil())
	soonest(t.alarmAt())
	soonest(t.quietAt)
	soonest(t.refundsAt())
	soonest(t.examAt())
	soonest(t.dayEnds())
	return next
}
