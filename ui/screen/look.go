package screen

import (
	"facepay/kiosk"
	"facepay/ui/draw"
)

var tones = map[kiosk.Tone]*draw.Tone{
	kiosk.ToneWeChat: &draw.WeChat, kiosk.ToneAlipay: &draw.Alipay, kiosk.ToneMini: &draw.Mini,
	kiosk.TonePaid: &draw.Paid, kiosk.ToneUnsure: &draw.Unsure, kiosk.ToneFailed: &draw.Failed,
}

// Tone is the colours of t.
func Tone(t kiosk.Tone) draw.Tone {
	if colours, ok := tones[t]; ok {
		return *colours
	}
	return draw.Plain
}

var marks = map[kiosk.Mark]draw.Mark{
	kiosk.MarkSpinner: draw.SpinnerMark, kiosk.MarkTick: draw.Tick, kiosk.MarkDots: draw.Dots,
	kiosk.MarkQuestion: draw.Question, kiosk.MarkCross: draw.Cross, kiosk.MarkScan: draw.ScanMark,
}

// Mark is the shape of m.
func Mark(m kiosk.Mark) draw.Mark { return marks[m] }
