package config

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"facepay/assets/i18n"
	"facepay/device/pole"
	"facepay/device/printer"
	"facepay/device/serial"
	"facepay/device/voice"
	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/wechatpay"
)

// FieldKind is the type of a form's field.
type FieldKind string

// The kinds of fields.
const (
	FieldText     FieldKind = "text"
	FieldNumber   FieldKind = "number"   // a whole number
	FieldSwitch   FieldKind = "switch"   // "true" or "false"
	FieldChoice   FieldKind = "choice"   // one of Choices
	FieldDuration FieldKind = "duration" // as Go writes it, "8s"
	FieldLines    FieldKind = "lines"    // a list, a line each
)

// FormPage is a group of fields that stand on one page of the settings.
type FormPage string

// The pages, in the order in which a shop is set up. The people have no key in the
// config; their page is here for its place.
const (
	PageLanguage FormPage = "language"
	PageShop     FormPage = "shop"
	PageTill     FormPage = "till"
	PageGateway  FormPage = "gateway"
	PageScanner  FormPage = "scanner"
	PagePeople   FormPage = "people"
	PageDay      FormPage = "day"
	PageAdverts  FormPage = "adverts"
	PageScreens  FormPage = "screens"
	PageDevices  FormPage = "devices"
)

// FormPages are the pages in their order.
func FormPages() []FormPage {
	return []FormPage{
		PageLanguage, PageShop, PageTill, PageGateway, PageScanner, PagePeople, PageDay, PageAdverts, PageScreens, PageDevices,
	}
}

// Text is the page's name.
func (p FormPage) Text() kiosk.Text { return kiosk.T("setup.page." + string(p)) }

// pageOf names the page of a key, or of all keys that begin with it; the longest counts.
var pageOf = map[string]FormPage{
	"language": PageLanguage,
	"shop":     PageShop, "shop.till": PageTill, "shop.day_start": PageDay,
	"cashier": PageTill, "cashier.cash": PageDay, "cashier.count_apps": PageDay,
	"provider": PageGateway, "providers": PageGateway, "notify": PageGateway, "mini": PageGateway,
	"scanner": PageScanner, "codes": PageScanner,
	"adverts":         PageAdverts,
	"customer_screen": PageScreens, "screen": PageScreens, "accessibility": PageScreens,
	"pole": PageDevices, "printer": PageDevices, "voice": PageDevices, "face": PageDevices, "backup": PageDevices,
}

// Field is a key of the config as a form asks for it. Its check is the section's own,
// by Draft.
type Field struct {
	Key     string // "providers.lepay.merchant_id"
	Page    FormPage
	Kind    FieldKind
	Choices []string   // of a FieldChoice, as the file writes them
	Unit    kiosk.Text // after the value; zero for none
	Secret  bool       // shown as dots, never sent out
	Live    bool       // takes effect at once; else at the next start
}

// Name is the field's label.
func (f Field) Name() kiosk.Text { return kiosk.T("setting." + f.Key) }

// Help says what the value does and how it is written.
func (f Field) Help() kiosk.Text { return kiosk.T("setting.help." + f.Key) }

// Choice is the name of one of Choices; a word that is the same in every language
// stands for itself.
func (f Field) Choice(value string) kiosk.Text {
	switch {
	case f.Key == "language":
		return kiosk.T("setup.language." + value)
	case f.Kind == FieldSwitch:
		return kiosk.T("setup.switch." + value)
	case f.Key == "provider":
		return kiosk.T("setup.provider." + value)
	case f.Key == "printer.auto":
		return kiosk.T("setup.printer." + value)
	case f.Key == "voice.money":
		return kiosk.T("setup.money." + value)
	case strings.HasPrefix(f.Key, "accessibility."):
		return kiosk.T("setup." + f.Key + "." + value)
	case value == "":
		return kiosk.T("setup.choice.none")
	}
	if wallet := kiosk.Wallet(value); slices.Contains([]kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}, wallet) {
		return wallet.Text()
	}
	return kiosk.T("setup.choice.as_is", "value", value)
}

// MonitorKey is the key of the customer's monitor, whose choices are those that are on.
const MonitorKey = "customer_screen.monitor"

// traits are the properties of a field that its Go type does not tell.
var traits = map[string]struct {
	choices func() []string
	unit    string // a text of the catalogue
	live    bool
}{
	"language":                     {choices: i18n.Languages},
	"provider":                     {choices: providers.Names},
	"cashier.default_qr":           {choices: func() []string { return []string{"", string(kiosk.WeChat), string(kiosk.Alipay)} }, live: true},
	MonitorKey:                     {live: true},
	"cashier.max_amount":           {unit: "setup.unit.yuan", live: true},
	"adverts.interval":             {live: true},
	"adverts.dir":                  {live: true},
	"screen.awake":                 {live: true},
	"backup.to":                    {live: true},
	"backup.at":                    {live: true},
	"backup.keep":                  {live: true},
	"scanner.baud":                 {choices: bauds, unit: "setup.unit.baud"},
	"pole.baud":                    {choices: bauds, unit: "setup.unit.baud"},
	"providers.wechatpay.code_api": {choices: wechatpay.CodeAPIs},
	"face.baud":                    {choices: bauds, unit: "setup.unit.baud"},
	"codes.max_amount":             {unit: "setup.unit.yuan"},
	"face.max_amount":              {unit: "setup.unit.yuan"},
	"printer.baud":                 {choices: printerBauds, unit: "setup.unit.baud"},
	"printer.encoding":             {choices: printer.Encodings},
	"printer.auto":                 {choices: printer.Autos},
	"pole.dialect":                 {choices: pole.Dialects},
	"printer.columns":              {unit: "setup.unit.columns"},
	"accessibility.text":           {choices: texts, live: true},
	"accessibility.contrast":       {choices: contrasts, live: true},
	"accessibility.motion":         {live: true},
	"accessibility.hand":           {choices: hands, live: true},
	"voice.enabled":                {live: true},
	"voice.volume":                 {unit: "setup.unit.percent", live: true},
	"voice.hours":                  {live: true},
	"voice.money":                  {choices: func() []string { return voice.Moneys }, live: true},
}

func bauds() []string { return words(serial.Bauds) }

func printerBauds() []string { return words(printer.Bauds) }

func words(numbers []int) []string {
	words := make([]string, len(numbers))
	for i, n := range numbers {
		words[i] = strconv.Itoa(n)
	}
	return words
}

// Form is the one table of all fields, in the order of their sections. It is derived
// from the schema, so a key that is added to a section stands in it.
var Form = sync.OnceValue(func() []Field {
	secrets := keysEnding(SecretNames)
	var fields []Field
	walkKeys(func(key string, t reflect.Type) {
		if wantedKind(t) == kindTable {
			return
		}
		trait := traits[key]
		f := Field{Key: key, Page: page(key), Kind: fieldKind(t), Secret: slices.Contains(secrets, key), Live: trait.live}
		switch {
		case trait.choices != nil:
			f.Kind, f.Choices = FieldChoice, trait.choices()
		case f.Kind == FieldSwitch:
			f.Choices = []string{"true", "false"}
		}
		if trait.unit != "" {
			f.Unit = kiosk.T(trait.unit)
		}
		fields = append(fields, f)
	})
	return fields
})

// FieldOf is the field of a key; false for none.
func FieldOf(key string) (Field, bool) {
	i := slices.IndexFunc(Form(), func(f Field) bool { return f.Key == key })
	if i < 0 {
		return Field{}, false
	}
	return Form()[i], true
}

// PageFields are a page's fields, first what it is about: of the gateways only the fields
// of the one that is chosen, right after the choice.
func PageFields(p FormPage, provider string) []Field {
	var fields, rest []Field
	for _, f := range Form() {
		switch section, isProvider := strings.CutPrefix(f.Key, providersTable+"."); {
		case f.Page == p && isProvider && provider == providers.Official && providers.OfOfficial(section):
			fields = append(fields, f)
		case f.Page != p:
		case f.Key == "provider", p == PageScanner && strings.HasPrefix(f.Key, "scanner."), isProvider && strings.HasPrefix(section, provider+"."):
			fields = append(fields, f)
		case !isProvider:
			rest = append(rest, f)
		}
	}
	return append(fields, rest...)
}

func page(key string) FormPage {
	for at := key; ; {
		if p, is := pageOf[at]; is {
			return p
		}
		dot := strings.LastIndex(at, ".")
		if dot < 0 {
			return ""
		}
		at = at[:dot]
	}
}

func fieldKind(t reflect.Type) FieldKind {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return FieldDuration
	case wantedKind(t) == kindBool:
		return FieldSwitch
	case wantedKind(t) == kindWhole:
		return FieldNumber
	case wantedKind(t) == kindList:
		return FieldLines
	}
	return FieldText
}

// Value is the config's value of a key, as a form shows it.
func (c *Config) Value(key string) string {
	v := stringField(c, key)
	switch {
	case v.Type() == reflect.TypeFor[time.Duration]():
		return shortDuration(time.Duration(v.Int()))
	case v.Kind() == reflect.Slice:
		lines := make([]string, v.Len())
		for i := range lines {
			lines[i] = fmt.Sprint(v.Index(i).Interface())
		}
		return strings.Join(lines, "\n")
	}
	return fmt.Sprint(v.Interface())
}

// shortDuration is d without the zeros that Go writes after it: "5m" for "5m0s".
func shortDuration(d time.Duration) string {
	text := d.String()
	if strings.HasSuffix(text, "m0s") {
		text = strings.TrimSuffix(text, "0s")
	}
	if strings.HasSuffix(text, "h0m") {
		text = strings.TrimSuffix(text, "0m")
	}
	return text
}

// literal is a value in TOML, as the form's text reads; an error for a text that
// is none of the field's kind.
func (f Field) literal(text string) (string, error) {
	if !utf8.ValidString(text) {
		return "", keyErr(f.Key, "is not UTF-8 text")
	}
	switch f.Kind {
	case FieldSwitch:
		if text != "true" && text != "false" {
			return "", keyErr(f.Key, oneOf(text, f.Choices))
		}
		return text, nil
	case FieldNumber:
		return whole(f.Key, text)
	case FieldChoice:
		if !slices.Contains(f.Choices, text) {
			return "", keyErr(f.Key, oneOf(text, f.Choices))
		}
		if wantedKind(schema()[f.Key]) == kindWhole {
			return whole(f.Key, text)
		}
	case FieldLines:
		var items []string
		for line := range strings.Lines(text) {
			if line = strings.TrimSpace(line); line != "" {
				items = append(items, quote(line))
			}
		}
		return "[" + strings.Join(items, ", ") + "]", nil
	}
	return quote(text), nil
}

// whole is a whole number's one way to be written: TOML knows no 007.
func whole(key, text string) (string, error) {
	n, err := strconv.ParseInt(strings.TrimSpace(text), 10, 64)
	if err != nil {
		return "", keyErr(key, "must be "+string(kindWhole))
	}
	return strconv.FormatInt(n, 10), nil
}
