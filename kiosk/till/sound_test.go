package till_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/gatewaytest"
	"facepay/kiosk/till/tilltest"
)

func voiced(s *kiosk.Settings) { s.Voice = true }

// tone is the phrase that is heard of money that somebody has to look at while the voice is muted.
var tone = kiosk.Phrase{Kind: kiosk.PhraseUnknown}

func TestMute_NothingIsHeardButWhatSomebodyHasToLookAt(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full(), voiced)
	c.Tap(kiosk.ActionMute)
	require.Equal(t, kiosk.SoundMuted, c.View.Status.Sound)
	c.Sell()
	c.Scan("garbage")
	require.Empty(t, c.Said, "neither words nor a tone of what everybody sees")
	c.Press(kiosk.KeyEsc)
	c.Charge("36", tilltest.AlipayCode)
	c.LoseAnswer()
	require.Equal(t, []kiosk.Phrase{tone}, c.Said)
	c.Tap(kiosk.ActionMute)
	require.Equal(t, kiosk.SoundOn, c.View.Status.Sound)
	c.AnswerFor(time.Minute, kiosk.Answer{Verdict: kiosk.VerdictPaid}, nil)
	require.Equal(t, []kiosk.Phrase{tone, {Kind: kiosk.PhrasePaid, Wallet: kiosk.Alipay, Amount: 3600}}, c.Said, "aloud again")
}

func TestMute_LateMoneyIsATone(t *testing.T) {
	c := tilltest.CancelledSale(t, tilltest.LepayLike())
	c.Step(kiosk.VoiceChanged{Enabled: true})
	c.Tap(kiosk.ActionMute)
	c.Park()
	c.Said = nil
	c.PayLate("G1")
	require.Equal(t, []kiosk.Phrase{tone}, c.Said)
}

// It holds until the business day ends, across starts of the till, and is kept by whoever
// carries the effect out.
func TestMute_UntilTheNextDay(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full(), voiced, func(s *kiosk.Settings) { s.DayStart = 4 * time.Hour })
	c.Tap(kiosk.ActionMute)
	require.Equal(t, []kiosk.Mute{{On: "2026-11-22"}}, tilltest.Effects[kiosk.Mute](c))
	c.Settings.MutedOn = "2026-11-22"
	c.Sleep(13 * time.Hour) // past midnight, the day goes on
	c.Restart()
	require.Equal(t, kiosk.SoundMuted, c.View.Status.Sound)
	shows := c.Shows
	c.Sleep(30 * time.Minute)
	require.Equal(t, kiosk.SoundOn, c.View.Status.Sound, "by itself, at 4 o'clock")
	require.Greater(t, c.Shows, shows)
	c.Restart()
	require.Equal(t, kiosk.SoundOn, c.View.Status.Sound)
	c.Tap(kiosk.ActionMute)
	c.Tap(kiosk.ActionMute)
	require.Equal(t, []kiosk.Mute{{}}, tilltest.Effects[kiosk.Mute](c))
}

// A clock that was wrong by years keeps nothing muted once it is right.
func TestMute_NotByAWrongClock(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full(), voiced)
	c.Jump(10 * 365 * 24 * time.Hour)
	c.Tap(kiosk.ActionMute)
	require.Equal(t, kiosk.SoundMuted, c.View.Status.Sound)
	c.Jump(-10 * 365 * 24 * time.Hour)
	c.Step(kiosk.Woke{})
	require.Equal(t, kiosk.SoundOn, c.View.Status.Sound)
}

func TestMute_WithoutAVoiceThereIsNothingToMute(t *testing.T) {
	c := tilltest.NewCounter(t, gatewaytest.Full())
	require.Equal(t, kiosk.SoundNone, c.View.Status.Sound)
	c.Tap(kiosk.ActionMute)
	require.Equal(t, kiosk.SoundNone, c.View.Status.Sound)
	require.Empty(t, tilltest.Effects[kiosk.Mute](c))
	c.Step(kiosk.VoiceChanged{Enabled: true})
	require.Equal(t, kiosk.SoundOn, c.View.Status.Sound, "at once, when the settings turn it on")
}

func TestMute_OnEveryScreen(t *testing.T) {
	c := tilltest.OpenSale(t, gatewaytest.Full())
	c.Step(kiosk.VoiceChanged{Enabled: true})
	for name, opens := range map[string]func(){
		"an open sale": func() {}, "the list of payments": func() { c.Press(kiosk.KeyF10) }, "a PIN": func() { c.Tap(kiosk.ActionFullScreen) },
	} {
		opens()
		screen := c.View.Screen
		c.Tap(kiosk.ActionMute)
		require.Equal(t, kiosk.SoundMuted, c.View.Status.Sound, name)
		require.Equal(t, screen, c.View.Screen, name)
		c.Tap(kiosk.ActionMute)
		require.Equal(t, kiosk.SoundOn, c.View.Status.Sound, name)
	}
}
