package voice

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"time"

	"github.com/gen2brain/malgo"
)

// Errors of a microphone.
var (
	ErrNoMicrophone   = errors.New("there is no microphone")
	ErrMicrophoneBusy = errors.New("the microphone cannot be opened: another program has it, or it may not be used")
	ErrMicrophoneGone = errors.New("the microphone is gone")
	ErrMicrophoneMute = errors.New("the microphone gives no sound")
)

// Microphone hands the sound of a microphone over as it comes, mono at 16 kHz, until ctx
// ends or the microphone is gone. heard must not block.
type Microphone func(ctx context.Context, heard func(samples []int16)) error

// systemMicrophone is the system's default one.
func systemMicrophone(ctx context.Context, heard func([]int16)) error {
	return listenOn(ctx, backends(), heard)
}

func listenOn(ctx context.Context, backends []malgo.Backend, heard func([]int16)) error {
	stopped := make(chan struct{}, 1)
	wanted := malgo.DefaultDeviceConfig(malgo.Capture)
	wanted.Capture.Format, wanted.Capture.Channels, wanted.SampleRate = malgo.FormatS16, 1, sampleRate
	device, closeDevice, err := open(backends, wanted, malgo.DeviceCallbacks{
		Data: func(_, in []byte, _ uint32) {
			samples := make([]int16, len(in)/2)
			for i := range samples {
				samples[i] = int16(binary.NativeEndian.Uint16(in[2*i:]))
			}
			heard(samples)
		},
		Stop: func() {
			select {
			case stopped <- struct{}{}:
			default:
			}
		},
	})
	if err == nil {
		defer closeDevice()
		err = device.Start()
	}
	if err != nil {
		if len(names(backends, malgo.Capture)) == 0 {
			return fmt.Errorf("%w: %w", ErrNoMicrophone, err)
		}
		return fmt.Errorf("%w: %w", ErrMicrophoneBusy, err)
	}
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-stopped:
		leave(device)
		return ErrMicrophoneGone
	}
}

// leave waits until the thread of a device that stopped by itself has left, in which
// nobody may disturb it.
func leave(device *malgo.Device) {
	for began := time.Now(); device.IsStarted() && time.Since(began) < endMax; {
		time.Sleep(time.Millisecond)
	}
}
