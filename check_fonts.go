package main

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/image/font/sfnt"

	"facepay/assets/font"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// fontsLook looks whether the embedded fonts draw every character of the texts
// and of the names in the config.
func fontsLook(shop Shop) health.Check {
	return health.Check{Name: kiosk.CheckFonts, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		found := fontsFinding(font.Regular, font.Bold)
		if found.Health == kiosk.HealthOK {
			if places := undrawable(shop); len(places) > 0 {
				found = namesFinding(places)
			}
		}
		return one(found)
	}}
}

func fontsFinding(weights ...[]byte) kiosk.CheckResult {
	f := kiosk.CheckResult{Check: kiosk.CheckFonts, Health: kiosk.HealthFailed, Cause: kiosk.CauseMachine}
	runes, err := textRunes()
	var missing []rune
	for _, weight := range weights {
		if err != nil {
			break
		}
		var lacks []rune
		lacks, err = lacking(weight, runes)
		missing = append(missing, lacks...)
	}
	switch {
	case err != nil:
		f.What, f.Todo = kiosk.T("check.found.fonts.unreadable", "reason", reasonText(err)), kiosk.T("check.todo.fonts.unreadable")
	case len(missing) > 0:
		f.What = kiosk.T("check.found.fonts.missing", "n", strconv.Itoa(len(missing)), "sample", fmt.Sprintf("%U", missing[0]))
		f.Todo = kiosk.T("check.todo.fonts.missing")
	default:
		return well(kiosk.CheckFonts, kiosk.T("check.found.fonts.ok", "n", strconv.Itoa(len(runes))))
	}
	return f
}

// textRunes are the characters of all texts in all languages.
func textRunes() (map[rune]bool, error) {
	all, err := catalogues("")
	if err != nil {
		return nil, err
	}
	runes := map[rune]bool{}
	for _, texts := range all {
		for _, key := range texts.Keys() {
			for _, r := range texts.Text(kiosk.T(key)) {
				runes[r] = true
			}
		}
	}
	delete(runes, '\n')
	return runes, nil
}

// lacking are the runes that a font cannot draw.
func lacking(weight []byte, runes map[rune]bool) ([]rune, error) {
	parsed, err := sfnt.Parse(weight)
	if err != nil {
		return nil, fmt.Errorf("parse the font: %w", err)
	}
	var missing []rune
	for r := range runes {
		glyph, err := parsed.GlyphIndex(nil, r)
		if err != nil {
			return nil, fmt.Errorf("look up %U: %w", r, err)
		}
		if glyph == 0 {
			missing = append(missing, r)
		}
	}
	return missing, nil
}

// namesFinding tells of names that stand on the screens with a mark in them. The
// till works, and the bar says so until the name was changed.
func namesFinding(places []kiosk.Text) kiosk.CheckResult {
	return kiosk.CheckResult{
		Check: kiosk.CheckFonts, Health: kiosk.HealthWarning, Brief: kiosk.T("check.brief.fonts.names"),
		What: kiosk.T("check.found.fonts.names", "mark", string(font.Mark)), Places: places, Todo: kiosk.T("check.todo.fonts.names"),
	}
}

// undrawable tells for each name in the config what of it the fonts cannot draw.
func undrawable(shop Shop) (places []kiosk.Text) {
	for _, name := range []struct{ key, text string }{{"shop.name", shop.Name}, {"shop.till", shop.Till}} {
		if _, lacks := font.Legible(name.text); len(lacks) > 0 {
			places = append(places, kiosk.T("check.found.fonts.name", "key", name.key, "characters", characters(lacks)))
		}
	}
	return places
}

const (
	// charactersMost are named of one name, codesMost code points of one of them.
	charactersMost = 8
	codesMost      = 3
	// runesMost has an emoji of a family; what is longer is a heap of accents.
	runesMost = 12
)

// characters names characters by their looks, for where they can be drawn, and
// by their code points.
func characters(all []string) string {
	var names []string
	for i, character := range all {
		if i == charactersMost {
			names = append(names, "…")
			break
		}
		codes, runes := "", []rune(character)
		for j, r := range runes {
			if j == codesMost {
				codes += " …"
				break
			}
			codes += fmt.Sprintf(" %U", r)
		}
		look := ""
		if len(runes) <= runesMost {
			look = font.Harmless(character)
		}
		names = append(names, strings.TrimSpace(look+" ("+codes[1:]+")"))
	}
	return strings.Join(names, ", ")
}
