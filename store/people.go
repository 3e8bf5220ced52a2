package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
)

var _ kiosk.People = (*Ledger)(nil)

// People returns everybody; see kiosk.People.
func (r *Reader) People(ctx context.Context) ([]kiosk.Person, error) {
	all, err := people(ctx, r.db)
	return all, failed("read the people", err)
}

func people(ctx context.Context, q querier) ([]kiosk.Person, error) {
	return collect(ctx, q, func(scan scanner) (p kiosk.Person, err error) {
		return p, scan(&p.ID, &p.Name, &p.Role, &p.HasPIN)
	}, `SELECT id, name, role, pin IS NOT NULL FROM people
		ORDER BY CASE role WHEN 'owner' THEN 0 WHEN 'manager' THEN 1 ELSE 2 END, id LIMIT ?`, kiosk.PeopleMax)
}

// SavePerson writes p and gives them pin; see kiosk.People. Further errors: those of
// Save.
func (l *Ledger) SavePerson(ctx context.Context, by string, p kiosk.Person, pin string) (kiosk.Person, error) {
	if err := kiosk.CheckPersonName(p.Name); err != nil {
		return kiosk.Person{}, fmt.Errorf("save a person: %w", err)
	}
	l.pinMu.Lock()
	defer l.pinMu.Unlock()
	if pin == "" {
		return l.writePerson(ctx, by, p, pinRow{}, nil)
	}
	return l.savePerson(ctx, by, p, pin)
}

// savePerson writes p with a PIN, under l.pinMu.
func (l *Ledger) savePerson(ctx context.Context, by string, p kiosk.Person, pin string) (kiosk.Person, error) {
	if err := kiosk.CheckPINShape(pin); err != nil {
		return kiosk.Person{}, err
	}
	var row pinRow
	err := l.locked(func() (err error) {
		row, err = getPIN(ctx, l.conn)
		return err
	})
	if errors.Is(err, sql.ErrNoRows) {
		row, err = pinRow{phc: newPHC(l.pinCost)}, nil
	}
	if err != nil {
		return kiosk.Person{}, failed("read the PINs", err)
	}
	key, err := hashPIN(row.phc, pin)
	if err != nil {
		return kiosk.Person{}, err
	}
	if p.Role == kiosk.RoleOwner {
		row.misses, row.wait = 0, 0
	}
	return l.writePerson(ctx, by, p, row, key)
}

// writePerson writes p, and with a key what the PINs have in common.
func (l *Ledger) writePerson(ctx context.Context, by string, p kiosk.Person, row pinRow, key []byte) (kiosk.Person, error) {
	err := l.changePeople(ctx, by, func() int64 {
		if key == nil {
			return 0
		}
		return p.ID
	}, func(tx *sql.Conn, all []kiosk.Person) error {
		if err := checkPerson(&p, all); err != nil {
			return err
		}
		if key != nil {
			if err := takesPIN(ctx, tx, p, all, key); err != nil {
				return err
			}
			if err := setPIN(ctx, tx, row); err != nil {
				return err
			}
			p.HasPIN = true
		}
		return putPerson(ctx, tx, &p, key)
	})
	if err != nil {
		return kiosk.Person{}, failed("save a person", err)
	}
	return p, nil
}

// SavePeople writes names and roles, all or none of them; see kiosk.People. Further
// errors: those of Save.
func (l *Ledger) SavePeople(ctx context.Context, by string, people []kiosk.Person) error {
	for _, p := range people {
		if err := kiosk.CheckPersonName(p.Name); err != nil {
			return fmt.Errorf("save people: %w", err)
		}
	}
	people = slices.Clone(people)
	slices.SortStableFunc(people, func(a, b kiosk.Person) int { // somebody is the owner all the time
		return slices.Index(kiosk.Roles, b.Role) - slices.Index(kiosk.Roles, a.Role)
	})
	l.pinMu.Lock()
	defer l.pinMu.Unlock()
	return failed("save people", l.changePeople(ctx, by, nobody, func(tx *sql.Conn, all []kiosk.Person) error {
		for i, o := range all { // so that two may change their names with each other
			if slices.ContainsFunc(people, func(p kiosk.Person) bool { return p.ID == o.ID }) {
				all[i].Name = ""
				if _, err := tx.ExecContext(ctx, `UPDATE people SET name = '' WHERE id = ?`, o.ID); err != nil {
					return err
				}
			}
		}
		for _, p := range people {
			if err := checkPerson(&p, all); err != nil {
				return err
			}
			if err := putPerson(ctx, tx, &p, nil); err != nil {
				return err
			}
			if at := slices.IndexFunc(all, func(o kiosk.Person) bool { return o.ID == p.ID }); at >= 0 {
				all[at] = p
			} else {
				all = append(all, p)
			}
		}
		return nil
	}))
}

// checkPerson reports why p cannot be written among all, and gives it what the ledger
// knows.
func checkPerson(p *kiosk.Person, all []kiosk.Person) error {
	at := slices.IndexFunc(all, func(o kiosk.Person) bool { return o.ID == p.ID })
	switch {
	case !slices.Contains(kiosk.Roles, p.Role):
		return fmt.Errorf("%w: role %q", ErrRow, p.Role)
	case slices.ContainsFunc(all, func(o kiosk.Person) bool { return o.ID != p.ID && o.Name == p.Name && p.Name != "" }):
		return kiosk.ErrPersonName
	case p.ID == 0 && len(all) >= kiosk.PeopleMax:
		return kiosk.ErrPeopleMany
	case p.ID != 0 && at < 0:
		return kiosk.ErrNoPerson
	case p.ID != 0 && p.Role != kiosk.RoleOwner && lastOwner(all, p.ID):
		return kiosk.ErrLastOwner
	case p.ID != 0:
		p.HasPIN = all[at].HasPIN
	}
	return nil
}

// putPerson writes p's row, with the hash of a new PIN where there is one.
func putPerson(ctx context.Context, tx *sql.Conn, p *kiosk.Person, key []byte) error {
	var id any // NULL makes one
	if p.ID != 0 {
		id = p.ID
	}
	return tx.QueryRowContext(ctx, `INSERT INTO people (id, name, role, pin) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, pin = coalesce(excluded.pin, pin)
		RETURNING id`, id, p.Name, string(p.Role), key).Scan(&p.ID)
}

// takesPIN reports why p cannot have the PIN with that hash.
func takesPIN(ctx context.Context, tx *sql.Conn, p kiosk.Person, all []kiosk.Person, key []byte) error {
	owned := func(o kiosk.Person) bool { return o.Role == kiosk.RoleOwner && o.HasPIN }
	if p.Role != kiosk.RoleOwner && !slices.ContainsFunc(all, owned) {
		return kiosk.ErrOwnerFirst // else whoever is asked first at the counter would become the owner
	}
	return each(ctx, tx, func(scan scanner) error {
		var id int64
		var stored []byte
		if err := scan(&id, &stored); err != nil {
			return err
		}
		if id != p.ID && bytes.Equal(stored, key) {
			return kiosk.ErrPINTaken
		}
		return nil
	}, `SELECT id, pin FROM people WHERE pin IS NOT NULL`)
}

// lastOwner reports whether nobody else is the owner.
func lastOwner(all []kiosk.Person, id int64) bool {
	at := slices.IndexFunc(all, func(p kiosk.Person) bool { return p.ID == id && p.Role == kiosk.RoleOwner })
	return at >= 0 && !slices.ContainsFunc(all, func(p kiosk.Person) bool {
		return p.ID != id && p.Role == kiosk.RoleOwner && (p.HasPIN || !all[at].HasPIN)
	})
}

// RemovePerson takes somebody's PIN and name away; see kiosk.People. Further errors:
// those of Save.
func (l *Ledger) RemovePerson(ctx context.Context, by string, id int64) error {
	l.pinMu.Lock()
	defer l.pinMu.Unlock()
	return failed("remove a person", l.changePeople(ctx, by, nobody, func(tx *sql.Conn, all []kiosk.Person) error {
		switch {
		case !slices.ContainsFunc(all, func(p kiosk.Person) bool { return p.ID == id }):
			return kiosk.ErrNoPerson
		case lastOwner(all, id):
			return kiosk.ErrLastOwner
		}
		_, err := tx.ExecContext(ctx, `DELETE FROM people WHERE id = ?`, id)
		return err
	}))
}

// The events about people, each with the name of who changed them.
const (
	kindPersonAdded   kiosk.RecordKind = "person_added"   // note: by|name|role
	kindPersonRenamed kiosk.RecordKind = "person_renamed" // by|name|name before
	kindPersonRole    kiosk.RecordKind = "person_role"    // by|name|role
	kindPersonRemoved kiosk.RecordKind = "person_removed" // by|name
	kindPersonPIN     kiosk.RecordKind = "person_pin"     // by|name
)

func nobody() int64 { return 0 }

// errUnchanged ends a change that changes nothing.
var errUnchanged = errors.New("nothing changed")

// changePeople has change write in one transaction, given everybody as they are, with an
// event for each fact. pinOf tells afterwards who got a PIN.
func (l *Ledger) changePeople(ctx context.Context, by string, pinOf func() int64, change func(*sql.Conn, []kiosk.Person) error) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	err := l.locked(func() error {
		return l.commit(func(ctx context.Context) ([]event, error) {
			before, err := people(ctx, l.conn)
			if err != nil {
				return nil, err
			}
			if err := change(l.conn, slices.Clone(before)); err != nil {
				return nil, err
			}
			after, err := people(ctx, l.conn)
			if err != nil {
				return nil, err
			}
			events := peopleFacts(time.Now(), by, before, after, pinOf())
			if len(events) == 0 {
				return nil, errUnchanged
			}
			return events, l.writeEvents(ctx, events)
		})
	})
	if errors.Is(err, errUnchanged) {
		return nil
	}
	return err
}

// peopleFacts are the events of what differs.
func peopleFacts(now time.Time, by string, before, after []kiosk.Person, pinOf int64) (events []event) {
	fact := func(kind kiosk.RecordKind, parts ...string) {
		events = append(events, event{record: kiosk.Record{At: now, Kind: kind, Note: strings.Join(append([]string{by}, parts...), "|")}})
	}
	find := func(all []kiosk.Person, id int64) int {
		return slices.IndexFunc(all, func(p kiosk.Person) bool { return p.ID == id })
	}
	for _, p := range before {
		if find(after, p.ID) < 0 {
			fact(kindPersonRemoved, p.Called())
		}
	}
	for _, p := range after {
		at := find(before, p.ID)
		switch {
		case at < 0:
			fact(kindPersonAdded, p.Called(), string(p.Role))
		default:
			if was := before[at]; was.Name != p.Name {
				fact(kindPersonRenamed, p.Called(), was.Called())
			}
			if before[at].Role != p.Role {
				fact(kindPersonRole, p.Called(), string(p.Role))
			}
		}
		if p.ID == pinOf {
			fact(kindPersonPIN, p.Called())
		}
	}
	return events
}
