package setup

import (
	"context"
	"errors"
	"math"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"facepay/device/voice"
	"facepay/kiosk"
)

// tone is the sound of somebody who says a word, as a microphone hears it.
func tone() (samples []int16) {
	const rate = 16000
	for i := range 2 * rate {
		loud := 0.0
		if i > rate/2 && i < rate {
			loud = 3000
		}
		samples = append(samples, int16(loud*math.Sin(2*math.Pi*440*float64(i)/rate)))
	}
	return samples
}

type recorderRig struct {
	*deskRig
	folder string
	mic    error // what there is instead of a microphone
	saves  error
}

func newRecorderRig(t *testing.T, edit ...func(*voice.RecorderOptions)) *recorderRig {
	r := &recorderRig{}
	data := t.TempDir()
	r.folder = filepath.Join(data, "voice", voice.Mandarin)
	r.deskRig = newDeskRig(t, "", func(p *Ports) {
		o := voice.RecorderOptions{
			Language: voice.Mandarin, DataDir: data, Log: p.Log, Changed: func() { r.Desk.RecorderChanged() }, Kept: func() {},
			Microphone: func(ctx context.Context, heard func([]int16)) error {
				if r.mic != nil {
					return r.mic
				}
				heard(tone())
				<-ctx.Done()
				return ctx.Err()
			},
			Play: func(context.Context, []int16) error { return nil },
			Save: func(path string, content []byte) error {
				if r.saves != nil {
					return r.saves
				}
				return os.WriteFile(path, content, 0o600)
			},
			Remove: os.Remove,
		}
		for _, e := range edit {
			e(&o)
		}
		p.Recorder = voice.NewRecorder(o)
	})
	r.goTo("Own voice")
	return r
}

func (r *recorderRig) await(what string, is func(kiosk.SetupView) bool) kiosk.SetupView {
	r.t.Helper()
	seen := assert.Eventually(r.t, func() bool { v := r.now(); return v.Recorder != nil && is(v) }, 30*time.Second, time.Millisecond, what)
	require.True(r.t, seen, "%s: told %s", what, r.now().Told.ID) // what stands there by now
	return r.now()
}

func told(id string) func(kiosk.SetupView) bool {
	return func(v kiosk.SetupView) bool { return v.Told.ID == id }
}

func TestDesk_TheShopsOwnVoiceByKeysAlone(t *testing.T) {
	r := newRecorderRig(t)
	v := r.await("the first word", func(v kiosk.SetupView) bool { return v.Recorder.Word == "零" && v.Recorder.Reading == "líng" })
	require.Equal(t, "Word 1 of 34 · 0 recorded. Say the large word alone; what stands in brackets only shows how its tone changes.", r.texts.Text(v.Help))
	r.press("Enter")
	r.await("a word", func(v kiosk.SetupView) bool { return v.Recorder.Taken && !v.Recorder.Playing })
	r.press("F6")
	r.await("again", func(v kiosk.SetupView) bool { return v.Recorder.Taken && !v.Recorder.Playing })
	r.press("Enter")
	r.await("the next word", func(v kiosk.SetupView) bool { return v.Recorder.At == 1 && v.Recorder.Own[0] })
	require.FileExists(t, filepath.Join(r.folder, "ling2.wav"))

	r.press("Up", "Backspace")
	require.Equal(t, "setup.record.remove", r.now().Told.ID, "it is asked first")
	r.press("Esc")
	require.FileExists(t, filepath.Join(r.folder, "ling2.wav"))
	require.NotNil(t, r.now().Recorder)
	r.press("Backspace", "Backspace")
	r.await("the till's own", func(v kiosk.SetupView) bool { return !v.Recorder.Own[0] })
	require.NoFileExists(t, filepath.Join(r.folder, "ling2.wav"))

	r.press("End")
	require.Equal(t, 33, r.now().Recorder.At)
	r.press("Home", "PageDown")
	require.Equal(t, 1, r.now().Recorder.At)
	r.press("7", "x") // they mean nothing here
	r.press("Enter")
	r.await("a word", func(v kiosk.SetupView) bool { return v.Recorder.Taken && !v.Recorder.Playing })
	r.press("Esc")
	require.False(t, r.now().Recorder.Taken, "dropped")
	r.press("Esc")
	require.False(t, r.now().Inside)
}

func TestDesk_TheRecorderTellsWhatWentWrong(t *testing.T) {
	for id, err := range map[string]error{
		"none": voice.ErrNoMicrophone, "busy": voice.ErrMicrophoneBusy, "gone": voice.ErrMicrophoneGone, "mute": voice.ErrMicrophoneMute,
		"nothing": voice.ErrNothingSaid, "loud": voice.ErrTooLoud, "long": voice.ErrTooLong,
	} {
		r := newRecorderRig(t)
		r.mic = err
		r.press("Enter")
		r.await(id, told("setup.record.bad."+id))
		r.press("Down")
		require.Equal(t, "setup.record.ready", r.now().Told.ID)
	}
	r := newRecorderRig(t)
	r.press("Enter")
	r.await("a word", func(v kiosk.SetupView) bool { return v.Recorder.Taken && !v.Recorder.Playing })
	for id, err := range map[string]error{"setup.record.bad.full": &os.PathError{Op: "write", Path: "x", Err: syscall.ENOSPC}, "setup.record.bad": errors.New("read-only")} {
		r.saves = err
		r.press("Enter")
		r.await(id, told(id))
		require.True(t, r.now().Recorder.Taken, "it is still there")
	}
	r.saves = nil
	r.press("Enter")
	r.await("kept", func(v kiosk.SetupView) bool { return v.Recorder.Own[0] })
}

func TestDesk_WhoLeavesTheRecorderLeavesTheMicrophone(t *testing.T) {
	left := make(chan struct{})
	r := newRecorderRig(t, func(o *voice.RecorderOptions) {
		o.Microphone = func(ctx context.Context, _ func([]int16)) error {
			<-ctx.Done()
			close(left)
			return ctx.Err()
		}
	})
	r.press("Enter")
	require.Equal(t, "setup.record.opening", r.now().Told.ID)
	r.goTo("Check")
	<-left
	require.Nil(t, r.now().Recorder)
}
