package draw

import "image/color"

// highContrast are the colours that have another value in the second palette: text has
// 7:1 to its ground there, lines and shapes 3:1 (WCAG 2.2, 1.4.6 and 1.4.11).
var highContrast = map[*color.NRGBA]color.NRGBA{
	&Paper: rgb(0xEDEDED), &Hairline: rgb(0x4A4A4A), &Ink: rgb(0x000000), &Dim: rgb(0x2B2E36), &Ghost: rgb(0x4F4F4F),
	&DimOnInk: rgb(0xFFFFFF), &Wash: rgb(0xEDEDED), &Track: rgb(0x7A7A7A), &inkBadge: rgb(0x23262E),

	&wechatMark: rgb(0x006B34), &alipayMark: rgb(0x0A4FB8), &miniMark: rgb(0x4C31B8), &UnionMark: rgb(0xA80C25),
	&LightOK: rgb(0x075E2B), &LightBad: rgb(0xA81208), &LightWarn: rgb(0x7A3E00), &LightOff: rgb(0x4A4A4A),
	&PracticeInk: rgb(0x2E1900), &PracticeStripe: rgb(0xFFE3A6),

	&StageFill: rgb(0x000000), &StageSoft: rgb(0xFFFFFF), &StageButton: rgb(0x000000), &StageStrip: rgb(0x000000),
	&StagePaid: rgb(0x00402A), &StageUnsure: rgb(0x2E1D00), &StageFailed: rgb(0x4D0A05),
	&SceneTop: rgb(0x000000), &SceneBottom: rgb(0x000000), &SceneMoon: rgb(0x000000),
	&SceneHills[0]: rgb(0x000000), &SceneHills[1]: rgb(0x000000), &SceneHills[2]: rgb(0x000000),

	&Plain.Ink: rgb(0x000000), &Plain.Soft: rgb(0x2B2E36), &Plain.Line: rgb(0x4A4A4A), &Plain.Mark: rgb(0x000000),
	&WeChat.Ink: rgb(0x00331D), &WeChat.Soft: rgb(0x00331D), &WeChat.Line: rgb(0x006B34), &WeChat.Mark: rgb(0x006B34),
	&Alipay.Ink: rgb(0x06245A), &Alipay.Soft: rgb(0x06245A), &Alipay.Line: rgb(0x0A4FB8), &Alipay.Mark: rgb(0x0A4FB8),
	&Mini.Ink: rgb(0x281763), &Mini.Soft: rgb(0x281763), &Mini.Line: rgb(0x4C31B8), &Mini.Mark: rgb(0x4C31B8),
	&Paid.Ink: rgb(0x00402A), &Paid.Soft: rgb(0x00402A), &Paid.Line: rgb(0x00402A), &Paid.Mark: rgb(0x00402A),
	&Unsure.Ink: rgb(0x562A00), &Unsure.Soft: rgb(0x562A00), &Unsure.Line: rgb(0x7A3E00), &Unsure.Mark: rgb(0x562A00),
	&Failed.Ink: rgb(0x6E0F08), &Failed.Soft: rgb(0x6E0F08), &Failed.Line: rgb(0x8F1D14), &Failed.Mark: rgb(0x6E0F08),
}

// contrasted reports whether the second palette is in use. As the colours themselves it
// belongs to the UI's goroutine.
var contrasted bool

// Contrast has everything that is drawn from now on drawn at high contrast, or not.
func Contrast(high bool) {
	if high == contrasted {
		return
	}
	contrasted = high
	for at, other := range highContrast { // each keeps the value that is not in use
		*at, highContrast[at] = other, *at
	}
}
