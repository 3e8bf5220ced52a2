package setup

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"
	"sync"

	"facepay/app/config"
	"facepay/assets/i18n"
	"facepay/kiosk"
)

// try runs what the entry can try: the check of the till, the way to the gateway, the
// search for a scanner. What the others have is nothing to try.
func (d *Desk) try() {
	e := d.entries()[d.entry]
	if d.asked != nil || d.edit != nil || d.working != nil {
		return
	}
	trial := d.trial()
	device, onDevice := d.device()
	switch {
	case onDevice:
		d.tryDevice(device)
	case e.page == config.PageScreens:
		d.number()
	case e.id == entryCheck && d.ports.Check != nil:
		d.work(kiosk.T("setup.check.busy"), d.ports.Check)
	case e.page == config.PageGateway && d.ports.Way != nil && d.draft != nil:
		d.workWith(kiosk.T("setup.gateway.busy"), d.ports.Way)
	case trial != nil:
		d.workWith(kiosk.T("setup.trial.busy"), trial)
	case e.page == config.PageScanner && d.ports.FindScanner != nil && d.draft != nil:
		d.findScanner()
	}
}

// trial is that of the device whose field is chosen; nil for none.
func (d *Desk) trial() func(context.Context, config.Config) []kiosk.CheckResult {
	f, is := d.field()
	section, _, _ := strings.Cut(f.Key, ".")
	if !is || !d.inside {
		return nil
	}
	return d.ports.Trials[section]
}

// workWith is work with the config as it stands on the pages.
func (d *Desk) workWith(busy kiosk.Text, f func(context.Context, config.Config) []kiosk.CheckResult) {
	conf, err := d.draft.Config()
	if err != nil {
		d.tell(Sentence(err), kiosk.ToneFailed)
		return
	}
	d.work(busy, func(ctx context.Context) []kiosk.CheckResult { return f(ctx, conf) })
}

// work runs f beside the desk and shows what it found, unless it was ended.
func (d *Desk) work(busy kiosk.Text, f func(context.Context) []kiosk.CheckResult) {
	ctx, cancel := context.WithTimeout(context.Background(), workMax)
	d.working, d.results = cancel, nil
	d.tell(busy, kiosk.TonePlain)
	d.works.Go(func() {
		defer cancel()
		results := f(ctx)
		d.finish(ctx, func() {
			d.results = results
			any := func(h kiosk.Health) bool {
				return slices.ContainsFunc(results, func(r kiosk.CheckResult) bool { return r.Health == h })
			}
			switch {
			case any(kiosk.HealthFailed):
				d.tell(kiosk.T("setup.check.failed"), kiosk.ToneFailed)
			case any(kiosk.HealthWarning):
				d.tell(kiosk.T("setup.check.noted"), kiosk.ToneUnsure)
			default:
				d.tell(kiosk.T("setup.check.well"), kiosk.TonePaid)
			}
		})
	})
}

// finish does what is left of a work that nobody has ended.
func (d *Desk) finish(ctx context.Context, do func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.open || errors.Is(ctx.Err(), context.Canceled) {
		return
	}
	d.working = nil
	do()
	d.ports.Log.Debug("the settings' work ended", "told", d.told.ID)
	d.show()
}

func (d *Desk) findScanner() {
	ctx, cancel := context.WithTimeout(context.Background(), findMax)
	d.working = cancel
	d.tell(kiosk.T("setup.scanner.busy"), kiosk.TonePlain)
	d.works.Go(func() {
		defer cancel()
		port, err := d.ports.FindScanner(ctx)
		d.finish(ctx, func() {
			if err == nil {
				err = d.draft.Set("scanner.port", port)
			}
			if err != nil {
				d.tell(kiosk.T("setup.scanner.none"), kiosk.ToneFailed)
				return
			}
			d.tell(kiosk.T("setup.scanner.found", "port", port), kiosk.TonePaid)
		})
	})
}

// phoneForm are the fields of the phone's page.
func (d *Desk) phoneForm() []PhoneField {
	d.mu.Lock()
	defer d.mu.Unlock()
	var fields []PhoneField
	if d.draft == nil {
		return nil
	}
	add := func(f config.Field, group kiosk.Text) {
		p := PhoneField{
			Name: f.Key, Group: group, Label: f.Name(), Help: f.Help(), Value: d.draft.Value(f.Key), Secret: f.Secret, Lines: f.Kind == config.FieldLines,
		}
		for _, c := range f.Choices {
			p.Choices = append(p.Choices, PhoneChoice{c, f.Choice(c)})
		}
		fields = append(fields, p)
	}
	for _, page := range config.FormPages() {
		if page == config.PagePeople {
			fields = append(fields, d.phonePeople()...)
			continue
		}
		var own []config.Field
		for _, f := range config.Form() {
			if vendor, is := providerOf(f.Key); f.Page == page && !is {
				add(f, page.Text())
			} else if f.Page == page && is && vendor != "" {
				own = append(own, f)
			}
		}
		for _, f := range own {
			vendor, _ := providerOf(f.Key)
			add(f, kiosk.T("setup.phone.gateway", "name", kiosk.T("setup.provider."+vendor).Arg()))
		}
	}
	return fields
}

// providerOf is the gateway whose field a key is.
func providerOf(key string) (string, bool) {
	rest, is := strings.CutPrefix(key, "providers.")
	vendor, _, _ := strings.Cut(rest, ".")
	return vendor, is
}

// takePhone stages what a phone has sent, for Enter, or says what is wrong with it.
func (d *Desk) takePhone(values map[string]string) kiosk.Text {
	d.mu.Lock()
	defer d.mu.Unlock()
	if !d.open || d.draft == nil {
		return kiosk.T("phone.used")
	}
	settings := map[string]string{}
	for name, value := range values {
		if !strings.HasPrefix(name, "people.") {
			settings[name] = value
		}
	}
	people, why := d.changedPeople(values)
	if !why.IsZero() {
		return why
	}
	if why := d.ask(kiosk.T("setup.from.phone"), settings, people); !why.IsZero() {
		return why
	}
	d.asked.phone = true
	d.show()
	return kiosk.Text{}
}

// ask has changes wait for Enter.
func (d *Desk) ask(from kiosk.Text, settings map[string]string, people []kiosk.Person) kiosk.Text {
	draft := d.draft.Clone()
	if err := draft.SetAll(settings); err != nil {
		return Sentence(err)
	}
	a := &asked{from: from, draft: draft, people: people}
	for _, c := range draft.Changes() {
		a.rows = append(a.rows, kiosk.SetupRow{Name: c.Name(), Old: shown(c.Field, c.Old), Value: shown(c.Field, c.New), Plain: true})
	}
	for _, p := range people {
		row := kiosk.SetupRow{Name: p.Role.Text(), Value: asIs(p.Name), Plain: true}
		for _, o := range d.people {
			if o.ID == p.ID {
				row.Old = asIs(o.Name)
				if o.Role != p.Role {
					row.Note = kiosk.T("setup.people.was", "role", o.Role.Text().Arg())
				}
			}
		}
		a.rows = append(a.rows, row)
	}
	d.asked, d.edit, d.told = a, nil, kiosk.Text{}
	d.stopWork()
	return kiosk.Text{}
}

// readOffer lists what a file on a stick would change.
func (d *Desk) readOffer(file string) {
	if d.draft == nil {
		d.tell(d.broken, kiosk.ToneFailed)
		return
	}
	values, err := config.ReadValues(file)
	if err != nil {
		d.tell(Sentence(err), kiosk.ToneFailed)
		return
	}
	maps.DeleteFunc(values, func(key, value string) bool { return d.draft.Value(key) == value })
	if why := d.ask(kiosk.T("setup.from.stick", "file", file), values, nil); !why.IsZero() {
		d.tell(why, kiosk.ToneFailed)
		return
	}
	if len(d.asked.rows) == 0 {
		d.asked = nil
		d.tell(kiosk.T("setup.stick.same"), kiosk.TonePlain)
	}
}

// Sentence is an error of the config as people read it: the field by its name, and what
// is wrong with it.
func Sentence(err error) kiosk.Text {
	bad, is := errors.AsType[config.Error](err)
	if !is {
		return kiosk.T("setup.bad.file", "reason", kiosk.Trim(err.Error()))
	}
	reason := kiosk.Trim(bad.Problem)
	if t, known := problems().Match("bad.", bad.Problem); known {
		reason = t.Arg()
	}
	if f, known := config.FieldOf(bad.Key); known {
		return kiosk.T("setup.bad.value", "field", f.Name().Arg(), "key", f.Key, "reason", reason)
	}
	if bad.Problem = ""; bad.Error() != "" {
		reason = kiosk.T("setup.bad.place", "place", bad.Error(), "reason", reason).Arg()
	}
	return kiosk.T("setup.bad.file", "reason", reason)
}

// problems is the catalogue in whose words a config tells what is wrong with it.
var problems = sync.OnceValue(func() *i18n.Catalogue {
	c, err := i18n.Load("en")
	if err != nil {
		panic(err) // it is part of the program
	}
	return c
})
