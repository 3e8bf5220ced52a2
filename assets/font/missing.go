package font

import (
	"fmt"

	"golang.org/x/image/font/sfnt"
)

// Missing are the runes that one of the fonts cannot draw.
func Missing(runes map[rune]bool) ([]rune, error) { return missing(runes, Regular, Bold) }

func missing(runes map[rune]bool, weights ...[]byte) ([]rune, error) {
	var missing []rune
	for _, weight := range weights {
		parsed, err := sfnt.Parse(weight)
		if err != nil {
			return nil, fmt.Errorf("parse the font: %w", err)
		}
		for r := range runes {
			glyph, err := parsed.GlyphIndex(nil, r)
			if err != nil {
				return nil, fmt.Errorf("look up %U: %w", r, err)
			}
			if glyph == 0 {
				missing = append(missing, r)
			}
		}
	}
	return missing, nil
}
