package till

import (
	"time"

	"facepay/kiosk"
)

// sound is the state of the voice: what is heard is decided here, as what is seen is.
type sound struct {
	enabled bool
	// mutedOn is the business day for which somebody has muted it: the next one begins
	// aloud, whoever forgot it, and however the clock is set meanwhile. "" for none.
	mutedOn kiosk.Date
}

// announce makes a sound.
func (t *Till) announce(k kiosk.PhraseKind, w kiosk.Wallet, amount kiosk.Fen) {
	p, heard := kiosk.Phrase{Kind: k, Wallet: w, Amount: amount}, true
	if t.muted() {
		p, heard = p.Muted()
	}
	if heard {
		t.Effect(kiosk.Say{Phrase: p})
	}
}

func (t *Till) muted() bool {
	if t.devices.sound.mutedOn == "" {
		return false
	}
	_, today := t.settings.Of(t.Wall())
	return t.devices.sound.mutedOn == today
}

func (t *Till) toggleMute() {
	s := &t.devices.sound
	switch {
	case !s.enabled: // there is nothing to mute, and nobody would see that it was
		return
	case t.muted():
		s.mutedOn = ""
	default:
		_, s.mutedOn = t.settings.Of(t.Wall())
	}
	t.Effect(kiosk.Mute{On: s.mutedOn})
}

// muteDue is the end of the day for which the voice is muted.
func (t *Till) muteDue() time.Time {
	if !t.muted() {
		return time.Time{}
	}
	day, _ := t.settings.Of(t.Wall())
	return day.End.Add(-t.Offset)
}

func (t *Till) soundState() kiosk.SoundState {
	switch {
	case !t.devices.sound.enabled:
		return kiosk.SoundNone
	case t.muted():
		return kiosk.SoundMuted
	}
	return kiosk.SoundOn
}
