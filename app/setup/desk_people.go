package setup

import (
	"context"
	"errors"
	"slices"
	"strconv"
	"strings"

	"facepay/app/config"
	"facepay/kiosk"
)

// personStep is the part of a person that is being entered.
type personStep string

const (
	stepNone   personStep = "" // a field of the config
	stepMenu   personStep = "menu"
	stepName   personStep = "name"
	stepRole   personStep = "role"
	stepPIN    personStep = "pin"
	stepRemove personStep = "remove"
)

// The choices of the steps that have some.
var (
	personMenu   = []string{"pin", "name", "role", "remove"}
	personRemove = []string{"keep", "remove"}
)

// roles are all of them, the one who may most first.
var roles = []kiosk.Role{kiosk.RoleOwner, kiosk.RoleManager, kiosk.RoleCashier}

// personErrors are the sentences of what keeps a person from being saved.
var personErrors = map[error]string{
	kiosk.ErrPersonName: "setup.people.bad", kiosk.ErrPINShape: "setup.pin.shape", kiosk.ErrPINTaken: "setup.pin.taken",
	kiosk.ErrOwnerFirst: "setup.people.owner_first", kiosk.ErrLastOwner: "setup.people.last_owner",
	kiosk.ErrNoPerson: "setup.people.gone", kiosk.ErrPeopleMany: "setup.people.many",
}

func personSentence(err error) kiosk.Text {
	for of, id := range personErrors {
		if errors.Is(err, of) {
			return kiosk.T(id, "max", strconv.Itoa(kiosk.PeopleMax))
		}
	}
	return kiosk.T("setup.bad.file", "reason", kiosk.Trim(err.Error()))
}

// readPeople reads who there is, and returns them where that could be.
func (d *Desk) readPeople() []kiosk.Person {
	if d.ports.People == nil {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.Background(), workMax)
	defer cancel()
	people, err := d.ports.People.People(ctx)
	if err != nil {
		d.ports.Log.Error("read the people", "err", err)
		return nil
	}
	d.people = people
	return people
}

// toldPeople reads who there is after a change, and tells the counter.
func (d *Desk) toldPeople() {
	if people := d.readPeople(); people != nil && d.ports.PeopleChanged != nil {
		d.ports.PeopleChanged(people)
	}
}

// by is the name of whoever changes the people, as it goes on record.
func (d *Desk) by() string {
	if d.ports.By == nil {
		return string(kiosk.RoleOwner)
	}
	return d.ports.By()
}

// person is somebody by their number, or what a new one begins as: a shop's first is its
// owner.
func (d *Desk) person(i int) kiosk.Person {
	switch {
	case i < len(d.people):
		return d.people[i]
	case i == 0:
		return kiosk.Person{Role: kiosk.RoleOwner}
	}
	return kiosk.Person{Role: kiosk.RoleCashier}
}

// beginPerson chooses what is to be done about somebody; the row below the last is
// somebody new.
func (d *Desk) beginPerson() {
	if d.working != nil {
		return
	}
	p := d.person(d.row)
	if d.row < len(d.people) {
		d.edit = &editing{step: stepMenu, person: p, choices: personMenu}
		return
	}
	d.edit = &editing{step: stepName, person: p}
}

// editPerson begins a step about p.
func (d *Desk) editPerson(p kiosk.Person, step personStep) {
	d.edit = &editing{step: step, person: p}
	switch step {
	case stepName:
		d.edit.text = p.Name
	case stepRole:
		for _, r := range roles {
			d.edit.choices = append(d.edit.choices, string(r))
		}
		d.edit.choice = slices.Index(roles, p.Role)
	case stepRemove:
		d.edit.choices = personRemove
	}
	d.tell(kiosk.Text{}, kiosk.TonePlain)
}

// enterPerson takes what was entered about a person.
func (d *Desk) enterPerson() {
	e := d.edit
	p := e.person
	switch e.step {
	case stepMenu:
		d.editPerson(p, []personStep{stepPIN, stepName, stepRole, stepRemove}[e.choice])
	case stepName:
		p.Name = strings.TrimSpace(e.text)
		switch {
		case kiosk.CheckPersonName(p.Name) != nil, d.nameTaken(p):
			d.tell(personSentence(kiosk.ErrPersonName), kiosk.ToneFailed)
		case p.ID == 0:
			d.editPerson(p, stepRole)
		default:
			d.savePerson(p, "")
		}
	case stepRole:
		p.Role = roles[e.choice]
		d.savePerson(p, "")
	case stepPIN:
		d.enterPIN()
	case stepRemove:
		d.edit = nil
		if e.choice == 1 {
			d.changePeople(kiosk.T("setup.people.removed", "name", p.Called()), func(ctx context.Context) (kiosk.Person, error) {
				return kiosk.Person{}, d.ports.People.RemovePerson(ctx, d.by(), p.ID)
			})
		}
	}
}

func (d *Desk) nameTaken(p kiosk.Person) bool {
	return slices.ContainsFunc(d.people, func(o kiosk.Person) bool { return o.ID != p.ID && o.Name == p.Name })
}

func (d *Desk) enterPIN() {
	e := d.edit
	switch {
	case e.first == "" && kiosk.CheckPINShape(e.text) != nil:
		e.text = ""
		d.tell(kiosk.T("setup.pin.shape"), kiosk.ToneFailed)
	case e.first == "":
		e.first, e.text = e.text, ""
		d.tell(kiosk.T("setup.pin.again"), kiosk.TonePlain)
	case e.first != e.text:
		d.editPerson(e.person, stepPIN)
		d.tell(kiosk.T("setup.pin.differs"), kiosk.ToneFailed)
	default:
		d.savePerson(e.person, e.text)
	}
}

// savePerson saves p beside the desk. Somebody new is asked for a PIN next; one that
// cannot be had, for another.
func (d *Desk) savePerson(p kiosk.Person, pin string) {
	done := kiosk.T("setup.people.saved", "name", p.Called())
	switch {
	case pin != "":
		done = kiosk.T("setup.pin.set")
	case p.ID == 0:
		done = kiosk.T("setup.people.added", "name", p.Called())
	}
	d.edit = nil
	d.changePeople(done, func(ctx context.Context) (kiosk.Person, error) {
		return d.ports.People.SavePerson(ctx, d.by(), p, pin)
	}, func(saved kiosk.Person, err error) {
		told, tone := d.told, d.tone
		switch {
		case err == nil && p.ID == 0:
			d.editPerson(saved, stepPIN)
		case errors.Is(err, kiosk.ErrPINTaken):
			d.editPerson(p, stepPIN)
		}
		d.tell(told, tone)
		if at := slices.IndexFunc(d.people, func(o kiosk.Person) bool { return o.ID == saved.ID }); at >= 0 && d.onPeople() {
			d.row = at
		}
	})
}

// changePeople changes the people beside the desk, since a PIN's hash takes a moment, and
// tells what came of it. The counter knows at once, whether the desk is still open or not.
func (d *Desk) changePeople(done kiosk.Text, change func(context.Context) (kiosk.Person, error), then ...func(kiosk.Person, error)) {
	d.tell(kiosk.T("setup.people.busy"), kiosk.TonePlain)
	d.working = func() {} // it is not ended
	d.works.Go(func() {
		ctx, cancel := context.WithTimeout(context.Background(), workMax)
		defer cancel()
		saved, err := change(ctx)
		d.mu.Lock()
		d.toldPeople()
		d.mu.Unlock()
		d.finish(context.Background(), func() {
			if d.onPeople() {
				d.row = min(d.row, max(0, len(d.rows())-1))
			}
			d.tell(done, kiosk.TonePaid)
			if err != nil {
				d.ports.Log.Error("change the people", "err", err)
				d.tell(personSentence(err), kiosk.ToneFailed)
			}
			for _, f := range then {
				f(saved, err)
			}
		})
	})
}

func (d *Desk) phonePeople() []PhoneField {
	if d.ports.People == nil {
		return nil
	}
	var fields []PhoneField
	for i := range len(d.people) + peopleSeen {
		p, n := d.person(i), strconv.Itoa(i+1)
		role := PhoneField{
			Name: "people." + n + ".role", Group: config.PagePeople.Text(), Label: kiosk.T("setup.people.role", "n", n), Value: string(p.Role),
		}
		for _, r := range roles {
			role.Choices = append(role.Choices, PhoneChoice{string(r), r.Text()})
		}
		fields = append(fields, PhoneField{
			Name: "people." + n + ".name", Group: config.PagePeople.Text(), Label: kiosk.T("setup.people.name", "n", n), Help: kiosk.T("setup.people.phone"), Value: p.Name,
		}, role)
	}
	return fields
}

// changedPeople are those whose name or role was sent anew, or what is wrong with them.
func (d *Desk) changedPeople(values map[string]string) (changed []kiosk.Person, why kiosk.Text) {
	var after []kiosk.Person
	for i := range len(d.people) + peopleSeen {
		n := strconv.Itoa(i + 1)
		p := d.person(i)
		before := p
		if name, sent := values["people."+n+".name"]; sent {
			p.Name = strings.TrimSpace(name)
		}
		if role, sent := values["people."+n+".role"]; sent && (p.Name != "" || p.ID != 0) {
			p.Role = kiosk.Role(role)
		}
		if p.ID != 0 || p.Name != "" {
			after = append(after, p)
		}
		if p == before {
			continue
		}
		if kiosk.CheckPersonName(p.Name) != nil || !slices.Contains(roles, p.Role) {
			return nil, kiosk.T("setup.people.bad_name", "name", kiosk.Trim(p.Name))
		}
		changed = append(changed, p)
	}
	for i, p := range after {
		if slices.ContainsFunc(after[:i], func(o kiosk.Person) bool { return o.Name == p.Name }) {
			return nil, kiosk.T("setup.people.bad_name", "name", kiosk.Trim(p.Name))
		}
	}
	switch owner := func(p kiosk.Person) bool { return p.Role == kiosk.RoleOwner }; {
	case len(changed) == 0:
		return nil, kiosk.Text{}
	case !slices.ContainsFunc(after, owner) && slices.ContainsFunc(d.people, owner):
		return nil, personSentence(kiosk.ErrLastOwner)
	case !slices.ContainsFunc(after, owner):
		return nil, personSentence(kiosk.ErrOwnerFirst)
	case len(after) > kiosk.PeopleMax:
		return nil, personSentence(kiosk.ErrPeopleMany)
	}
	return changed, kiosk.Text{}
}

// personRows are everybody, and the line for somebody new.
func (d *Desk) personRows() (rows []kiosk.SetupRow) {
	for _, p := range d.people {
		row := kiosk.SetupRow{Name: p.Role.Text(), Value: asIs(p.Name), Note: kiosk.T("setup.pin.none")}
		if p.HasPIN {
			row.Note = kiosk.T("setup.pin.has")
		}
		rows = append(rows, row)
	}
	if len(d.people) >= kiosk.PeopleMax {
		return rows
	}
	return append(rows, kiosk.SetupRow{Name: kiosk.T("setup.people.add"), Value: kiosk.T("setup.people.add.value")})
}

// personHelp says what is to be entered.
func (d *Desk) personHelp() kiosk.Text {
	if d.edit == nil {
		return kiosk.T("setup.people.help")
	}
	p := d.edit.person
	return kiosk.T("setup.people.step."+string(d.edit.step), "name", kiosk.NameText(p.Called()))
}

// personChoice is a choice in words.
func personChoice(step personStep, choice string) kiosk.Text {
	if step == stepRole {
		return kiosk.Role(choice).Text()
	}
	return kiosk.T("setup.people.do." + choice)
}
