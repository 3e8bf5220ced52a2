package sample

import (
	"slices"
	"strings"

	"facepay/kiosk"
	"facepay/kiosk/office"
)

// Shop is the samples' shop.
const Shop = "松间茶铺"

// english are what a shop of English-speaking people has in place of a sample's words.
var english = strings.NewReplacer(Shop+" · 大学路店", "Pinewood Tea · University Road", Shop, "Pinewood Tea", "中文", "English", "九（百）", "nine", "jiú", "")

// In is a word of the samples in a shop of a language.
func In(language, word string) string {
	if language == "en" {
		return english.Replace(word)
	}
	return word
}

func textIn(language string, t kiosk.Text) kiosk.Text {
	t.Args = slices.Clone(t.Args)
	for i, a := range t.Args {
		t.Args[i] = In(language, a)
	}
	return t
}

// ViewIn is a View in a shop of a language.
func ViewIn(language string, v kiosk.View) kiosk.View {
	v.Customer.Detail = textIn(language, v.Customer.Detail)
	return v
}

// OfficeIn is the owner's side in a shop of a language.
func OfficeIn(language string, v office.View) office.View {
	for _, w := range []*office.Work{&v.Paper, &v.Export} {
		w.Said = textIn(language, w.Said)
	}
	return v
}

// SettingsIn are Settings in a shop of a language.
func SettingsIn(language string, v kiosk.SetupView) kiosk.SetupView {
	v.Rows = slices.Clone(v.Rows)
	for i := range v.Rows {
		v.Rows[i].Value = textIn(language, v.Rows[i].Value)
	}
	if v.Recorder != nil {
		r := *v.Recorder
		r.Word, r.Reading = In(language, r.Word), In(language, r.Reading)
		v.Recorder = &r
	}
	return v
}
