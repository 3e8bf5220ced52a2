package voice

import (
	"slices"
	"strings"

	"facepay/kiosk"
)

// mandarinDigits are the digits as they are read one by one.
var mandarinDigits = [10]Clip{"ling2", "yi1", "er4", "san1", "si4", "wu3", "liu4", "qi1", "ba1", "jiu3"}

// mandarinAmount reads an amount: 十二点三四元, or 十二元三角四分 in units.
func mandarinAmount(amount kiosk.Fen, units bool) []Clip {
	yuan, jiao, fen := amount/100, int(amount/10%10), int(amount%10)
	var clips []Clip
	switch {
	case units:
		if yuan > 0 {
			clips = append(counted(yuan), "yuan2")
		}
		if jiao > 0 {
			clips = append(append(clips, counted(kiosk.Fen(jiao))...), "jiao3")
		} else if yuan > 0 && fen > 0 {
			clips = append(clips, "ling2")
		}
		if fen > 0 {
			clips = append(append(clips, counted(kiosk.Fen(fen))...), "fen1")
		}
	case jiao == 0 && fen == 0:
		clips = append(counted(yuan), "yuan2")
	default:
		clips = append(mandarinNumber(yuan), "dian3", mandarinDigits[jiao])
		if fen > 0 {
			clips = append(clips, mandarinDigits[fen])
		}
		clips = append(clips, "yuan2")
	}
	return thirdTones(clips)
}

// counted is a number before a measure: one and two of something are said otherwise
// than the digits. All three measures of money make the one yi4.
func counted(n kiosk.Fen) []Clip {
	switch n {
	case 1:
		return []Clip{"yi4"}
	case 2:
		return []Clip{"liang3"}
	}
	return mandarinNumber(n)
}

// mandarinNumber reads a whole number below 10^8.
func mandarinNumber(n kiosk.Fen) []Clip {
	if n < 10_000 {
		return underWan(int(n), true)
	}
	var clips []Clip
	switch high := int(n / 10_000); high {
	case 1:
		clips = []Clip{"yi2"}
	case 2:
		clips = []Clip{"liang3"}
	default:
		clips = underWan(high, true)
	}
	clips = append(clips, "wan4")
	low := int(n % 10_000)
	if low == 0 {
		return clips
	}
	if low < 1000 {
		clips = append(clips, "ling2")
	}
	return append(clips, underWan(low, false)...)
}

// underWan reads a number below 10,000; at the head of a number 一十 is said 十.
func underWan(n int, head bool) (clips []Clip) {
	if n == 0 {
		return []Clip{"ling2"}
	}
	gap := false
	for _, unit := range []struct {
		of   int
		name Clip
	}{{1000, "qian1"}, {100, "bai3"}, {10, "shi2"}, {1, ""}} {
		digit := n / unit.of % 10
		if digit == 0 {
			gap = len(clips) > 0
			continue
		}
		if gap {
			clips, gap = append(clips, "ling2"), false
		}
		said := mandarinDigits[digit]
		switch {
		case digit == 1 && unit.of >= 100:
			said = "yi4"
		case digit == 2 && unit.of == 1000:
			said = "liang3"
		}
		if !(head && len(clips) == 0 && digit == 1 && unit.of == 10) {
			clips = append(clips, said)
		}
		if unit.name != "" {
			clips = append(clips, unit.name)
		}
	}
	return clips
}

// thirdTones makes a third tone before a third tone a second one.
func thirdTones(clips []Clip) []Clip {
	changed := slices.Clone(clips)
	for i := range clips[:max(0, len(clips)-1)] {
		if syllable, third := strings.CutSuffix(string(clips[i]), "3"); third && strings.HasSuffix(string(clips[i+1]), "3") {
			changed[i] = Clip(syllable + "2")
		}
	}
	return changed
}
