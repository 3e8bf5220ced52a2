package ui

import (
	"image"
	"reflect"
	"testing"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/driver/software"
	"github.com/stretchr/testify/require"
	"golang.org/x/image/font/sfnt"

	"facepay/kiosk"
	"facepay/ui/draw"
	"facepay/ui/internal/drawtest"
	"facepay/ui/internal/sample"
)

// glyphless are the runes below o that the font of their text has no glyph for.
func glyphless(t *testing.T, o fyne.CanvasObject) (lacks []rune) {
	t.Helper()
	fonts := map[fyne.Resource]*sfnt.Font{}
	for _, source := range []fyne.Resource{draw.Regular, draw.Bold} {
		parsed, err := sfnt.Parse(source.Content())
		require.NoError(t, err)
		fonts[source] = parsed
	}
	drawtest.VisitTexts(o, func(text *canvas.Text, _ fyne.Position) {
		for _, r := range text.Text {
			if glyph, err := fonts[text.FontSource].GlyphIndex(nil, r); err != nil || glyph == 0 {
				lacks = append(lacks, r)
			}
		}
	})
	return lacks
}

// foreign is text such as gateways, customers and settings may bring along.
const foreign = "鱻龍👨‍👩‍👧\u202e12\u2066\x1b[2J\x00\ue000𠮷e\u0301\u0336\r\n\tשלום\xff"

// soil appends foreign to every argument of every text in v.
func soil(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			fresh := reflect.New(v.Type().Elem())
			fresh.Elem().Set(v.Elem())
			soil(fresh.Elem())
			v.Set(fresh)
		}
	case reflect.Struct:
		if text, ok := v.Interface().(kiosk.Text); ok {
			args := append([]string(nil), text.Args...)
			for i := 1; i < len(args); i += 2 {
				args[i] += foreign
			}
			v.Set(reflect.ValueOf(kiosk.Text{ID: text.ID, Args: args}))
			return
		}
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				soil(v.Field(i))
			}
		}
	case reflect.Slice:
		fresh := reflect.MakeSlice(v.Type(), v.Len(), v.Len())
		reflect.Copy(fresh, v)
		for i := range fresh.Len() {
			soil(fresh.Index(i))
		}
		if v.Len() > 0 {
			v.Set(fresh)
		}
	}
}

func TestText_FromOutsideIsDrawnWithoutAGapOnEveryScreen(t *testing.T) {
	for _, language := range []string{"zh-CN", "en"} {
		r := newRig(t, language, sizes[0], func(o *Options) { o.Shop, o.Till = "鱻龍粿囍·老字號"+foreign, "0"+foreign })
		for _, v := range sample.Views(noon, sample.Amount, true) {
			soil(reflect.ValueOf(&v.View).Elem())
			r.draws(v.View)
			require.Empty(t, glyphless(t, r.counter.root), "%s in %s", v.Name, language)
			apart(t, v.Name, r)
		}
	}
}

func TestText_RareHanziAreEachDrawnAsThemselves(t *testing.T) {
	for name, source := range map[string]fyne.Resource{"regular": draw.Regular, "bold": draw.Bold} {
		r := newRig(t, "zh-CN", sizes[0])
		pictures := map[string]string{}
		for _, hanzi := range []string{"鱻", "龍", "粿", "囍", "號", "㙍", "䶮", "〓"} {
			o := canvas.NewText(hanzi, draw.Ink)
			o.TextSize, o.FontSource = 40, source
			require.Empty(t, glyphless(t, o))
			c := software.NewCanvas()
			c.SetContent(o)
			picture, ok := c.Capture().(*image.NRGBA)
			require.True(t, ok)
			same, drawn := pictures[string(picture.Pix)]
			require.False(t, drawn, "%s: %s looks like %s", name, hanzi, same)
			pictures[string(picture.Pix)] = hanzi
		}
		r.Stop()
	}
}

func TestText_AShopsNameOfEmojiKeepsItsPlace(t *testing.T) {
	family := "👨‍👩‍👧"
	for _, language := range []string{"zh-CN", "en"} {
		marks := newRig(t, language, sizes[0], func(o *Options) { o.Shop = "店〓〓" })
		marks.draws(view(t, "qr"))
		r := newRig(t, language, sizes[0], func(o *Options) { o.Shop = "店" + family + family })
		r.draws(view(t, "qr"))
		require.Equal(t, drawtest.Texts(marks.region("bar").Box), r.texts("bar"))
		require.Contains(t, r.texts("bar"), "店〓〓")
	}
}
