package ui

import (
	"fmt"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// complete holds that every button of the View can be touched somewhere.
func complete(t *testing.T, name string, r *rig) {
	t.Helper()
	have := map[string]bool{}
	for _, p := range r.parts() {
		if p.state == nil {
			continue
		}
		for id, s := range p.Touches {
			require.True(t, s.Visible(), "%s: %s", name, id)
			have[p.Name+"/"+id] = true
		}
	}
	need := func(what string, parts ...string) {
		for id := range have {
			part, button, _ := strings.Cut(id, "/")
			for _, p := range parts {
				if part == p && (button == what || strings.HasPrefix(button, what+".")) {
					return
				}
			}
		}
		require.Fail(t, "a button is missing", "%s: %s of %v", name, what, parts)
	}
	v := r.view
	need("last", "last")
	need("check", "bar")
	if v.Status.Open > 0 {
		need("open", "bar")
	}
	for _, b := range v.PracticeButtons {
		need("practice."+string(b.Action), "stage", "strip")
	}
	if v.Screen == kiosk.ScreenAmount {
		for _, b := range v.Pay {
			need("pay."+string(b.Action), "pad")
		}
	}
	for _, b := range v.Panel.Buttons {
		need("button."+string(b.Action), "panel", "alarm", "doubts", "check", "help", "history")
	}
	enters := v.Screen == kiosk.ScreenAmount || v.Screen == kiosk.ScreenPIN || v.Screen == kiosk.ScreenOrder
	if v.Refund != nil && v.Panel.Title.IsZero() {
		enters = true
		for _, b := range v.Refund.Buttons {
			need("refund."+string(b.Action), "pad")
		}
	}
	if enters {
		for _, k := range "0123456789" {
			need("key."+string(k), "pad")
		}
		need("key."+string(kiosk.KeyBackspace), "pad")
	}
	switch v.Screen {
	case kiosk.ScreenPIN, kiosk.ScreenOrder:
		need("pin.ok", "pad")
		need("pin.back", "pad")
	case kiosk.ScreenHelp, kiosk.ScreenHistory:
		need("button."+string(kiosk.ActionBack), "help", "history")
	}
}

// written is a text as it stands in a part: where its characters are, without
// the room that a font keeps above and below them.
type written struct {
	text string
	at   Rect
	size float32
	in   string // the surface that it stands in, "" for none
}

// inkAbove and inkBelow are how far characters reach from their baseline, as
// shares of the size, in the embedded fonts.
const inkAbove, inkBelow = 0.80, 0.06

// writing are the texts of a part.
func writing(p *Region) []written {
	var all []written
	var gather func(o fyne.CanvasObject, at fyne.Position, in string)
	gather = func(o fyne.CanvasObject, at fyne.Position, in string) {
		at = at.Add(o.Position())
		switch o := o.(type) {
		case *canvas.Text:
			source := o.FontSource
			width, ascent := Measure(o.Text, o.TextSize, source)
			base := at.Y + ascent
			all = append(all, written{o.Text, R(at.X, base-inkAbove*o.TextSize, width, (inkAbove+inkBelow)*o.TextSize), o.TextSize, in})
		case Surface:
			for id, s := range p.Touches {
				if s == o {
					in = id
				}
			}
			for _, c := range o.Base().objs {
				gather(c, at, in)
			}
		}
	}
	for _, o := range p.Box.Objects {
		gather(o, fyne.Position{}, "")
	}
	return all
}

// legible holds that p's texts are large enough to read, inside p and their
// surface, beside each other, and that none lies below a surface.
func legible(t *testing.T, name string, p *Region) {
	t.Helper()
	const trembles = 1.5 // advances and positions are whole pixels
	spots := map[string]Rect{}
	for id, s := range p.Touches {
		at, size := s.Position(), s.Size()
		spots[id] = R(at.X, at.Y, size.Width, size.Height)
	}
	texts := writing(p)
	for i, w := range texts {
		who := fmt.Sprintf("%s: %q of %s", name, w.text, p.Name)
		require.GreaterOrEqual(t, w.size, float32(SizeLeast), who)
		room := R(0, 0, p.at.W, p.at.H)
		if w.in != "" {
			room = spots[w.in]
		}
		room = room.Inset(-trembles)
		inside := w.at.X >= room.X && w.at.Right() <= room.Right() && w.at.Y >= room.Y && w.at.Bottom() <= room.Bottom()
		require.True(t, inside, "%s at %v leaves %v (%s)", who, w.at, room, w.in)
		for id, spot := range spots {
			if p.Touches[id].Base().fill.A == 0 { // it lies around the text that it is about
				continue
			}
			require.False(t, w.in != id && overlaps(w.at, spot.Inset(trembles)), "%s lies below %s", who, id)
		}
		for _, o := range texts[:i] {
			require.False(t, overlaps(w.at.Inset(trembles/2), o.at.Inset(trembles/2)), "%s lies over %q (%v, %v)", who, o.text, w.at, o.at)
		}
	}
}

func TestSmallWindow_SaysWhatItNeedsInsteadOfBrokenKeys(t *testing.T) {
	for _, language := range []string{"zh-CN", "en"} {
		for _, customer := range []bool{false, true} {
			r := newRig(t, language, sizes[0], func(o *Options) { o.CustomerScreen = customer })
			r.draws(view(t, "qr"))
			for _, size := range []fyne.Size{{Width: 639, Height: 400}, {Width: 640, Height: 399}, {Width: 399, Height: 640}, {Width: 320, Height: 240}, {Width: 64, Height: 64}, {Width: 1, Height: 1}} {
				r.root.Resize(size)
				for _, p := range r.counterParts() {
					require.Equal(t, p == r.small, p.state != nil, "%s at %v", p.Name, size)
				}
				require.Empty(t, r.small.Touches)
				require.Empty(t, r.small.Overflows)
				require.Equal(t, customer, r.stage.part.state != nil, "the customer's window is another matter")
				if size.Width < 200 { // nothing can be read there
					continue
				}
				said := strings.Join(texts(r.small.Box), " ")
				require.Contains(t, said, "640")
				require.Contains(t, said, "400")
				legible(t, "small", r.small)
			}
			r.root.Resize(sizes[0])
			require.Nil(t, r.small.state)
			require.NotNil(t, r.panel.state, "there is the till again")
			require.Contains(t, r.panel.Touches, "button.cancel.Esc")
		}
	}
}

func TestNotice_FitsSmallPanels(t *testing.T) {
	const line = "facepay: /home/shop/文档/松间茶铺/收银台配置/facepay/config.toml:17: lepay.password: must be a text of 8 to 64 characters, but is empty"
	for _, size := range []fyne.Size{{Width: 640, Height: 400}, {Width: 640, Height: 360}, {Width: 731, Height: 400}, {Width: 800, Height: 440}, {Width: 480, Height: 760}} {
		for name, notice := range map[string]Notice{
			"start":   StartNotice(loaded(t, "zh-CN"), line),
			"config":  StartNotice(loaded(t, "en", "zh-CN"), line),
			"damaged": DamageNotice(loaded(t, "en"), Damage{Line: line, Copy: "/home/shop/.local/share/facepay/ledger-damaged-20261122-143217.db", Day: "2026-11-22"}),
			"gone":    DamageNotice(loaded(t, "zh-CN"), Damage{Line: line}),
		} {
			r := newNoticeRig(t, func(*noticeRig) Notice { return notice })
			r.root.Resize(size)
			name := fmt.Sprintf("%s at %v", name, size)
			require.Empty(t, r.part.Overflows, name)
			require.Len(t, r.part.Touches, len(notice.Choices), name)
			touchable(t, name, r.part)
			legible(t, name, r.part)
		}
	}
}
