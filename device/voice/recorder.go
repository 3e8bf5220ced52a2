package voice

import (
	"context"
	"errors"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"time"
)

// Errors of a recorder.
var (
	ErrUnread = errors.New("the recording cannot be used")
	ErrUnsaid = errors.New("it cannot be played")
)

// microphoneMax is the time for which a microphone may give nothing at all.
const microphoneMax = 4 * time.Second

// showEvery is the pause between two pictures of the meter.
const showEvery = 60 * time.Millisecond

// RecorderOptions make a Recorder.
type RecorderOptions struct {
	Language string // one of Languages
	DataDir  string // the recordings go into its folder voice
	// Microphone is the source of the words; nil: the system's default one.
	Microphone Microphone
	// Play has samples heard, and returns once they were.
	Play func(ctx context.Context, samples []int16) error
	// Save replaces a file whole or not at all, and Remove removes one that may not be there.
	Save   func(path string, content []byte) error
	Remove func(path string) error
	// Changed is told that View is another; Kept, that a recording is. Both come from any
	// goroutine.
	Changed, Kept func()
	Log           *slog.Logger

	patience time.Duration // with a microphone that gives nothing; 0: microphoneMax
}

// RecorderStage is a stage of recording a word.
type RecorderStage string

// The stages.
const (
	RecorderReady     RecorderStage = "ready"
	RecorderOpening   RecorderStage = "opening"   // the microphone gives nothing yet
	RecorderListening RecorderStage = "listening" // for the word
	RecorderTaken     RecorderStage = "taken"     // a word that is not kept yet
	RecorderSaving    RecorderStage = "saving"
)

// RecorderView is a Recorder's state.
type RecorderView struct {
	Stage RecorderStage
	Word  Word
	At    int     // the word's place, from 0
	Words int     // how many there are
	Own   []bool  // which of them the shop has recorded
	Level float64 // of the microphone, from 0 to 1 as people hear; while it listens
	// Playing: the word is being played.
	Playing bool
	// Problem is one of this package's errors or Save's, "" for none; Kept: the word before
	// was put down.
	Problem error
	Kept    bool
}

// Recorder takes the words of a language down in the shop's own voice, one after another.
// Its methods return at once and may be called from any goroutine; what does not fit the
// stage does nothing.
type Recorder struct {
	o     RecorderOptions
	words []Word
	works sync.WaitGroup

	mu      sync.Mutex
	open    bool
	view    RecorderView
	taken   []int16            // not kept yet
	end     context.CancelFunc // of the recording or the playing
	stop    chan struct{}      // ends the recording, and what was said counts
	mic     chan struct{}      // closed once the microphone was left; nil before the first
	begun   bool               // something was done since it was opened
	opening int                // counts Open, so that an old look at the folder is dropped
}

// NewRecorder makes a recorder that is closed.
func NewRecorder(o RecorderOptions) *Recorder {
	if o.Microphone == nil {
		o.Microphone = systemMicrophone
	}
	if o.patience == 0 {
		o.patience = microphoneMax
	}
	r := &Recorder{o: o, words: Words(o.Language)}
	r.view = RecorderView{Stage: RecorderReady, Word: r.words[0], Words: len(r.words), Own: make([]bool, len(r.words))}
	return r
}

// View is the state now.
func (r *Recorder) View() RecorderView {
	r.mu.Lock()
	defer r.mu.Unlock()
	v := r.view
	v.Own = append([]bool(nil), v.Own...)
	return v
}

// Open looks which words are there, and goes on behind the one that was recorded last.
func (r *Recorder) Open() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.open {
		return
	}
	r.open, r.begun = true, false
	r.opening++
	n := r.opening
	r.works.Go(func() {
		own, at := r.recorded()
		r.found(n, own, at)
		r.o.Changed()
	})
}

// found takes what the look of the nth opening found. Where somebody has begun meanwhile
// the word stays the one that they see.
func (r *Recorder) found(n int, own []bool, at int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch {
	case r.opening != n || !r.open:
	case r.begun:
		for i := range own {
			r.view.Own[i] = r.view.Own[i] || own[i]
		}
	default:
		r.view.Own = own
		r.goTo(at)
	}
}

// recorded is which words have a file, and the place behind the newest.
func (r *Recorder) recorded() (own []bool, at int) {
	own = make([]bool, len(r.words))
	var newest time.Time
	for i := range r.words {
		info, err := os.Stat(r.path(i))
		if own[i] = err == nil; own[i] && info.ModTime().After(newest) {
			newest, at = info.ModTime(), min(i+1, len(r.words)-1)
		}
	}
	return own, at
}

func (r *Recorder) path(i int) string {
	return filepath.Join(folder(r.o.DataDir, r.o.Language), string(r.words[i].Clip)+".wav")
}

// Close leaves the microphone. A word that was not kept is dropped.
func (r *Recorder) Close() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.open = false
	r.drop()
}

// Wait waits until all that runs beside has ended.
func (r *Recorder) Wait() { r.works.Wait() }

// Go goes n words on.
func (r *Recorder) Go(n int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.view.Stage == RecorderSaving {
		return
	}
	r.begun = true
	r.drop()
	r.goTo(min(max(r.view.At+n, 0), len(r.words)-1))
}

func (r *Recorder) goTo(at int) {
	r.view.At, r.view.Word, r.view.Problem, r.view.Kept = at, r.words[at], nil, false
}

// Drop ends what is going on: the playing, the recording, or the word that is not kept.
// It reports whether there was any.
func (r *Recorder) Drop() bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.view.Playing && r.view.Stage == RecorderTaken {
		r.quiet()
		return true
	}
	if r.view.Stage == RecorderReady && !r.view.Playing || r.view.Stage == RecorderSaving {
		return false
	}
	r.drop()
	return true
}

func (r *Recorder) drop() {
	r.quiet()
	if r.view.Stage == RecorderSaving {
		return
	}
	r.view.Stage, r.view.Level, r.view.Problem, r.taken, r.stop = RecorderReady, 0, nil, nil, nil
}

// quiet ends the playing or the recording.
func (r *Recorder) quiet() {
	if r.end != nil {
		r.end()
		r.end = nil
	}
	r.view.Playing = false
}

// Record listens for the word, from the beginning.
func (r *Recorder) Record() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if !r.open || r.view.Stage != RecorderReady && r.view.Stage != RecorderTaken {
		return
	}
	r.begun = true
	r.drop()
	r.view.Stage, r.view.Kept = RecorderOpening, false
	ctx, cancel := context.WithCancel(context.Background())
	stop := make(chan struct{})
	r.end, r.stop = cancel, stop
	r.works.Go(func() {
		defer cancel()
		clip, err := r.listen(ctx, stop)
		r.mu.Lock()
		defer r.o.Changed()
		defer r.mu.Unlock()
		if ctx.Err() != nil { // it was dropped
			return
		}
		r.end, r.stop = nil, nil
		r.view.Level = 0
		if r.view.Problem = err; err != nil {
			r.o.Log.Info("a word was not recorded", "word", r.view.Word.Clip, "err", err)
			r.view.Stage = RecorderReady
			return
		}
		r.view.Stage, r.taken = RecorderTaken, clip
		r.play(clip)
	})
}

// Stop ends the recording; what was said until now counts.
func (r *Recorder) Stop() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.stop != nil {
		close(r.stop)
		r.stop = nil
	}
}

// listen takes one word.
func (r *Recorder) listen(ctx context.Context, stop <-chan struct{}) ([]int16, error) {
	if !r.free() {
		return nil, ErrMicrophoneMute
	}
	ctx, leave := context.WithCancel(ctx)
	defer leave()
	heard, gone := newPipe(), make(chan error, 1)
	left := make(chan struct{})
	r.mu.Lock()
	r.mic = left
	r.mu.Unlock()
	go func() { // which a driver may never leave again
		defer close(left)
		gone <- r.o.Microphone(ctx, heard.put)
	}()
	t, shown := newTake(), time.Time{}
	silent := time.NewTimer(r.o.patience)
	defer silent.Stop()
	for {
		var err error
		select {
		case <-ctx.Done():
			return nil, ctx.Err()
		case <-stop:
			t.add(heard.take())
			return t.clip()
		case <-silent.C:
			return nil, ErrMicrophoneMute
		case err = <-gone:
		case <-heard.some:
		}
		silent.Reset(r.o.patience)
		over, bad := t.add(heard.take())
		switch {
		case bad != nil:
			return nil, bad
		case over:
			return t.clip()
		case err != nil:
			return nil, err
		}
		if time.Since(shown) >= showEvery {
			shown = time.Now()
			r.mu.Lock()
			if ctx.Err() == nil {
				r.view.Stage, r.view.Level = RecorderListening, t.meter()
			}
			r.mu.Unlock()
			r.o.Changed()
		}
	}
}

// free reports whether the microphone of the recording before was left.
func (r *Recorder) free() bool {
	r.mu.Lock()
	mic := r.mic
	r.mu.Unlock()
	if mic == nil {
		return true
	}
	select {
	case <-mic:
		return true
	case <-time.After(r.o.patience):
		return false
	}
}

// Listen plays the word that was recorded, or what the till says now.
func (r *Recorder) Listen() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.begun = true
	switch {
	case r.view.Playing:
	case r.view.Stage == RecorderTaken:
		r.play(r.taken)
	case r.view.Stage == RecorderReady:
		at := r.view.At
		r.playFrom(func() ([]int16, error) { return r.current(at) })
	}
}

func (r *Recorder) play(clip []int16) {
	r.playFrom(func() ([]int16, error) { return clip, nil })
}

func (r *Recorder) playFrom(read func() ([]int16, error)) {
	r.quiet()
	ctx, cancel := context.WithCancel(context.Background())
	r.end, r.view.Playing, r.view.Problem, r.view.Kept = cancel, true, nil, false
	r.works.Go(func() {
		defer cancel()
		clip, bad := read()
		var err error
		if len(clip) > 0 {
			err = r.o.Play(ctx, clip)
		}
		r.mu.Lock()
		defer r.o.Changed()
		defer r.mu.Unlock()
		if ctx.Err() != nil { // it was dropped
			return
		}
		r.end, r.view.Playing, r.view.Problem = nil, false, bad
		if err != nil {
			r.view.Problem = errors.Join(ErrUnsaid, err)
		}
	})
}

// current is the sound of a word that the till says now. An own recording that cannot be used is told, and
// ours is heard as it is at the counter.
func (r *Recorder) current(at int) ([]int16, error) {
	clip, err := recording(r.path(at))
	if err == nil {
		return clip, nil
	}
	ours, fails := builtIn(r.o.Language, r.words[at].Clip)
	if fails != nil || errors.Is(err, fs.ErrNotExist) {
		return ours, fails
	}
	return ours, errors.Join(ErrUnread, err)
}

// Keep puts the word down and goes on to the next. Where that fails it is still there.
func (r *Recorder) Keep() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.view.Stage != RecorderTaken {
		return
	}
	r.quiet()
	at, file := r.view.At, encodeWAV(r.taken)
	r.change(RecorderTaken, func() error {
		if err := os.MkdirAll(filepath.Dir(r.path(at)), 0o700); err != nil {
			return err
		}
		return r.o.Save(r.path(at), file)
	}, func() {
		r.taken, r.view.Own[at] = nil, true
		r.goTo(min(at+1, len(r.words)-1))
	})
}

// Remove removes the shop's recording of the word, so that the till's own is heard again.
func (r *Recorder) Remove() {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.view.Stage != RecorderReady || !r.view.Own[r.view.At] {
		return
	}
	r.drop()
	at := r.view.At
	r.change(RecorderReady, func() error { return r.o.Remove(r.path(at)) }, func() {
		r.view.Own[at] = false
		r.goTo(at)
	})
}

// change does something to a file beside, and then the rest; where it fails, the stage
// before is there again.
func (r *Recorder) change(before RecorderStage, do func() error, done func()) {
	r.view.Stage, r.view.Problem = RecorderSaving, nil
	r.works.Go(func() {
		err := do()
		r.mu.Lock()
		r.view.Stage = before
		if r.view.Problem = err; err != nil {
			r.o.Log.Error("change a recording of the voice", "err", err)
		} else {
			r.view.Stage = RecorderReady
			done()
			r.view.Kept = true
		}
		r.mu.Unlock()
		if err == nil {
			r.o.Kept()
		}
		r.o.Changed()
	})
}
