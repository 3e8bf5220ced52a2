package draw

import (
	"image/color"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"

	"facepay/assets/font"
)

// Every colour of the screens. The till itself has none: paper, cards and ink.
// A colour means something: a wallet, a result, a trouble.
var (
	Paper    = rgb(0xF6F5F1)
	CardFill = rgb(0xFFFFFF)
	Hairline = rgb(0xE2DFD7)
	Ink      = rgb(0x17191E)
	Dim      = rgb(0x5A5F6A)
	Ghost    = rgb(0xB9B5AA)
	OnInk    = rgb(0xFFFFFF)
	DimOnInk = rgb(0xB6BAC4)
	inkBadge = rgb(0x3A3F4A)
	Track    = rgb(0xE5E2DA) // ring under a spinner

	wechatMark = rgb(0x07C160)
	alipayMark = rgb(0x1677FF)
	miniMark   = rgb(0x7A5AF8)
	UnionMark  = rgb(0xC8102E)

	LightOK   = rgb(0x12A150)
	LightBad  = rgb(0xD93025)
	LightWarn = rgb(0xE08A00)
	LightOff  = rgb(0x9AA0AA)

	PracticeInk    = rgb(0x5A3200)
	PracticeFill   = rgb(0xFFE3A6)
	PracticeStripe = rgb(0xFFD37A)

	StageFill   = rgb(0x12151B)
	StageInk    = rgb(0xFFFFFF)
	StageSoft   = rgb(0xD5D8DE)
	StageButton = rgb(0x2A2F39)
	StageStrip  = rgb(0x08131A)
	Wash        = rgb(0xEEECE7) // below a word that has no colour
	StagePaid   = rgb(0x06583A)
	StageUnsure = rgb(0x3B2600)
	StageFailed = rgb(0x5F130D)

	SceneTop, SceneBottom = rgb(0x0F5646), rgb(0x08262F)
	SceneMoon             = rgb(0xFFD99C)
	SceneHills            = [...]color.NRGBA{rgb(0x0C4A44), rgb(0x0A3C3E), rgb(0x083036)}
)

// Tone is the colours that belong together: text and marks on their ground.
type Tone struct {
	Ink, Soft, Fill, Line, Mark color.NRGBA
}

var (
	Plain  = Tone{Ink, Dim, CardFill, Hairline, Ink}
	WeChat = Tone{rgb(0x05402A), rgb(0x05402A), rgb(0xE4F8EC), rgb(0xBFE9D0), wechatMark}
	Alipay = Tone{rgb(0x0A2F6E), rgb(0x0A2F6E), rgb(0xE6F0FF), rgb(0xC3DAFF), alipayMark}
	Mini   = Tone{rgb(0x33217A), rgb(0x33217A), rgb(0xF0ECFF), rgb(0xD8CEFF), miniMark}
	Paid   = Tone{rgb(0x06583A), rgb(0x06583A), rgb(0xDDF4E6), rgb(0xBFE5CF), rgb(0x06583A)}
	Unsure = Tone{rgb(0x7A3E00), rgb(0x7A3E00), rgb(0xFFF0D6), rgb(0xF5B94A), rgb(0x7A3E00)}
	Failed = Tone{rgb(0x8F1D14), rgb(0x8F1D14), rgb(0xFDE7E4), rgb(0xF0B4AD), rgb(0x8F1D14)}
)

// Sizes in units: a unit is a logical pixel on a side of full height.
const (
	Edge       = 24
	CardGap    = 14
	SideGap    = 16
	KeyGap     = 10
	CardRadius = 16
	KeyRadius  = 14
	TouchMin   = 48

	SizeAmount    = 84
	SizeYuan      = 48
	SizePay       = 24
	SizeTitle     = 28
	SizeButton    = 21
	SizeText      = 19
	SizeSmallText = 17
	SizeLegend    = 14 // the smallest
	SizeLeast     = 10 // of the screen's own pixels, below which no text goes, however small the window
)

func rgb(v uint32) color.NRGBA {
	return color.NRGBA{R: uint8(v >> 16), G: uint8(v >> 8), B: uint8(v), A: 0xFF}
}

// Mix is a with the share part of b in it.
func Mix(a, b color.NRGBA, part float32) color.NRGBA {
	of := func(x, y uint8) uint8 { return uint8(float32(x) + (float32(y)-float32(x))*part + 0.5) }
	return color.NRGBA{R: of(a.R, b.R), G: of(a.G, b.G), B: of(a.B, b.B), A: of(a.A, b.A)}
}

// Faint is a colour with the share part of its ground in it, for what stands back; at
// high contrast nothing does.
func Faint(strong, ground color.NRGBA, part float32) color.NRGBA {
	if contrasted {
		return strong
	}
	return Mix(strong, ground, part)
}

// The fonts are given to each text itself: a text that goes through the theme
// makes Fyne load its own four fonts and scan the system's for fallbacks.
var (
	Regular = fyne.NewStaticResource("NotoSansSC-Regular.otf", font.Regular)
	Bold    = fyne.NewStaticResource("NotoSansSC-Bold.otf", font.Bold)
)

// Theme is the Fyne theme, for what Fyne itself draws: the ground of a window
// before its first frame, and nothing else.
type Theme struct{ fyne.Theme }

// NewTheme makes a Theme.
func NewTheme() Theme { return Theme{theme.DefaultTheme()} }

// Color is called by Fyne.
func (t Theme) Color(name fyne.ThemeColorName, variant fyne.ThemeVariant) color.Color {
	switch name {
	case theme.ColorNameBackground:
		return Paper
	case theme.ColorNameForeground:
		return Ink
	}
	return t.Theme.Color(name, variant)
}

// Font is called by Fyne.
func (t Theme) Font(s fyne.TextStyle) fyne.Resource { return Style{Bold: s.Bold}.font() }
