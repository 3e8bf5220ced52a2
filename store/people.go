package store

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"

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
func (l *Ledger) SavePerson(ctx context.Context, p kiosk.Person, pin string) (kiosk.Person, error) {
	if err := kiosk.CheckPersonName(p.Name); err != nil {
		return kiosk.Person{}, fmt.Errorf("save a person: %w", err)
	}
	l.pinMu.Lock()
	defer l.pinMu.Unlock()
	if pin == "" {
		return l.writePerson(ctx, p, pinRow{}, nil)
	}
	return l.savePerson(ctx, p, pin)
}

// savePerson writes p with a PIN, under l.pinMu.
func (l *Ledger) savePerson(ctx context.Context, p kiosk.Person, pin string) (kiosk.Person, error) {
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
	return l.writePerson(ctx, p, row, key)
}

// writePerson writes p, and with a key what the PINs have in common.
func (l *Ledger) writePerson(ctx context.Context, p kiosk.Person, row pinRow, key []byte) (kiosk.Person, error) {
	err := l.changePeople(ctx, func(tx *sql.Tx, all []kiosk.Person) error {
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
func (l *Ledger) SavePeople(ctx context.Context, people []kiosk.Person) error {
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
	return failed("save people", l.changePeople(ctx, func(tx *sql.Tx, all []kiosk.Person) error {
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
func putPerson(ctx context.Context, tx *sql.Tx, p *kiosk.Person, key []byte) error {
	var id any // NULL makes one
	if p.ID != 0 {
		id = p.ID
	}
	return tx.QueryRowContext(ctx, `INSERT INTO people (id, name, role, pin) VALUES (?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role, pin = coalesce(excluded.pin, pin)
		RETURNING id`, id, p.Name, string(p.Role), key).Scan(&p.ID)
}

// takesPIN reports why p cannot have the PIN with that hash.
func takesPIN(ctx context.Context, tx *sql.Tx, p kiosk.Person, all []kiosk.Person, key []byte) error {
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
func (l *Ledger) RemovePerson(ctx context.Context, id int64) error {
	l.pinMu.Lock()
	defer l.pinMu.Unlock()
	return failed("remove a person", l.changePeople(ctx, func(tx *sql.Tx, all []kiosk.Person) error {
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

// changePeople has change write in one transaction, given everybody as they are.
func (l *Ledger) changePeople(ctx context.Context, change func(*sql.Tx, []kiosk.Person) error) error {
	ctx = context.WithoutCancel(ctx)
	return l.locked(func() error {
		tx, err := l.conn.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		all, err := people(ctx, tx)
		if err == nil {
			err = change(tx, all)
		}
		if err != nil {
			return errors.Join(err, tx.Rollback())
		}
		if err := tx.Commit(); err != nil {
			return err
		}
		afterCommit()
		return nil
	})
}
