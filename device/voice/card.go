package voice

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"time"

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
	// heardAfter is the length of sound that a card may take and nobody have heard: it lies in the card's
	// buffer. The words begin later.
	heardAfter = sampleRate * 2 * periods * periodMS / 1000
)

// errGone is of a card that stopped by itself.
var errGone = errors.New("the sound card is gone")

// endMax is the time that a card which stopped by itself may take to be done with it.
const endMax = time.Second

// stream is a sound on its way to a card. Each has the card opened for itself: that takes
// some milliseconds, finds whatever card there is by now, and a device that is stopped is
// never started again, which miniaudio has been seen to end the program by (an assertion
// in ma_device_start, where ALSA's thread was just leaving its loop).
type stream struct {
	mu      sync.Mutex
	sound   []int16       // still to be taken
	silence int           // samples of rest still to be taken
	passed  int           // samples that were taken
	taken   chan struct{} // closed once all was
	stopped chan struct{} // has a value when the device stopped
}

// fill gives the card what it asks for, on a thread of the card's.
func (s *stream) fill(out, _ []byte, _ uint32) {
	s.mu.Lock()
	defer s.mu.Unlock()
	wanted := len(out) / 2
	n := min(wanted, len(s.sound))
	for i, sample := range s.sound[:n] {
		binary.NativeEndian.PutUint16(out[2*i:], uint16(sample))
	}
	s.sound = s.sound[n:]
	s.passed += wanted
	if s.silence > 0 {
		if s.silence -= wanted - n; s.silence <= 0 {
			close(s.taken)
		}
	}
}

func (s *stream) stop() {
	select {
	case s.stopped <- struct{}{}:
	default:
	}
}

// heard reports whether somebody may have heard some of it.
func (s *stream) heard() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.passed > heardAfter
}

// playOnCard plays samples on the system's default card. It returns when they were taken;
// heard tells whether somebody may have heard any of them.
func playOnCard(ctx context.Context, samples []int16) (heard bool, err error) {
	return playOn(ctx, backends(), samples)
}

func playOn(ctx context.Context, backends []malgo.Backend, samples []int16) (heard bool, err error) {
	s := &stream{sound: samples, silence: rest, taken: make(chan struct{}), stopped: make(chan struct{}, 1)}
	device, closeDevice, err := open(backends, speakers(), malgo.DeviceCallbacks{Data: s.fill, Stop: s.stop})
	if err != nil {
		return false, err
	}
	defer closeDevice()
	if err := device.Start(); err != nil {
		return false, fmt.Errorf("start the sound card: %w", err)
	}
	select {
	case <-s.taken:
		return true, nil
	case <-ctx.Done():
		return true, ctx.Err()
	case <-s.stopped:
		leave(device)
		return s.heard(), errGone
	}
}

// openCard opens the system's default card and closes it again.
func openCard() error {
	_, closeDevice, err := open(backends(), speakers(), malgo.DeviceCallbacks{})
	if err == nil {
		closeDevice()
	}
	return err
}

// speakers are what is opened to play on.
func speakers() malgo.DeviceConfig {
	wanted := malgo.DefaultDeviceConfig(malgo.Playback)
	wanted.Playback.Format, wanted.Playback.Channels, wanted.SampleRate = malgo.FormatS16, 1, sampleRate
	return wanted
}

func open(backends []malgo.Backend, wanted malgo.DeviceConfig, callbacks malgo.DeviceCallbacks) (device *malgo.Device, closeAll func(), err error) {
	system, err := systems.acquire(backends)
	if err != nil {
		return nil, nil, err
	}
	wanted.PeriodSizeInMilliseconds, wanted.Periods = periodMS, periods
	device, err = malgo.InitDevice(system.Context, wanted, callbacks)
	if err != nil {
		systems.release(system, false)
		return nil, nil, fmt.Errorf("open the sound card: %w", err)
	}
	return device, func() { device.Uninit(); systems.release(system, true) }, nil
}
