package config

import (
	"context"
	"fmt"
	"strconv"
	"strings"

	"facepay/assets/font"
	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/kiosk/health"
)

// CheckFonts looks whether the embedded fonts draw every character of the texts
// and of the names in the config.
func CheckFonts(shop Shop) health.Check {
	return health.Check{Name: kiosk.CheckFonts, Full: true, Run: func(context.Context) []kiosk.CheckResult {
		result := fontsResult(font.Missing)
		if places := shop.Undrawable(); result.Health == kiosk.HealthOK && len(places) > 0 {
			result = NamesResult(places)
		}
		return health.One(result)
	}}
}

func fontsResult(lacks func(map[rune]bool) ([]rune, error)) kiosk.CheckResult {
	runes, err := textRunes()
	var missing []rune
	if err == nil {
		missing, err = lacks(runes)
	}
	switch {
	case err != nil:
		return health.Failed(kiosk.CheckFonts, kiosk.CauseMachine, "fonts.unreadable", "reason", health.Reason(err))
	case len(missing) > 0:
		return health.Failed(kiosk.CheckFonts, kiosk.CauseMachine, "fonts.missing", "n", strconv.Itoa(len(missing)), "sample", fmt.Sprintf("%U", missing[0]))
	}
	return health.OK(kiosk.CheckFonts, "fonts.ok", "n", strconv.Itoa(len(runes)))
}

// textRunes are the characters of all texts in all languages.
func textRunes() (map[rune]bool, error) {
	runes := map[rune]bool{}
	for _, language := range i18n.Languages() {
		texts, err := i18n.Load(language)
		if err != nil {
			return nil, err
		}
		for _, key := range texts.Keys() {
			for _, r := range texts.Text(kiosk.T(key)) {
				runes[r] = true
			}
		}
	}
	delete(runes, '\n')
	return runes, nil
}

// NamesResult tells of names that stand on the screens with a mark in them. The
// till works, and the bar says so until the name was changed.
func NamesResult(places []kiosk.Text) kiosk.CheckResult {
	return kiosk.CheckResult{
		Check: kiosk.CheckFonts, Health: kiosk.HealthWarning, Brief: kiosk.T("check.brief.fonts.names"),
		What: kiosk.T("check.found.fonts.names", "mark", string(font.Mark)), Places: places, Todo: kiosk.T("check.todo.fonts.names"),
	}
}

// Undrawable tells for each name in the config what of it the fonts cannot draw.
func (s Shop) Undrawable() (places []kiosk.Text) {
	for _, name := range []struct{ key, text string }{{"shop.name", s.Name}, {"shop.till", s.Till}} {
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
