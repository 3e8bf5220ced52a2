package setup

import (
	"strings"

	"facepay/app/config"
	"facepay/kiosk"
)

// entry is a line of the list at the left.
type entry struct {
	id   string
	page config.FormPage // "" for what is no page
	file string          // on a stick
	name kiosk.Text
}

const (
	entryPhone   = "phone"
	entryVersion = "version"
	entryCheck   = "check"
	// entryRecorder stands behind the devices' page, whose voice it is of.
	entryRecorder = "record"
)

func (d *Desk) entries() []entry {
	all := []entry{{id: entryPhone, name: kiosk.T("setup.phone")}}
	for _, file := range d.offers {
		all = append(all, entry{id: "stick " + file, file: file, name: kiosk.T("setup.stick")})
	}
	for _, p := range config.FormPages() {
		if p == config.PagePeople && d.ports.People == nil {
			continue
		}
		all = append(all, entry{id: string(p), page: p, name: p.Text()})
	}
	if d.ports.Recorder != nil {
		all = append(all, entry{id: entryRecorder, name: kiosk.T("setup.record")})
	}
	if d.ports.Version != nil {
		all = append(all, entry{id: entryVersion, name: kiosk.T("setup.version")})
	}
	return append(all, entry{id: entryCheck, name: kiosk.T("setup.check")})
}

func (d *Desk) onPeople() bool { return d.entries()[d.entry].page == config.PagePeople }

// fields are those of the chosen page.
func (d *Desk) fields() []config.Field {
	e := d.entries()[d.entry]
	if e.page == "" || d.draft == nil {
		return nil
	}
	return config.PageFields(e.page, d.draft.Value("provider"))
}

func (d *Desk) field() (config.Field, bool) {
	fields, at := d.fields(), d.row-len(d.devices())
	if at < 0 || at >= len(fields) {
		return config.Field{}, false
	}
	return fields[at], true
}

func (d *Desk) rows() []kiosk.SetupRow {
	if d.onPeople() {
		return d.personRows()
	}
	if d.entries()[d.entry].id == entryVersion {
		return d.releaseRows()
	}
	rows := d.deviceRows()
	changed := map[string]bool{}
	if d.draft != nil {
		for _, c := range d.draft.Changes() {
			changed[c.Key] = true
		}
	}
	for _, f := range d.fields() {
		row := kiosk.SetupRow{Name: f.Name(), Value: shown(f, d.draft.Value(f.Key)), Marked: changed[f.Key]}
		switch name := d.draft.FromEnviron(f.Key); {
		case name != "":
			row.Note = kiosk.T("setup.note.environ", "name", name)
		case changed[f.Key]:
			row.Note = kiosk.T("setup.note.unsaved")
		}
		rows = append(rows, row)
	}
	if d.hasTablet() {
		rows = append(rows, tabletRow(d.ports.Tablet.Status()))
	}
	return rows
}

// asIs is a value of the config or a name, whatever it looks like.
func asIs(value string) kiosk.Text {
	if value == "" {
		return kiosk.T("setup.value.empty")
	}
	return kiosk.T("setup.choice.as_is", "value", strings.ReplaceAll(value, "\n", " · "))
}

// shown is a field's value in words; a secret's is dots.
func shown(f config.Field, value string) kiosk.Text {
	switch {
	case f.Secret && value != "":
		return kiosk.T("setup.value.secret")
	case len(f.Choices) > 0 && f.Unit.IsZero():
		return f.Choice(value)
	case value != "" && !f.Unit.IsZero():
		return kiosk.T("setup.value.unit", "value", value, "unit", f.Unit.Arg())
	}
	return asIs(value)
}

// show hands the view over, as it is now.
func (d *Desk) show() {
	if d.open {
		d.ports.Show(d.view())
	}
}

func (d *Desk) view() kiosk.SetupView {
	v := kiosk.SetupView{Entry: d.entry, Inside: d.inside, Row: d.row, Told: d.told, Tone: d.tone, Busy: d.working != nil, Results: d.results}
	unsaved := map[config.FormPage]bool{}
	if d.draft != nil {
		for _, c := range d.draft.Changes() {
			unsaved[c.Page] = true
		}
	}
	all := d.entries()
	for _, e := range all {
		v.Entries = append(v.Entries, kiosk.SetupEntry{Name: e.name, Marked: unsaved[e.page] || e.file != "" || e.id == entryVersion && len(d.releases) > 0})
	}
	e := all[d.entry]
	v.Title, v.Help, v.Rows = e.name, d.help(e), d.rows()
	switch {
	case d.asked != nil:
		v.Title, v.Help, v.Rows, v.Row, v.Inside = d.asked.from, kiosk.T("setup.asked.help"), d.asked.rows, -1, true
		if d.asked.stage != "" {
			v.Help = kiosk.T("setup.version.asked", "folder", d.asked.stage)
		}
	case e.id == entryVersion:
		v.Results = d.ports.Version()
	case e.id == entryRecorder:
		d.recorderView(&v)
	case e.id == entryPhone:
		v.QR, v.Left = d.url, d.phone.Left()
		if v.Left == 0 {
			v.QR = ""
		}
	}
	if d.hasTablet() && d.asked == nil {
		v.QR = d.ports.Tablet.Status().Address
	}
	if d.edit != nil {
		v.Edit = d.editView()
	}
	v.Rights = d.onPeople() && d.edit == nil && d.asked == nil
	if d.broken.ID != "" && d.told.IsZero() {
		v.Told, v.Tone = d.broken, kiosk.ToneFailed
	}
	v.Buttons = d.buttons(e, len(unsaved) > 0)
	return v
}

func (d *Desk) help(e entry) kiosk.Text {
	f, is := d.field()
	_, device := d.device()
	switch {
	case d.onPeople():
		return d.personHelp()
	case device:
		return kiosk.T("device.help")
	case d.onTablet():
		return tabletHelp(d.ports.Tablet.Status())
	case d.inside && is:
		return f.Help()
	case e.id == entryPhone && d.url != "" && d.phone.Opened():
		return kiosk.T("setup.phone.opened")
	case e.id == entryPhone && d.url != "" && d.phone.Left() > 0:
		return kiosk.T("setup.phone.scan")
	case e.id == entryPhone:
		return kiosk.T("setup.phone.help")
	case e.id == entryVersion:
		return kiosk.T("setup.version.help")
	case e.id == entryCheck:
		return kiosk.T("setup.check.help")
	case e.file != "":
		return kiosk.T("setup.stick.help", "file", e.file)
	case e.id == entryRecorder:
		return d.recorderHelp()
	case e.page == config.PageGateway:
		return kiosk.T("setup.gateway.help")
	case e.page == config.PageScanner:
		return kiosk.T("setup.scanner.help")
	}
	return kiosk.T("setup.page.help")
}

func (d *Desk) editView() *kiosk.SetupEdit {
	e := d.edit
	f, _ := d.field()
	v := &kiosk.SetupEdit{Choice: e.choice, Text: kiosk.T("setup.choice.as_is", "value", e.text)}
	v.Digits = e.step == stepPIN || e.step == stepNone && f.Kind == config.FieldNumber
	if e.step == stepPIN || e.step == stepNone && f.Secret {
		v.Text = kiosk.T("setup.choice.as_is", "value", strings.Repeat("•", len([]rune(e.text))))
	}
	for _, c := range e.choices {
		if e.step != stepNone {
			v.Choices = append(v.Choices, personChoice(e.step, c))
			continue
		}
		if f.Key == config.MonitorKey {
			v.Choices = append(v.Choices, d.monitorChoice(c))
			continue
		}
		v.Choices = append(v.Choices, f.Choice(c))
	}
	return v
}

func (d *Desk) buttons(e entry, unsaved bool) []kiosk.Button {
	button := func(k kiosk.Key, id string, main bool) kiosk.Button {
		return kiosk.Button{Key: k, Label: kiosk.T("setup.do." + id), Main: main}
	}
	switch {
	case d.asked != nil && d.asked.stage != "":
		return []kiosk.Button{button(kiosk.KeyEsc, "back", false), button(kiosk.KeyEnter, "stage", true)}
	case d.asked != nil:
		return []kiosk.Button{button(kiosk.KeyEsc, "drop", false), button(kiosk.KeyEnter, "save", true)}
	case d.edit != nil:
		return []kiosk.Button{button(kiosk.KeyEsc, "back", false), button(kiosk.KeyEnter, "ok", true)}
	}
	if d.recording() {
		return d.recorderButtons()
	}
	bs := []kiosk.Button{button(kiosk.KeyEsc, "back", false)}
	device, onDevice := d.device()
	switch {
	case d.working != nil:
	case onDevice && d.canTry(device):
		bs = append(bs, button(kiosk.KeyF5, "test", true))
	case e.page == config.PageGateway && d.ports.Way != nil, d.trial() != nil:
		bs = append(bs, button(kiosk.KeyF5, "test", false))
	case e.page == config.PageScanner && d.ports.FindScanner != nil:
		bs = append(bs, button(kiosk.KeyF5, "find", false))
	case e.page == config.PageScreens && d.ports.Number != nil && !d.onTablet():
		bs = append(bs, button(kiosk.KeyF5, "number", false))
	case e.id == entryCheck:
		bs = append(bs, button(kiosk.KeyF5, "check", true))
	}
	if d.anew && d.ports.Restart != nil && !unsaved {
		bs = append(bs, button(kiosk.KeyF6, "restart", true))
	}
	if unsaved {
		bs = append(bs, button(kiosk.KeyF7, "save", true))
	}
	if e.id == entryRecorder {
		bs = append(bs, button(kiosk.KeyEnter, "begin", !unsaved))
	}
	if d.onTablet() {
		id := "start"
		if d.ports.Tablet.Status().On {
			id = "take_back"
		}
		bs = append(bs, button(kiosk.KeyEnter, id, !unsaved))
	}
	if e.id == entryPhone && d.url == "" {
		bs = append(bs, button(kiosk.KeyEnter, "phone", !unsaved))
	}
	return bs
}
