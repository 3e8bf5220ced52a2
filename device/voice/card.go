package voice

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"runtime"
	"sync"

	"github.com/gen2brain/malgo"
)

const (
	// periodMS is the time, in milliseconds, that a card asks for at once, and periods
	// how many of them it keeps: what it has taken is heard within their product.
	periodMS = 20
	periods  = 3
	// rest is the silence after an utterance: the card is stopped within it, so that no
	// word loses its end, and two utterances are told apart by it.
	rest = sampleRate * 250 / 1000
	// heardAfter is what a card may take and nobody have heard: it lies in the card's
	// buffer. The words begin later.
	heardAfter = sampleRate * 2 * periods * periodMS / 1000
)

// errGone is of a card that stopped by itself.
var errGone = errors.New("the sound card is gone")

// backends are those of the systems that a till runs on. Without a list the library ends
// with one that plays to nobody.
func backends() []malgo.Backend {
	if runtime.GOOS == "windows" {
		return []malgo.Backend{malgo.BackendWasapi, malgo.BackendDsound}
	}
	return []malgo.Backend{malgo.BackendPulseaudio, malgo.BackendAlsa}
}

// malgoCard is a card by miniaudio. It is opened once and runs only while something is
// heard: opening takes some, and an idle till no processor.
type malgoCard struct {
	context *malgo.AllocatedContext
	device  *malgo.Device
	stopped chan struct{} // has a value when the device stopped, by whomever

	mu      sync.Mutex
	sound   []int16       // still to be taken
	silence int           // samples of rest still to be taken
	passed  int           // samples that were taken
	taken   chan struct{} // closed once all was taken; nil while nothing plays
}

func openCard() (card, error) { return openOn(backends()) }

func openOn(backends []malgo.Backend) (card, error) {
	hushALSA()
	context, err := malgo.InitContext(backends, malgo.ContextConfig{}, nil)
	if err != nil {
		return nil, fmt.Errorf("reach the sound system: %w", err)
	}
	c := &malgoCard{context: context, stopped: make(chan struct{}, 1)}
	wanted := malgo.DefaultDeviceConfig(malgo.Playback)
	wanted.Playback.Format, wanted.Playback.Channels, wanted.SampleRate = malgo.FormatS16, 1, sampleRate
	wanted.PeriodSizeInMilliseconds, wanted.Periods = periodMS, periods
	c.device, err = malgo.InitDevice(context.Context, wanted, malgo.DeviceCallbacks{Data: c.fill, Stop: c.stop})
	if err != nil {
		c.closeContext()
		return nil, fmt.Errorf("open the sound card: %w", err)
	}
	return c, nil
}

// fill gives the card what it asks for, on a thread of the card's.
func (c *malgoCard) fill(out, _ []byte, _ uint32) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.taken == nil {
		return
	}
	c.passed += len(out) / 2
	n := min(len(out)/2, len(c.sound))
	for i, s := range c.sound[:n] {
		binary.NativeEndian.PutUint16(out[2*i:], uint16(s))
	}
	c.sound = c.sound[n:]
	c.silence -= len(out)/2 - n
	if c.silence <= 0 {
		close(c.taken)
		c.taken = nil
	}
}

func (c *malgoCard) stop() {
	select {
	case c.stopped <- struct{}{}:
	default:
	}
}

func (c *malgoCard) play(ctx context.Context, samples []int16) (bool, error) {
	select {
	case <-c.stopped: // of the last time
	default:
	}
	taken := make(chan struct{})
	c.mu.Lock()
	c.sound, c.silence, c.passed, c.taken = samples, rest, 0, taken
	c.mu.Unlock()
	err := c.device.Start()
	if err == nil {
		select {
		case <-taken:
		case <-c.stopped:
			err = errGone
		case <-ctx.Done():
			err = ctx.Err()
		}
		if stop := c.device.Stop(); err == nil {
			err = stop
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.taken = nil
	return c.passed > heardAfter, err
}

func (c *malgoCard) close() {
	c.device.Uninit()
	c.closeContext()
}

func (c *malgoCard) closeContext() {
	_ = c.context.Uninit() // it only says that there is none
	c.context.Free()
}
