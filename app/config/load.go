package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"facepay/kiosk/health"
	"facepay/providers"
)

// fileBytesMax bounds a config file. The example with all its comments has
// under 8 KiB; anything near this is some other file.
const fileBytesMax = 256 << 10

// Error is a fault of the config and its place. Its text is
// "file:line: key: problem", each part only where it is known.
type Error struct {
	File    string // "" before it is known
	Line    int    // 0 when no line can be named
	Key     string // "" when it is about the file as a whole
	Problem string
}

func (e Error) Error() string {
	place := e.File
	if e.Line > 0 {
		place += ":" + strconv.Itoa(e.Line)
	}
	return strings.Join(slices.DeleteFunc([]string{place, e.Key, e.Problem}, func(part string) bool { return part == "" }), ": ")
}

// load reads the file at path over the defaults, then the secrets from
// environ; practice overrides the provider. Every error is a Error.
func load(path string, environ []string, practice bool) (Config, error) {
	text, mode, err := readFile(path)
	if err != nil {
		return Config{}, err
	}
	return parse(path, text, mode, environ, practice)
}

// readFile returns the text of a regular file of sane size and its mode.
func readFile(path string) (string, fs.FileMode, error) {
	wrong := func(format string, args ...any) error {
		return Error{File: path, Problem: fmt.Sprintf(format, args...)}
	}
	// Looked at before it is opened: opening a named pipe would wait for ever.
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", 0, missing(path)
	case err != nil:
		return "", 0, wrong("cannot be looked at: %v", health.WithoutPath(err))
	case info.IsDir():
		return "", 0, wrong("is a folder; name the file in it, such as %s", filepath.Join(path, configName))
	case !info.Mode().IsRegular():
		return "", 0, wrong("is not a regular file")
	}
	file, err := os.Open(path)
	if err != nil {
		return "", 0, wrong("cannot be opened: %v", health.WithoutPath(err))
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil {
		return "", 0, wrong("cannot be looked at: %v", health.WithoutPath(err))
	}
	text, err := io.ReadAll(io.LimitReader(file, fileBytesMax+1))
	if err != nil {
		return "", 0, wrong("cannot be read: %v", health.WithoutPath(err))
	}
	if len(text) > fileBytesMax {
		return "", 0, wrong("has more than %d KiB; this is no config file", fileBytesMax>>10)
	}
	return string(text), info.Mode(), nil
}

// parse checks the text for form, keys, types and privacy, in this order,
// then reads it and checks every value.
func parse(path, text string, mode fs.FileMode, environ []string, practice bool) (Config, error) {
	if err := checkUTF8(path, text); err != nil {
		return Config{}, err
	}
	var tree map[string]toml.Primitive
	meta, err := toml.Decode(text, &tree)
	if err != nil {
		return Config{}, decodeError(path, err)
	}
	doc := document{path: path, text: text, meta: meta}
	if err := doc.checkKeys(); err != nil {
		return Config{}, err
	}
	conf := Default()
	if _, err := toml.Decode(text, &conf); err != nil {
		return Config{}, decodeError(path, err)
	}
	if meta.IsDefined("providers") {
		if err := conf.Providers.Decode(meta, tree["providers"]); err != nil {
			return Config{}, decodeError(path, err)
		}
	}
	if err := doc.checkPrivate(conf, mode); err != nil {
		return Config{}, err
	}
	if err := expandHomes(&conf); err != nil {
		return Config{}, doc.place(err, nil)
	}
	if conf.Provider != providers.Practice && slices.Contains(providers.Names(), conf.Provider) {
		conf.Dialect = conf.Provider
	}
	if practice {
		conf.Provider = providers.Practice
	}
	fromEnviron, err := applyEnviron(&conf, environ)
	if err != nil {
		return Config{}, err
	}
	if err := conf.Check(); err != nil {
		return Config{}, doc.place(err, fromEnviron)
	}
	return conf, nil
}

func checkUTF8(path, text string) error {
	number := 0
	for line := range strings.Lines(text) {
		number++
		if !utf8.ValidString(line) {
			return Error{File: path, Line: number, Problem: "is not UTF-8 text; save it as UTF-8"}
		}
	}
	return nil
}

func decodeError(path string, err error) error {
	parse, ok := errors.AsType[toml.ParseError](err)
	if !ok {
		return Error{File: path, Problem: err.Error()}
	}
	return Error{File: path, Line: parse.Position.Line, Key: parse.LastKey, Problem: parse.Message}
}

type document struct {
	path string
	text string
	meta toml.MetaData
}

// checkKeys refuses keys that nobody reads and values of another type, the
// first in the file. The decoder itself would take keys in any case.
func (d document) checkKeys() error {
	keys := schema()
	for _, key := range d.meta.Keys() {
		name := key.String()
		want, known := keys[name]
		if !known {
			problem := "unknown key"
			if near := nearest(name); near != "" {
				problem += "; did you mean " + near + "?"
			}
			return Error{d.path, d.line(name), name, problem}
		}
		if wanted := wantedKind(want); wanted != kindOther && wanted != foundKinds[d.meta.Type(key...)] {
			return Error{d.path, d.line(name), name, "must be " + string(wanted)}
		}
	}
	return nil
}

// checkPrivate refuses a file with a secret in it that others can read. On
// Windows the mode bits tell nothing about that.
func (d document) checkPrivate(conf Config, mode fs.FileMode) error {
	const others = 0o077
	if runtime.GOOS == "windows" || mode.Perm()&others == 0 {
		return nil
	}
	for _, key := range keysEnding(SecretNames) {
		if stringField(&conf, key).String() == "" {
			continue
		}
		return Error{d.path, d.line(key), key, fmt.Sprintf(
			"others can read this secret (mode %04o); run: chmod 600 %s", mode.Perm(), shellQuote(d.path))}
	}
	return nil
}

// place finds where a failed check's key came from: the environment, a line of
// the file, or neither when a default does not do.
func (d document) place(err error, fromEnviron map[string]string) error {
	bad, ok := errors.AsType[Error](err)
	if !ok {
		return Error{File: d.path, Problem: err.Error()}
	}
	if variable, ok := fromEnviron[bad.Key]; ok {
		return Error{File: environSource, Key: variable, Problem: bad.Problem}
	}
	return Error{d.path, d.line(bad.Key), bad.Key, bad.Problem}
}

// line is the line on which the key's value stands, 0 when the file has none.
// The decoder knows it but tells it only in an error, so one is provoked.
func (d document) line(name string) int {
	var probe map[string]toml.Primitive
	meta, err := toml.Decode(d.text, &probe)
	if err != nil {
		return 0
	}
	for _, key := range d.meta.Keys() {
		if key.String() != name {
			continue
		}
		for _, part := range key[:len(key)-1] {
			var inner map[string]toml.Primitive
			if err := meta.PrimitiveDecode(probe[part], &inner); err != nil {
				return 0
			}
			probe = inner
		}
		if parse, ok := errors.AsType[toml.ParseError](meta.PrimitiveDecode(probe[key[len(key)-1]], &refusal{})); ok {
			return parse.Position.Line
		}
	}
	return 0
}

// refusal takes no value at all.
type refusal struct{}

// UnmarshalTOML always fails, and the decoder adds the position to its error.
func (*refusal) UnmarshalTOML(any) error { return errors.New("asked for its line") }

func shellQuote(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,@") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
