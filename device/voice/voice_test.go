package voice

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// deck is a sound card.
type deck struct {
	mu      sync.Mutex
	played  [][]int16
	absent  bool
	fails   error // of the next play
	heard   bool  // that it was heard nevertheless
	holds   chan struct{}
	playing chan struct{}
}

func (d *deck) play(ctx context.Context, samples []int16) (bool, error) {
	d.mu.Lock()
	holds, fails, absent := d.holds, d.fails, d.absent
	d.fails = nil
	d.mu.Unlock()
	if absent {
		return false, errors.New("no card")
	}
	if d.playing != nil {
		d.playing <- struct{}{}
	}
	if holds != nil {
		select {
		case <-holds:
		case <-ctx.Done():
			return true, ctx.Err()
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if fails != nil {
		return d.heard, fails
	}
	d.played = append(d.played, samples)
	return true, nil
}

func (d *deck) said() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.played)
}

func (d *deck) set(change func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	change()
}

// begin runs a voice on a deck until the test ends.
func begin(t *testing.T, d *deck, change func(*Options)) *Voice {
	t.Helper()
	o := Options{Config: Default(), Language: Mandarin, DataDir: t.TempDir(), play: d.play}
	if change != nil {
		change(&o)
	}
	v := New(o)
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- v.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		require.NoError(t, <-ended)
	})
	return v
}

const soon = 30 * time.Second // on a busy machine

func paid(amount kiosk.Fen) kiosk.Phrase {
	return kiosk.Phrase{Kind: kiosk.PhrasePaid, Wallet: kiosk.WeChat, Amount: amount}
}

// expected is the sound of a phrase at the default settings.
func expected(t *testing.T, p kiosk.Phrase) []int16 {
	t.Helper()
	return ours(t, Mandarin).render(utter(p, Mandarin, false), Default().Volume)
}

func TestVoice_TwoPaymentsWithinASecondAreBothHeardInOrder(t *testing.T) {
	d := &deck{holds: make(chan struct{}), playing: make(chan struct{}, 9)}
	v := begin(t, d, nil)
	v.Say(paid(1234))
	<-d.playing
	v.Say(paid(500)) // while the first is being said
	v.Say(kiosk.Phrase{Kind: kiosk.PhraseFailed})
	close(d.holds)
	<-d.playing
	require.Eventually(t, func() bool { return d.said() == 3 }, soon, time.Millisecond)
	require.Equal(t, expected(t, paid(1234)), d.played[0])
	require.Equal(t, expected(t, paid(500)), d.played[1])
}

func TestVoice_SayNeverWaitsAndForgetsWhatIsTooMuch(t *testing.T) {
	d := &deck{holds: make(chan struct{}), playing: make(chan struct{}, 9)}
	v := begin(t, d, nil)
	v.Say(paid(1))
	<-d.playing
	for range 10 * queueMax { // a card that holds the first one up
		v.Say(paid(2))
	}
	require.Len(t, v.queue, queueMax)
}

func TestVoice_WithoutACardItWaitsForOneAndGoesOn(t *testing.T) {
	d := &deck{absent: true}
	v := begin(t, d, nil)
	v.Say(paid(1234))
	require.Eventually(t, func() bool { return len(v.queue) == 0 }, soon, time.Millisecond)
	d.set(func() { d.absent = false }) // plugged in
	v.Say(paid(500))
	require.Eventually(t, func() bool {
		d.mu.Lock()
		defer d.mu.Unlock()
		return len(d.played) > 0 && slices.Equal(d.played[len(d.played)-1], expected(t, paid(500)))
	}, soon, 10*time.Millisecond)
}

func TestVoice_ACardThatGoesIsOpenedAnewAndNothingIsSaidTwice(t *testing.T) {
	for name, c := range map[string]struct {
		heard bool
		want  []kiosk.Phrase
	}{
		"before a sound": {false, []kiosk.Phrase{paid(1234), paid(500)}},
		"in a word":      {true, []kiosk.Phrase{paid(500)}},
	} {
		d := &deck{fails: errGone, heard: c.heard}
		v := begin(t, d, nil)
		v.Say(paid(1234))
		v.Say(paid(500))
		require.Eventually(t, func() bool { return d.said() == len(c.want) }, soon, time.Millisecond, name)
		for i, p := range c.want {
			require.Equal(t, expected(t, p), d.played[i], name)
		}
	}
}

func TestVoice_MutedItIsSilentAtOnce(t *testing.T) {
	d := &deck{holds: make(chan struct{}), playing: make(chan struct{}, 9)}
	v := begin(t, d, nil)
	v.Say(paid(1234))
	<-d.playing
	v.Say(paid(500))
	v.Apply(Config{Money: MoneyDecimal})
	close(d.holds)
	v.Say(paid(600))
	require.NoError(t, v.Test(t.Context(), Default()), "a test is heard before it is saved")
	require.Equal(t, 2, d.said())
	require.Equal(t, expected(t, kiosk.Phrase{Kind: phraseTest, Amount: testAmount}), d.played[1])
}

func TestVoice_HushedItEndsItsWordsAndKeepsItsAlarms(t *testing.T) {
	d := &deck{holds: make(chan struct{}), playing: make(chan struct{}, 9)}
	v := begin(t, d, func(o *Options) { o.toneMax = soon })
	v.Say(paid(1234))
	<-d.playing
	v.Say(paid(500))
	v.Say(kiosk.Phrase{Kind: kiosk.PhraseLate, Wallet: kiosk.WeChat, Amount: 700})
	v.Say(kiosk.Phrase{Kind: kiosk.PhraseFailed})
	v.Hush()
	<-d.playing // the words were cut off: the deck holds them else
	v.Hush()    // what is left of late money is heard to its end
	close(d.holds)
	require.Eventually(t, func() bool { return len(v.queue) == 0 && d.said() == 1 }, soon, time.Millisecond)
	require.NoError(t, v.Test(t.Context(), Default()))
	require.Equal(t, [][]int16{expected(t, kiosk.Phrase{Kind: kiosk.PhraseUnknown}), expected(t, kiosk.Phrase{Kind: phraseTest, Amount: testAmount})}, d.played)
}

func TestVoice_ReportsItsCardAndItsLastWord(t *testing.T) {
	d := &deck{}
	v := begin(t, d, nil)
	require.Equal(t, kiosk.DeviceUnknown, v.Report().State)
	v.Say(paid(1234))
	require.Eventually(t, func() bool { return v.Report().Last.Equal(kiosk.T("device.last.said", "amount", "12.34")) }, soon, time.Millisecond)
	found := v.Report()
	require.Equal(t, kiosk.DeviceReady, found.State)
	require.False(t, found.Since.IsZero())
	d.set(func() { d.absent = true })
	require.Error(t, v.Test(t.Context(), Default()))
	gone := v.Report()
	require.Equal(t, kiosk.DeviceGone, gone.State)
	require.True(t, gone.Since.After(found.Since))
	require.Equal(t, found.Last, gone.Last)
	d.set(func() { d.absent = false })
	require.NoError(t, v.Test(t.Context(), Default()))
	require.Equal(t, kiosk.DeviceReady, v.Report().State, "put back")
	require.Equal(t, "device.last.test", v.Report().Last.ID)
	v.Apply(Config{})
	require.Equal(t, kiosk.DeviceOff, v.Report().State)
}

func TestVoice_ARecordingIsHeardFromTheNextPhraseOn(t *testing.T) {
	d, dir := &deck{}, t.TempDir()
	v := begin(t, d, func(o *Options) { o.DataDir = dir })
	v.Say(paid(5))
	require.Eventually(t, func() bool { return d.said() == 1 }, soon, time.Millisecond)
	require.NoError(t, os.MkdirAll(folder(dir, Mandarin), 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder(dir, Mandarin), "ling2.wav"), encodeWAV(sine(440, sampleRate/2)), 0o600))
	v.Reload()
	v.Say(paid(5))
	require.Eventually(t, func() bool { return d.said() == 2 }, soon, time.Millisecond)
	require.NotEqual(t, d.played[0], d.played[1])
	require.NoError(t, v.Play(t.Context(), sine(440, 100)))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, v.Play(ctx, sine(440, 100)), context.Canceled)
}

func TestVoice_ATestTellsThatThereIsNoCard(t *testing.T) {
	v := begin(t, &deck{absent: true}, nil)
	require.ErrorContains(t, v.Test(t.Context(), Default()), "no card")
}

func TestVoice_TheVolumeOfTheHour(t *testing.T) {
	d := &deck{}
	at := time.Date(2026, 11, 29, 22, 30, 0, 0, time.UTC)
	v := begin(t, d, func(o *Options) {
		o.Config.Hours = []string{"22:00-07:00 0"}
		o.Now = func() time.Time { return at }
	})
	v.Say(paid(1234))
	require.Eventually(t, func() bool { return d.said() == 1 }, soon, time.Millisecond)
	require.Zero(t, slices.Max(d.played[0]))
}

// A card whose driver never returns costs one goroutine, and the till nothing.
func TestVoice_EndsThoughTheCardHangs(t *testing.T) {
	hangs, free := make(chan struct{}), make(chan struct{})
	t.Cleanup(func() { close(free) })
	v := New(Options{Config: Default(), Language: Mandarin, DataDir: t.TempDir(), play: func(context.Context, []int16) (bool, error) {
		close(hangs)
		<-free
		return false, errGone
	}})
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- v.Run(ctx) }()
	v.Say(paid(1234))
	<-hangs
	v.Say(paid(1234))
	cancel()
	select {
	case err := <-ended:
		require.NoError(t, err)
	case <-time.After(soon):
		t.Fatal("Run waits for a card that hangs")
	}
}

func TestConfig_Check(t *testing.T) {
	require.NoError(t, Default().Check())
	for want, change := range map[string]func(*Config){
		"voice.volume: 101 is not between 0 and 100":                                              func(c *Config) { c.Volume = 101 },
		"voice.volume: -1 is not between 0 and 100":                                               func(c *Config) { c.Volume = -1 },
		`voice.money: "yuan" is not one of "decimal" or "units"`:                                  func(c *Config) { c.Money = "yuan" },
		`voice.hours: "at night" is not like "22:00-07:00 20", hours and a volume`:                func(c *Config) { c.Hours = []string{"at night"} },
		`voice.hours: "09:00-10:00" is not like "22:00-07:00 20", hours and a volume`:             func(c *Config) { c.Hours = []string{"8:00-09:00 5", "09:00-10:00"} },
		`voice.hours: "22:00-22:00 20" is not like "22:00-07:00 20", hours and a volume`:          func(c *Config) { c.Hours = []string{"22:00-22:00 20"} },
		`voice.hours: "22:00-25:00 20" is not like "22:00-07:00 20", hours and a volume`:          func(c *Config) { c.Hours = []string{"22:00-25:00 20"} },
		`voice.hours: "22:00-07:00 20 per cent" is not like "22:00-07:00 20", hours and a volume`: func(c *Config) { c.Hours = []string{"22:00-07:00 20 per cent"} },
		"voice.hours: 120 is not between 0 and 100":                                               func(c *Config) { c.Hours = []string{"22:00-07:00 120"} },
	} {
		c := Default()
		change(&c)
		require.EqualError(t, c.Check(), want, want)
	}
}

func TestConfig_VolumeAt(t *testing.T) {
	c := Config{Volume: 80, Hours: []string{"22:00-07:00 20", "12:00-14:00 40", "13:00-15:00 50"}}
	for at, want := range map[string]int{
		"21:59": 80, "22:00": 20, "23:59": 20, "00:00": 20, "06:59": 20, "07:00": 80, "12:00": 40, "13:30": 40, "14:00": 50, "15:00": 80,
	} {
		clock, err := time.Parse("15:04", at)
		require.NoError(t, err)
		require.Equal(t, want, c.volumeAt(clock), at)
	}
}
