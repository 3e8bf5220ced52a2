package setup

import (
	"errors"
	"slices"
	"strconv"

	"facepay/device/voice"
	"facepay/kiosk"
	"facepay/store/diskusage"
)

// recording reports whether keys go to the recorder.
func (d *Desk) recording() bool {
	return d.inside && d.asked == nil && d.entries()[d.entry].id == entryRecorder
}

func (d *Desk) openRecorder() {
	d.inside, d.removing = true, false
	d.ports.Recorder.Open()
}

func (d *Desk) closeRecorder() {
	if d.ports.Recorder != nil {
		d.ports.Recorder.Close()
	}
}

// RecorderChanged shows what the recorder does now.
func (d *Desk) RecorderChanged() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.recording() {
		d.show()
	}
}

func (d *Desk) recorderKey(k kiosk.Key) bool {
	r := d.ports.Recorder
	v, removing := r.View(), d.removing
	d.removing = false
	switch k {
	case kiosk.KeyEnter:
		switch v.Stage {
		case voice.RecorderReady:
			r.Record()
		case voice.RecorderOpening, voice.RecorderListening:
			r.Stop()
		case voice.RecorderTaken:
			r.Keep()
		}
	case kiosk.KeyF5:
		r.Listen()
	case kiosk.KeyF6:
		if v.Stage == voice.RecorderTaken {
			r.Record()
		}
	case kiosk.KeyBackspace:
		if removing {
			r.Remove()
		} else {
			d.removing = v.Stage == voice.RecorderReady && v.Own[v.At]
		}
	case kiosk.KeyEsc:
		if !r.Drop() && !removing {
			r.Close()
			d.inside = false
		}
	case kiosk.KeyHome, kiosk.KeyEnd:
		r.Go(map[kiosk.Key]int{kiosk.KeyHome: -v.Words, kiosk.KeyEnd: v.Words}[k])
	default:
		if !k.Moves() {
			return false
		}
		r.Go(map[kiosk.Key]int{kiosk.KeyUp: -1, kiosk.KeyPageUp: -1, kiosk.KeyDown: 1, kiosk.KeyPageDown: 1}[k])
	}
	return true
}

// recorderView is the recorder as it is now, and what is to be done or went wrong.
func (d *Desk) recorderView(v *kiosk.SetupView) {
	r := d.ports.Recorder.View()
	v.Recorder = &kiosk.SetupRecorder{
		Word: r.Word.Text, Reading: r.Word.Reading(), At: r.At, Own: r.Own, Level: r.Level, Playing: r.Playing,
		Hearing: r.Stage == voice.RecorderListening, Taken: r.Stage == voice.RecorderTaken || r.Stage == voice.RecorderSaving,
	}
	if !d.inside {
		return
	}
	v.Told, v.Tone = kiosk.T("setup.record."+recorderHint(r)), kiosk.TonePlain
	switch {
	case r.Problem != nil:
		v.Told, v.Tone = recorderSentence(r.Problem), kiosk.ToneFailed
	case d.removing:
		v.Told, v.Tone = kiosk.T("setup.record.remove"), kiosk.ToneUnsure
	case r.Kept && !slices.Contains(r.Own, false):
		v.Told, v.Tone = kiosk.T("setup.record.all"), kiosk.TonePaid
	}
}

// recorderHint is the last part of the name of the text that says what to do.
func recorderHint(r voice.RecorderView) string {
	switch {
	case r.Stage == voice.RecorderReady && r.Playing && r.Own[r.At]:
		return "own"
	case r.Stage == voice.RecorderReady && r.Playing:
		return "ours"
	}
	return string(r.Stage)
}

func (d *Desk) recorderHelp() kiosk.Text {
	r := d.ports.Recorder.View()
	own := 0
	for _, is := range r.Own {
		if is {
			own++
		}
	}
	if !d.inside {
		return kiosk.T("setup.record.help", "words", strconv.Itoa(r.Words))
	}
	return kiosk.T("setup.record.progress", "n", strconv.Itoa(r.At+1), "words", strconv.Itoa(r.Words), "own", strconv.Itoa(own))
}

func (d *Desk) recorderButtons() []kiosk.Button {
	button := func(k kiosk.Key, id string, main bool) kiosk.Button {
		return kiosk.Button{Key: k, Label: kiosk.T("setup.do." + id), Main: main}
	}
	r := d.ports.Recorder.View()
	switch r.Stage {
	case voice.RecorderOpening, voice.RecorderListening:
		return []kiosk.Button{button(kiosk.KeyEsc, "stop", false), button(kiosk.KeyEnter, "said", true)}
	case voice.RecorderTaken:
		return []kiosk.Button{
			button(kiosk.KeyEsc, "discard", false), button(kiosk.KeyF5, "listen", false), button(kiosk.KeyF6, "again", false), button(kiosk.KeyEnter, "keep", true),
		}
	case voice.RecorderSaving:
		return nil
	}
	bs := []kiosk.Button{button(kiosk.KeyEsc, "back", false)}
	if r.Own[r.At] {
		bs = append(bs, button(kiosk.KeyBackspace, "remove", false))
	}
	return append(bs, button(kiosk.KeyF5, "listen", false), button(kiosk.KeyEnter, "record", true))
}

// recorderSentence is the sentence for people about an error.
func recorderSentence(err error) kiosk.Text {
	for of, id := range map[error]string{
		voice.ErrNoMicrophone: "none", voice.ErrMicrophoneBusy: "busy", voice.ErrMicrophoneGone: "gone", voice.ErrMicrophoneMute: "mute",
		voice.ErrNothingSaid: "nothing", voice.ErrTooLoud: "loud", voice.ErrTooLong: "long", voice.ErrUnsaid: "unsaid", voice.ErrUnread: "unread",
	} {
		if errors.Is(err, of) {
			return kiosk.T("setup.record.bad." + id)
		}
	}
	if diskusage.Full(err) {
		return kiosk.T("setup.record.bad.full")
	}
	return kiosk.T("setup.record.bad", "reason", kiosk.Trim(err.Error()))
}
