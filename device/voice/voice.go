package voice

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"os/signal"
	"slices"
	"sync"
	"syscall"
	"time"

	"facepay/kiosk"
)

const (
	// queueMax is the number of phrases that wait: more than a counter can make before
	// they are too old to be said.
	queueMax = 16
	// sayMax is the age at which a phrase is not said any more: the cashier has moved on.
	// Two customers' phrases, one after the other, are well within it.
	sayMax = 15 * time.Second
	// toneMax is the same for a tone without words, which nobody could tell what it is of.
	toneMax = 2 * time.Second
	// cardMax is the time for which a sound card is waited for with something to say.
	cardMax = 3 * time.Second
	// lookEvery is the pause between looks for a card meanwhile.
	lookEvery = 300 * time.Millisecond
	// hungMax is the time that a card may take for anything beyond the sound itself. Then
	// it is given up: drivers of a card that was pulled out have been seen never to return.
	hungMax = 5 * time.Second
	// closeMax is the time for which Run waits for the card at the end.
	closeMax = time.Second
)

// errHung is of a card that does not return from a call.
var errHung = errors.New("the sound card does not answer")

// Options make a Voice.
type Options struct {
	Config   Config
	Language string // one of Languages
	DataDir  string // the shop's recordings are in its folder voice
	// Now is the shop's clock; nil: time.Now. Only the volume goes by it.
	Now func() time.Time
	Log *slog.Logger

	// play plays samples and returns when they were taken; heard tells whether somebody may
	// have heard any of them. Nil: on the system's default card.
	play func(ctx context.Context, samples []int16) (heard bool, err error)
	// cards are the names of the cards that there are; nil with another play.
	cards func() []string
	// toneMax is the constant; 0: that.
	toneMax time.Duration
}

// Voice says phrases one after another in a goroutine of its own, Run's, so that no
// sound card ever holds the till up.
type Voice struct {
	o     Options
	queue chan job

	mu     sync.Mutex
	config Config
	known  known
	stale  bool               // the clips were recorded anew
	hushed time.Time          // what is older is heard as if muted
	saying kiosk.Phrase       // with cut, which is nil while nothing is said
	cut    context.CancelFunc // ends it

	// Of Run's goroutine.
	clips   clips
	pending chan outcome // of a card that hangs; nil for none
	lacks   bool         // the log was told that nothing can be played
}

// outcome is the end of a playing.
type outcome struct {
	heard bool
	err   error
}

// job is a phrase that waits, or that is to be tried out, or a sound.
type job struct {
	phrase kiosk.Phrase
	since  time.Time
	sound  []int16 // instead of a phrase, of a try
	// tried takes the outcome of a try, which is heard whatever the config says.
	tried  chan<- error
	config Config          // of a try
	ctx    context.Context // of a try: it ends with it
}

// New makes a Voice, which says nothing before Run.
func New(o Options) *Voice {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.play == nil {
		o.play, o.cards = playOnCard, cards
	}
	return &Voice{o: o, config: o.Config, queue: make(chan job, queueMax)}
}

// Say has the phrase heard after those before it. It returns at once.
func (v *Voice) Say(p kiosk.Phrase) {
	if !v.settings().Enabled {
		return
	}
	select {
	case v.queue <- job{phrase: p, since: time.Now()}:
	default:
		v.o.Log.Warn("a phrase was not said: too many wait", "phrase", p.Kind)
	}
}

// Apply takes changed settings, for phrases that are not being said yet.
func (v *Voice) Apply(c Config) {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.config = c
}

// Hush ends what is being said, and what waits is not said: but for what is heard of it
// though the voice is muted. A test is heard to its end.
func (v *Voice) Hush() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.hushed = time.Now()
	if left, _ := v.saying.Muted(); v.cut != nil && left != v.saying {
		v.cut()
	}
}

// begin is the context in which a phrase is said, and what of it is; false for nothing.
func (v *Voice) begin(ctx context.Context, j job) (context.Context, kiosk.Phrase, bool) {
	v.mu.Lock()
	defer v.mu.Unlock()
	p, is := j.phrase, true
	if !j.since.After(v.hushed) {
		p, is = p.Muted()
	}
	v.saying = p
	ctx, v.cut = context.WithCancel(ctx)
	return ctx, p, is
}

func (v *Voice) said() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.cut()
	v.cut = nil
}

func (v *Voice) settings() Config {
	v.mu.Lock()
	defer v.mu.Unlock()
	return v.config
}

// testAmount has digits, a ten and both decimals.
const testAmount kiosk.Fen = 1234

// Test says a test with settings that may not be saved yet, with the recordings as they
// are now, and returns once it was heard. The error is the card's.
func (v *Voice) Test(ctx context.Context, c Config) error {
	return v.try(ctx, job{phrase: kiosk.Phrase{Kind: phraseTest, Amount: testAmount}, config: c})
}

// Play plays a clip at the usual volume, with nothing else said meanwhile, and returns
// once it was heard. The error is the card's.
func (v *Voice) Play(ctx context.Context, clip []int16) error {
	return v.try(ctx, job{sound: clip, config: Default()})
}

// Reload has the recordings read again before the next phrase.
func (v *Voice) Reload() {
	v.mu.Lock()
	defer v.mu.Unlock()
	v.stale = true
}

func (v *Voice) try(ctx context.Context, j job) error {
	tried := make(chan error, 1)
	j.since, j.tried, j.ctx = time.Now(), tried, ctx
	select {
	case v.queue <- j:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case err := <-tried:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// Run says what there is to say until ctx ends. It never fails: a till without sound
// sells.
func (v *Voice) Run(ctx context.Context) error {
	outlivePipes()
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		v.run(ctx)
	}()
	<-ctx.Done()
	select {
	case <-ended:
	case <-time.After(closeMax): // the card hangs; the till does not
	}
	return nil
}

// outlivePipes keeps a sound server that goes away from ending the program: what C code
// writes to a connection that is closed raises a signal for which Go would.
func outlivePipes() { signal.Ignore(syscall.SIGPIPE) }

func (v *Voice) run(ctx context.Context) {
	v.load()
	if v.o.cards != nil && v.settings().Enabled {
		state := kiosk.DeviceGone
		if len(v.o.cards()) > 0 {
			state = kiosk.DeviceReady
		}
		v.looked(state, false)
	}
	for {
		select {
		case <-ctx.Done():
			return
		case j := <-v.queue:
			v.do(ctx, j)
		}
	}
}

// load reads the clips, and names the bad ones.
func (v *Voice) load() {
	var bad []Bad
	v.clips, bad = load(v.o.DataDir, v.o.Language)
	for _, b := range bad {
		v.o.Log.Warn("a recording of the voice cannot be used", "file", b.File, "reason", b.Err)
	}
}

func (v *Voice) do(ctx context.Context, j job) {
	if ctx.Err() != nil {
		return
	}
	v.mu.Lock()
	stale := v.stale
	v.stale = false
	v.mu.Unlock()
	if stale || j.tried != nil && j.sound == nil {
		v.load()
	}
	if j.tried != nil {
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(j.ctx, cancel)()
		j.tried <- v.say(ctx, j, j.config)
		return
	}
	c := v.settings()
	if !c.Enabled { // it was muted meanwhile
		return
	}
	ctx, p, is := v.begin(ctx, j)
	defer v.said()
	if !is {
		return
	}
	j.phrase = p
	if err := v.say(ctx, j, c); err != nil && ctx.Err() == nil {
		v.o.Log.Warn("a phrase was not said", "phrase", j.phrase.Kind, "err", err)
	}
}

// errOld is of a phrase that waited too long.
var errOld = errors.New("it is too old")

// soundOf is the sound to be heard.
func (v *Voice) soundOf(j job, c Config) ([]int16, error) {
	if j.sound != nil {
		return amplify(slices.Clone(j.sound), c.Volume), nil
	}
	u := utter(j.phrase, v.o.Language, c.Money == MoneyUnits)
	age := sayMax
	if len(u.clips) == 0 {
		age = cmp.Or(v.o.toneMax, toneMax)
	}
	if time.Since(j.since) > age {
		return nil, errOld
	}
	return v.clips.render(u, c.volumeAt(v.o.Now())), nil
}

// say has a phrase heard. Of one that a card has begun to play nothing is said a second
// time, also where the card was pulled out meanwhile.
func (v *Voice) say(ctx context.Context, j job, c Config) error {
	sound, err := v.soundOf(j, c)
	if err != nil {
		return err
	}
	for since := time.Now(); ; {
		heard, err := v.play(ctx, sound)
		if err == nil {
			v.spoke(j)
		}
		if err == nil || heard || ctx.Err() != nil || time.Since(since) > cardMax {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(lookEvery):
		}
	}
}

// play plays a sound, and tells the log what is new of the card. A card that hangs costs
// one goroutine: nothing is played until it has come back.
func (v *Voice) play(ctx context.Context, sound []int16) (heard bool, err error) {
	if v.pending != nil {
		select {
		case <-v.pending:
			v.pending = nil
		default:
			return false, errHung
		}
	}
	played := make(chan outcome, 1)
	go func() {
		heard, err := v.o.play(ctx, sound)
		played <- outcome{heard, err}
	}()
	var o outcome
	select {
	case o = <-played:
	case <-time.After(duration(sound) + hungMax):
		v.pending, o = played, outcome{true, errHung}
	}
	switch {
	case o.err == nil:
		v.looked(kiosk.DeviceReady, false)
	case errors.Is(o.err, errHung):
		v.looked(kiosk.DeviceTrouble, true)
	case ctx.Err() == nil:
		v.looked(kiosk.DeviceGone, false)
	}
	if lacks := o.err != nil; lacks != v.lacks && ctx.Err() == nil {
		v.lacks = lacks
		v.o.Log.Info("sound card", "works", !lacks, "err", o.err)
	}
	return o.heard, o.err
}

func duration(sound []int16) time.Duration {
	return time.Duration(len(sound)) * time.Second / sampleRate
}
