// Package voice says what was paid, so that the cashier hears it without looking: a
// tone, and for money an utterance that is put together of clips.
package voice

import "facepay/kiosk"

// Tone is the sound before an utterance, or instead of one.
type Tone string

// The tones.
const (
	ToneYes       Tone = "yes"
	ToneNo        Tone = "no"
	ToneAttention Tone = "attention"
)

// amountSaidMax is an amount, in fen, from which on the clips have no words any more.
const amountSaidMax = 100_000_000 * 100

// utterance is the sound of a phrase.
type utterance struct {
	tone  Tone
	clips []Clip
}

// utter is the one place that says how a phrase is heard. Words are of money that was
// proven alone; of all else a tone says that somebody should look.
func utter(p kiosk.Phrase, language string, units bool) utterance {
	switch p.Kind {
	case kiosk.PhrasePaid:
		return utterance{ToneYes, paidClips(p, language, units)}
	case kiosk.PhraseLate:
		return utterance{ToneAttention, append([]Clip{clipLate}, paidClips(p, language, units)...)}
	case kiosk.PhraseFailed, kiosk.PhraseBadScan:
		return utterance{tone: ToneNo}
	case phraseTest:
		return utterance{ToneYes, append([]Clip{clipTest}, amountClips(p.Amount, language, units)...)}
	}
	return utterance{tone: ToneAttention}
}

// phraseTest is the one of Settings, which names no wallet: nobody has paid.
const phraseTest kiosk.PhraseKind = "test"

// walletClips name the wallets; of another one the amount alone is said.
var walletClips = map[kiosk.Wallet]Clip{
	kiosk.WeChat: clipWeChat, kiosk.Alipay: clipAlipay, kiosk.UnionPay: clipUnionPay, kiosk.Cash: clipCash,
}

// paidClips is 微信收款十二点三四元, or WeChat, twelve point three four yuan received.
func paidClips(p kiosk.Phrase, language string, units bool) (clips []Clip) {
	if wallet, known := walletClips[p.Wallet]; known {
		clips = append(clips, wallet)
	}
	amount := amountClips(p.Amount, language, units)
	if language == Mandarin {
		return append(append(clips, clipReceived), amount...)
	}
	return append(append(clips, amount...), clipReceived)
}

func amountClips(amount kiosk.Fen, language string, units bool) []Clip {
	switch {
	case amount <= 0 || amount >= amountSaidMax:
		return nil
	case language == Mandarin:
		return mandarinAmount(amount, units)
	}
	return englishAmount(amount)
}
