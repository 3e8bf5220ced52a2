package setup

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"facepay/app/config"
	"facepay/kiosk"
)

// Member is somebody who works in the shop.
type Member struct {
	ID     int64 // 0: not kept yet
	Name   string
	Role   kiosk.Role
	HasPIN bool
}

// People keeps who may do what, with which PIN.
type People interface {
	List(context.Context) ([]Member, error)
	// Save writes m, as somebody new where m.ID is 0; a pin of "" leaves the one that
	// they have. An error that is a Wrong is told to people in its own words.
	Save(ctx context.Context, m Member, pin string) error
}

// Wrong is an error with its sentence for people.
type Wrong struct{ Sentence kiosk.Text }

func (w Wrong) Error() string { return w.Sentence.ID }

// roles are all of them, the one who may most first.
var roles = []kiosk.Role{kiosk.RoleOwner, kiosk.RoleManager, kiosk.RoleCashier}

func roleText(r kiosk.Role) kiosk.Text { return kiosk.T("setup.role." + string(r)) }

// nameRunesMax is the length of a name that fits a line of the history.
const nameRunesMax = 20

func checkName(name string) bool {
	return name != "" && utf8.ValidString(name) && utf8.RuneCountInString(name) <= nameRunesMax && !strings.HasPrefix(name, "@") &&
		!strings.ContainsFunc(name, unicode.IsControl)
}

func personSentence(err error) kiosk.Text {
	if w, is := errors.AsType[Wrong](err); is {
		return w.Sentence
	}
	return kiosk.T("setup.bad.file", "reason", kiosk.Trim(err.Error()))
}

func (d *Desk) readPeople() {
	if d.ports.People == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), workMax)
	defer cancel()
	people, err := d.ports.People.List(ctx)
	if err != nil {
		d.ports.Log.Error("read the people", "err", err)
		return
	}
	d.people = people
}

func (d *Desk) enterPIN() {
	e := d.edit
	switch {
	case e.first == "":
		if n := len(e.text); n < kiosk.PINDigitsMin || n > kiosk.PINDigitsMax {
			d.tell(kiosk.T("setup.pin.shape"), kiosk.ToneFailed)
			e.text = ""
			return
		}
		e.first, e.text = e.text, ""
		d.tell(kiosk.T("setup.pin.again"), kiosk.TonePlain)
	case e.first != e.text:
		*e = editing{pin: true}
		d.tell(kiosk.T("setup.pin.differs"), kiosk.ToneFailed)
	default:
		p, pin := d.people[d.row], e.text
		d.edit = nil
		d.tell(kiosk.T("setup.pin.busy"), kiosk.TonePlain)
		ctx, cancel := context.WithTimeout(context.Background(), workMax)
		d.working = func() {} // a PIN's hash takes a moment, and is not ended
		d.works.Go(func() {
			defer cancel()
			err := d.ports.People.Save(ctx, p, pin)
			d.finish(context.Background(), func() {
				d.readPeople()
				d.tell(kiosk.T("setup.pin.set"), kiosk.TonePaid)
				if err != nil {
					d.tell(personSentence(err), kiosk.ToneFailed)
				}
			})
		})
	}
}

func (d *Desk) phonePeople() []PhoneField {
	if d.ports.People == nil {
		return nil
	}
	var fields []PhoneField
	for i := range len(d.people) + peopleSeen {
		p := Member{Role: kiosk.RoleCashier}
		if i < len(d.people) {
			p = d.people[i]
		}
		n := strconv.Itoa(i + 1)
		role := PhoneField{
			Name: "people." + n + ".role", Group: config.PagePeople.Text(), Label: kiosk.T("setup.people.role", "n", n), Value: string(p.Role),
		}
		for _, r := range roles {
			role.Choices = append(role.Choices, PhoneChoice{string(r), roleText(r)})
		}
		fields = append(fields, PhoneField{
			Name: "people." + n + ".name", Group: config.PagePeople.Text(), Label: kiosk.T("setup.people.name", "n", n), Help: kiosk.T("setup.people.help"), Value: p.Name,
		}, role)
	}
	return fields
}

// changedPeople are those whose name or role was sent anew.
func (d *Desk) changedPeople(values map[string]string) (changed []Member, why kiosk.Text) {
	for i := range len(d.people) + peopleSeen {
		n := strconv.Itoa(i + 1)
		name, sent := values["people."+n+".name"]
		role, withRole := values["people."+n+".role"]
		p := Member{Role: kiosk.RoleCashier}
		if i < len(d.people) {
			p = d.people[i]
		}
		before := p
		if sent {
			p.Name = strings.TrimSpace(name)
		}
		if withRole && (p.Name != "" || p.ID != 0) {
			p.Role = kiosk.Role(role)
		}
		if p == before {
			continue
		}
		if !checkName(p.Name) || !slices.Contains(roles, p.Role) {
			return nil, kiosk.T("setup.people.bad", "name", kiosk.Trim(p.Name))
		}
		changed = append(changed, p)
	}
	return changed, kiosk.Text{}
}
