package ui

import (
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
	"facepay/ui/internal/sample"
)

// barLight is a light of the bar, and what stands beside it.
type barLight struct {
	wrong bool
	words string // "" for none
}

// barLights are the lights of the bar, and the number of troubles that it only counts.
func barLights(t *testing.T, r *rig) (lights []barLight, counted int) {
	t.Helper()
	bar := r.region("bar")
	_, scale := bar.At()
	colours := map[any]bool{draw.LightBad: true, draw.LightWarn: true, draw.LightOK: false, draw.LightOff: false}
	drawtest.Visit(bar.Box, func(o fyne.CanvasObject, at fyne.Position) {
		disc, ok := o.(*canvas.Circle)
		wrong, light := false, false
		if ok {
			wrong, light = colours[disc.FillColor]
		}
		if !light {
			return
		}
		l := barLight{wrong: wrong}
		drawtest.VisitTexts(bar.Box, func(text *canvas.Text, place fyne.Position) {
			const nearest = 12 // units from a disc to its words
			if gap := place.X - at.X - disc.Size().Width; gap >= 0 && gap <= nearest*scale.Unit {
				l.words = text.Text
			}
		})
		lights = append(lights, l)
	})
	for _, text := range r.texts("bar") {
		if n, found := strings.CutPrefix(text, "+"); found {
			var err error
			counted, err = strconv.Atoi(n)
			require.NoError(t, err)
		}
	}
	return lights, counted
}

// troubles is the number of things that v says are wrong and that the bar watches.
func troubles(v kiosk.View) int {
	n := len(v.Warnings)
	switch v.Status.Gateway.State {
	case kiosk.GatewaySilent, kiosk.GatewayUnreachable, kiosk.GatewayGarbage, kiosk.GatewayBusy:
		n++
	}
	if v.Status.Scanner == kiosk.ScannerGone {
		n++
	}
	if v.Status.Refused >= kiosk.RefusedNotificationsMany {
		n++
	}
	return n
}

// crowded are views in which the bar has more to say than room.
func crowded(t *testing.T) (all []sample.Named) {
	for _, name := range []string{"idle", "signed-in-long", "signed-in-nobody", "late", "doubts-4", "bar-machine", "bar-network", "bar-gateway", "bar-ailing", "check-trouble", "problem", "notices", "history"} {
		all = append(all, sample.Named{Name: name, View: view(t, name)})
	}
	worst := view(t, "problem")
	worst.Fault, worst.Warnings = view(t, "bar-network").Fault, append(view(t, "bar-ailing").Warnings, view(t, "bar-pole").Warnings...)
	worst.Status.Refused, worst.Status.Open = 1234, 12
	worst.Seller = view(t, "signed-in-long").Seller
	owners := view(t, "history")
	owners.Fault, owners.Warnings, owners.Status, owners.Seller = worst.Fault, worst.Warnings, worst.Status, worst.Seller
	return append(all, sample.Named{Name: "worst", View: worst}, sample.Named{Name: "worst for the owner", View: owners})
}

func TestBar_NoLightIsWithoutWords(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		for _, n := range crowded(t) {
			r.draws(n.View)
			whole(t, n.Name, r)
			lights, counted := barLights(t, r)
			told, words := 0, 0
			for _, l := range lights {
				if l.words != "" {
					words++
				}
				if !l.wrong {
					continue
				}
				told++
				begun := strings.TrimSuffix(l.words, "…")
				require.GreaterOrEqual(t, utf8.RuneCountInString(begun), 4, "%s: a trouble says %q", n.Name, l.words)
			}
			require.Equal(t, troubles(n.View), told+counted, "%s: every trouble is told or counted", n.Name)
			if told > 0 {
				require.Len(t, lights, words, "%s: beside what is wrong", n.Name)
			} else { // one mark may say that all is well
				require.LessOrEqual(t, len(lights), words+1, "%s: lights that nobody can tell apart", n.Name)
				require.False(t, words > 0 && words < len(lights), n.Name)
			}
		}
	})
}

func TestBar_WhatIsWellGivesWayToWhatIsWrong(t *testing.T) {
	everywhere(t, func(t *testing.T, r *rig) {
		for _, n := range crowded(t) {
			r.draws(n.View)
			lights, counted := barLights(t, r)
			cut := counted > 0
			for _, l := range lights {
				cut = cut || l.wrong && (l.words == "" || strings.HasSuffix(l.words, "…"))
			}
			if !cut {
				continue
			}
			all := strings.Join(r.texts("bar"), "\n")
			for _, l := range lights {
				require.True(t, l.wrong, "%s: %q keeps its room", n.Name, l.words)
			}
			require.NotContains(t, all, r.context.Tr("screen.till", "till", "01"), n.Name)
		}
	})
}
