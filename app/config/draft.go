package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/BurntSushi/toml"

	"facepay/app/config/acl"
	"facepay/kiosk/health"
	"facepay/store/atomicfile"
)

// Draft is a config file with changes that are not saved yet. Nothing is written
// before all of it would load.
type Draft struct {
	path    string
	saved   Config // of the file, and of the environment's secrets
	changes map[string]string
}

// Change is a key's value before and after, as a form shows it.
type Change struct {
	Field
	Old, New string
}

// NewDraft reads the config file of a till, which need not be there; "" is the
// default one.
func NewDraft(file string) (*Draft, error) {
	if file == "" {
		standard, err := defaultConfigFile()
		if err != nil {
			return nil, Error{Problem: "this user has no folder for a config; name a file with --config"}
		}
		file = standard
	}
	d := &Draft{path: file, changes: map[string]string{}}
	text, err := d.read()
	if err != nil {
		return nil, err
	}
	d.saved, err = d.parse(text)
	return d, err
}

// Path is the file that is written.
func (d *Draft) Path() string { return d.path }

// read is the file's text; that of one that is not there is empty.
func (d *Draft) read() (string, error) {
	if _, err := os.Stat(d.path); errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	text, _, err := readFile(d.path)
	return text, err
}

// private is the mode with which the file will be written, whatever it has now.
const private fs.FileMode = 0o600

func (d *Draft) parse(text string) (Config, error) {
	return parse(d.path, text, private, os.Environ(), false)
}

// FromEnviron names the variable of the environment that a secret comes from, whatever
// the file has; "" for none.
func (d *Draft) FromEnviron(key string) string {
	name := environName(key)
	if !slices.Contains(keysEnding(SecretNames), key) || os.Getenv(name) == "" {
		return ""
	}
	return name
}

// Value is the draft's value of a key, a secret too.
func (d *Draft) Value(key string) string {
	if value, is := d.changes[key]; is {
		return value
	}
	return d.saved.Value(key)
}

// Set changes a key's value. Errors: an Error about this key. What another key then
// lacks is told by Check.
func (d *Draft) Set(key, value string) error {
	f, known := FieldOf(key)
	if !known {
		return keyErr(key, "unknown key")
	}
	if _, err := f.literal(value); err != nil {
		return err
	}
	next := maps.Clone(d.changes)
	next[key] = value
	if d.saved.Value(key) == value {
		delete(next, key)
	}
	// Alone too: of all that is wrong a check tells only the first.
	for _, changes := range []map[string]string{{key: value}, next} {
		tried := Draft{path: d.path, saved: d.saved, changes: changes}
		if bad, is := errors.AsType[Error](tried.Check()); is && bad.Key == key {
			bad.File, bad.Line = "", 0
			return bad
		}
	}
	d.changes = next
	return nil
}

// SetAll changes the values of several keys, or none of them. Errors: those of Set and
// Check, about the first that is wrong.
func (d *Draft) SetAll(values map[string]string) error {
	next := maps.Clone(d.changes)
	for key, value := range values {
		if _, known := FieldOf(key); !known {
			return keyErr(key, "unknown key")
		}
		next[key] = value
		if d.saved.Value(key) == value {
			delete(next, key)
		}
	}
	if err := (&Draft{path: d.path, saved: d.saved, changes: next}).Check(); err != nil {
		return err
	}
	d.changes = next
	return nil
}

// Clone is a draft of its own with the same changes.
func (d *Draft) Clone() *Draft {
	return &Draft{path: d.path, saved: d.saved, changes: maps.Clone(d.changes)}
}

// Config is the config with the changes, for a try of it before it is saved.
func (d *Draft) Config() (Config, error) {
	text, err := d.read()
	if err == nil {
		text, err = d.edited(text)
	}
	if err != nil {
		return Config{}, err
	}
	return d.parse(text)
}

// Changes are what Save would write, in the form's order.
func (d *Draft) Changes() []Change {
	var all []Change
	for _, f := range Form() {
		if value, is := d.changes[f.Key]; is {
			all = append(all, Change{f, d.saved.Value(f.Key), value})
		}
	}
	return all
}

// ReadValues are the keys that a file such as one on a stick has, and their values as a
// form shows them. Whether they do is told by SetAll. Errors: an Error for what is no
// config, has an unknown key or a value of another type.
func ReadValues(file string) (map[string]string, error) {
	text, _, err := readFile(file)
	if err != nil {
		return nil, err
	}
	if err := checkUTF8(file, text); err != nil {
		return nil, err
	}
	var tree map[string]toml.Primitive
	meta, err := toml.Decode(text, &tree)
	if err != nil {
		return nil, decodeError(file, err)
	}
	if err := (document{path: file, text: text, meta: meta}).checkKeys(); err != nil {
		return nil, err
	}
	conf := Default()
	if _, err := toml.Decode(text, &conf); err != nil {
		return nil, decodeError(file, err)
	}
	if meta.IsDefined(providersTable) {
		if err := conf.Providers.Decode(meta, tree[providersTable]); err != nil {
			return nil, decodeError(file, err)
		}
	}
	values := map[string]string{}
	for _, key := range meta.Keys() {
		if _, is := FieldOf(key.String()); is {
			values[key.String()] = conf.Value(key.String())
		}
	}
	return values, nil
}

// Reset forgets the changes.
func (d *Draft) Reset() { clear(d.changes) }

// Check tells what keeps the draft from being saved.
func (d *Draft) Check() error {
	text, err := d.read()
	if err != nil {
		return err
	}
	_, err = d.edited(text)
	return err
}

// edited is text with the changes. It loads.
func (d *Draft) edited(text string) (string, error) {
	for _, c := range d.Changes() {
		literal, err := c.literal(c.New)
		if err != nil {
			return "", err
		}
		if text, err = edit(text, c.Key, literal); err != nil {
			return "", err
		}
	}
	_, err := d.parse(text)
	return text, err
}

// Save writes the changes into the file as it stands now: what somebody else has
// changed in it meanwhile stays. After an error the file is what it was.
func (d *Draft) Save() error {
	text, err := d.read()
	if err != nil {
		return err
	}
	if text, err = d.edited(text); err != nil {
		return err
	}
	saved, err := d.parse(text)
	if err != nil {
		return err
	}
	if err := write(d.path, text); err != nil {
		return Error{File: d.path, Problem: fmt.Sprintf("cannot be written: %v", health.WithoutPath(err))}
	}
	d.saved = saved
	d.Reset()
	return nil
}

// write replaces the config file, for its user alone to read. One that is a link is
// replaced where it leads to.
func write(path, text string) error {
	if real, err := filepath.EvalSymlinks(path); err == nil {
		path = real
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	return atomicfile.Write(path, func(w io.Writer) error {
		if file, is := w.(*os.File); is {
			if err := acl.MakePrivate(file.Name()); err != nil {
				return err
			}
		}
		_, err := io.WriteString(w, text)
		return err
	})
}
