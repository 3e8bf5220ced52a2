package kiosk

import "time"

// pollWindow is how long a payment that was left is asked about: longer than any
// wallet lets an order be paid.
const pollWindow = 24 * time.Hour

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
var releasedPolls = []struct{ age, delay time.Duration }{
	{time.Minute, 5 * time.Second},
	{15 * time.Minute, 25 * time.Second},
	{time.Hour, time.Minute},
	{2 * time.Hour, 2 * time.Minute},
	{pollWindow, 5 * time.Minute},
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

// release lets p go: it is closed at the gateway where that can be, and asked
// about until it is settled or can no longer be paid.
func (t *Till) release(p *item, why Reason) {
	if !p.ReleasedAt.IsZero() {
		return
	}
	p.releasedSteady, p.ReleasedAt = t.now, t.releaseTime(p.Sale)
	t.watchTo(p, t.pollEnd(p))
	p.nextAsk = t.now
	t.because(p, RecordReleased, why)
	if p.unopened() {
		t.move(p, StateClosed, RecordMoved, ReasonNeverOpened)
	}
}

// pollEnd is how long a payment that is left now may still be heard of. One
// that nobody can ask about ends with its QR and the last notification.
func (t *Till) pollEnd(p *item) time.Time {
	if !t.unaskable(p) {
		return t.now.Add(pollWindow)
	}
	end, soonest := t.payableUntil(p), t.now.Add(notificationGrace)
	if end.Before(soonest) {
		return soonest
	}
	return end
}

// payableUntil is when p's QR is surely void and its last notification has had
// its time.
func (t *Till) payableUntil(p *item) time.Time {
	return p.sentSteady.Add(t.set.Capabilities.QRValid + notificationGrace)
}

// pollAgainFor is how long a payment is asked about whose watch had ended, after a
// start or when somebody wants to know.
const pollAgainFor = 15 * time.Minute

// pollSilentFor is the same for one that could not be asked about: longer than it
// takes until its turn comes again among all those of an outage.
const pollSilentFor = 3 * time.Hour

// extendPolling has p asked about for a while, though its time had passed.
func (t *Till) extendPolling(p *item) {
	if until := t.now.Add(pollAgainFor); p.pollUntilSteady.Before(until) {
		t.watchTo(p, until)
	}
	p.nextAsk = t.now
}

// ours reports whether p is a payment of this till's gateway, and not of another
// one from before the config was changed. This gateway knows nothing of those.
func (t *Till) ours(p *item) bool { return p.Provider == t.set.Provider }

// queryable reports whether the gateway can look p up.
func (t *Till) queryable(p *item) bool {
	if p.GatewayOrderNo == "" || !t.ours(p) {
		return false
	}
	if p.Rail != RailCode {
		return t.set.Capabilities.QueryQR
	}
	own := p.GatewayOrderNo == string(p.OrderNo)
	return t.set.Capabilities.QueryCode || t.set.Capabilities.QueryQR && !own
}

// unaskable reports whether p is on show, or was, at a gateway that cannot be
// asked about it: a notification is its proof, or a manager's word.
func (t *Till) unaskable(p *item) bool {
	return p.Rail != RailCode && !t.set.Capabilities.QueryQR && t.ours(p)
}

// polled reports whether p is to be asked about in the background. A manager's
// "not paid" is a person's word, and a failed try may be followed by another on
// the customer's phone, so the gateway is still asked.
func (t *Till) polled(p *item) bool {
	if p.State == StatePaid || p.State == StateCreated || p.superseded() || !t.now.Before(p.pollUntilSteady) || !t.queryable(p) {
		return false
	}
	return !p.State.Final() || p.Note.Managed() || p.Note == ReasonNotified || p.State == StateFailed
}

// keepPolling keeps a failed payment watched that could not be asked about: its time
// must not run out in a silence in which its customer may have tried again. One
// that a notification calls paid is watched until the gateway has spoken.
func (t *Till) keepPolling(p *item) {
	unheard := t.polled(p) && p.pollUntilSteady.Sub(t.now) < pollSilentFor/2
	if unheard && (p.State == StateFailed && t.now.Before(p.sentSteady.Add(pollWindow)) || p.Note == ReasonNotified) {
		t.watchTo(p, t.now.Add(pollSilentFor))
	}
}

// payableFor is how long a payment may still be paid, also one that failed: a QR
// as long as it is valid, a code while its first try may be on its way.
func (t *Till) payableFor(p *item) time.Duration {
	if p.Rail == RailCode {
		return pollAgainFor
	}
	return t.set.Capabilities.QRValid
}

// followed reports whether p is asked about at all: at the counter or left.
func (t *Till) followed(p *item) bool {
	atCounter := !p.State.Final() && p.State != StateCreated && p.ReleasedAt.IsZero()
	return t.polled(p) || atCounter && t.queryable(p) || t.unaskable(p) && t.wantsClose(p)
}

// schedule sets when p is asked about next: the next question is planned when
// the last was answered, so that they never overlap. The time that the answer
// took counts towards the delay, half of it at most, so that a slow gateway is
// not asked more rarely than a quick one.
func (t *Till) schedule(p *item, took time.Duration) {
	if p.wakeup {
		p.nextAsk = t.now
		return
	}
	delay := t.pollDelay(p)
	p.nextAsk = t.now.Add(delay - min(took, delay/2))
}

func (t *Till) pollDelay(p *item) time.Duration {
	if !p.ReleasedAt.IsZero() || p.State.Final() {
		since := p.releasedSteady
		if since.IsZero() {
			since = p.sentSteady // a manager said "not paid" while the sale was open
		}
		if gone := p.followedSince.Add(-releasedPolls[0].age); p.recent && gone.After(since) {
			since = gone
		}
		age := t.now.Sub(since)
		for _, l := range releasedPolls {
			if age < l.age {
				return l.delay
			}
		}
		return releasedPolls[len(releasedPolls)-1].delay
	}
	age := t.now.Sub(p.sentSteady)
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

func (t *Till) codeDeadline(p *item) time.Time {
	if p.Rail != RailCode {
		return p.sentSteady.Add(pollWindow)
	}
	if p.Wallet == WeChat {
		return p.sentSteady.Add(weChatDeadline)
	}
	return p.sentSteady.Add(alipayDeadline)
}

// wantsClose reports whether p should be closed at the gateway now. An order
// that the shop made elsewhere is not the till's to close.
func (t *Till) wantsClose(p *item) bool {
	if !t.set.Capabilities.Close || !t.ours(p) || p.Entered || p.State.Final() || p.State == StateCreated || p.GatewayOrderNo == "" ||
		p.closeAsked >= closeTriesMax || p.checkClose {
		return false
	}
	if p.Rail == RailCode {
		const reverseAfter = 15 * time.Second
		age := t.now.Sub(p.sentSteady)
		return age >= closeCodeAfter || !p.ReleasedAt.IsZero() && age >= reverseAfter
	}
	return !p.ReleasedAt.IsZero()
}

// advance does everything that has come due: in the book first, then on the
// screens.
func (t *Till) advance() {
	t.tick()
	t.tellFacts()
	t.advanceAlarms()
	t.advanceExam()
}

// tick does everything about the payments that has come due.
func (t *Till) tick() {
	for _, p := range t.payments {
		if !p.State.Final() && p.Rail == RailCode && !t.now.Before(t.codeDeadline(p)) {
			t.markUnknown(p, ReasonDeadline)
		}
		t.expire(p)
	}
	t.askWhatIsDue()
	if at, ok := t.saleTimeout(); ok && !t.now.Before(at) {
		t.letGo(AbandonTimeout)
	}
	t.advanceSettling()
	t.advanceRefunds()
	t.advanceUnheard()
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
	if _, flying := t.inFlight[t.overdueCall]; !flying {
		if p := t.mostOverdue(); p != nil {
			t.askAbout(p)
			t.overdueCall = p.asking
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
func (t *Till) mostOverdue() *item {
	var most *item
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
func (t *Till) expire(p *item) {
	if p.State.Final() || p.pollUntilSteady.IsZero() || t.now.Before(p.pollUntilSteady) || p.asking != 0 {
		return
	}
	switch {
	case p.State != StateWaiting:
	case t.silenceProves(p), t.saidVoid(p):
		t.move(p, StateClosed, RecordPollingEnded, ReasonExpired)
	default:
		t.move(p, StateUnknown, RecordPollingEnded, ReasonExpired)
	}
}

// silenceProves reports whether it is the word on p that no notification came
// until its watch has ended. That this machine listens proves no way from the
// gateway to it: a notification of some payment must have come since p was sent.
func (t *Till) silenceProves(p *item) bool {
	return t.unaskable(p) && t.set.Capabilities.Notifications && !p.missed && t.noticedAt.After(p.sentSteady)
}

// saidVoid reports whether the gateway has said "not paid" since p's QR lost its
// validity.
func (t *Till) saidVoid(p *item) bool {
	return t.queryable(p) && p.saidOpenAt.After(p.followedSince.Add(t.set.Capabilities.QRValid))
}

// askAbout asks the gateway about p: to close it where that is due, else what
// became of it.
func (t *Till) askAbout(p *item) {
	if !t.followed(p) || !t.room(!t.atCounter(p)) {
		return // an answer will make room and wake the till
	}
	if t.wantsClose(p) {
		p.closeAsked++
		t.note(p, RecordCloseAsked, "")
		t.ask(p, CallClose, PayCode{})
		return
	}
	t.ask(p, CallQuery, PayCode{})
}

// ask queues one call about p; finish puts it behind the step's Save.
func (t *Till) ask(p *item, k CallKind, c PayCode) {
	t.callID++
	t.inFlight[t.callID] = p.OrderNo
	p.asking, p.askedAt, p.wakeup = t.callID, t.now, false
	t.calls = append(t.calls, Call{ID: t.callID, Kind: k, Payment: p.Payment, Code: c})
}

// wakeAt is when the till has something to do by itself.
func (t *Till) wakeAt() time.Time {
	if t.mode == modeStarting {
		return time.Time{}
	}
	if t.stopped != nil {
		return t.stopped.retryAt
	}
	return soonest(t.bookDue(), t.alarmAt(), t.quietAt, t.examAt())
}

// soonest is the first of these times, zero when none is set.
func soonest(at ...time.Time) (first time.Time) {
	for _, a := range at {
		if !a.IsZero() && (first.IsZero() || a.Before(first)) {
			first = a
		}
	}
	return first
}

// bookDue is when there is next something to do about the payments.
func (t *Till) bookDue() (next time.Time) {
	for _, p := range t.payments {
		if p.asking == 0 && t.followed(p) && t.room(!t.atCounter(p)) {
			next = soonest(next, t.notBefore(p.nextAsk))
		}
		if !p.State.Final() && p.Rail == RailCode && (p.State == StateCreated || p.State == StateWaiting) {
			next = soonest(next, t.codeDeadline(p))
		}
		if p.State == StateWaiting && p.asking == 0 || p.unheard() && t.silenceProves(p) {
			next = soonest(next, p.pollUntilSteady)
		}
	}
	timeout, _ := t.saleTimeout()
	call := t.now.Add(pingEvery) // to notice a sleep also while calls are under way
	if len(t.inFlight) == 0 {
		call = t.notBefore(t.pingAt)
	}
	return soonest(next, timeout, call, t.settlingUntil(), t.refundsAt(), t.dayEnds())
}
