package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/BurntSushi/toml"

	"facepay/providers"
)

// configBytesMax bounds a config file. The example with all its comments has
// under 8 KiB; anything near this is some other file.
const configBytesMax = 256 << 10

// configError is what is wrong with a config, and where. Its text is
// "file:line: key: problem", each part only where it is known.
type configError struct {
	File    string
	Line    int    // 0 when no line can be named
	Key     string // "" when it is about the file as a whole
	Problem string
}

func (e configError) Error() string {
	var b strings.Builder
	b.WriteString(e.File)
	if e.Line > 0 {
		fmt.Fprintf(&b, ":%d", e.Line)
	}
	b.WriteString(": ")
	if e.Key != "" {
		b.WriteString(e.Key + ": ")
	}
	b.WriteString(e.Problem)
	return b.String()
}

// loadConfig reads the file at path over the defaults, then the secrets from
// environ; practice overrides the provider. Every error is a configError.
func loadConfig(path string, environ []string, practice bool) (Config, error) {
	text, mode, err := readConfigFile(path)
	if err != nil {
		return Config{}, err
	}
	return parseConfig(path, text, mode, environ, practice)
}

// readConfigFile returns the text of a regular file of sane size and its mode.
func readConfigFile(path string) (string, fs.FileMode, error) {
	wrong := func(format string, args ...any) error {
		return configError{File: path, Problem: fmt.Sprintf(format, args...)}
	}
	// Looked at before it is opened: opening a named pipe would wait for ever.
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "", 0, missingConfig(path)
	case err != nil:
		return "", 0, wrong("cannot be looked at: %v", reason(err))
	case info.IsDir():
		return "", 0, wrong("is a folder; name the file in it, such as %s", filepath.Join(path, configName))
	case !info.Mode().IsRegular():
		return "", 0, wrong("is not a regular file")
	}
	file, err := os.Open(path)
	if err != nil {
		return "", 0, wrong("cannot be opened: %v", reason(err))
	}
	defer file.Close()
	if info, err = file.Stat(); err != nil {
		return "", 0, wrong("cannot be looked at: %v", reason(err))
	}
	text, err := io.ReadAll(io.LimitReader(file, configBytesMax+1))
	if err != nil {
		return "", 0, wrong("cannot be read: %v", reason(err))
	}
	if len(text) > configBytesMax {
		return "", 0, wrong("has more than %d KiB; this is no config file", configBytesMax>>10)
	}
	return string(text), info.Mode(), nil
}

// reason strips the path from a file error, which the message has already.
func reason(err error) error {
	if pathErr := (*fs.PathError)(nil); errors.As(err, &pathErr) {
		return pathErr.Err
	}
	return err
}

// parseConfig checks the text for form, keys, types and privacy, in this order,
// then reads it and checks every value.
func parseConfig(path, text string, mode fs.FileMode, environ []string, practice bool) (Config, error) {
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
	conf := defaultConfig()
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
	if conf.Provider != practiceProvider && slices.Contains(providers.Names(), conf.Provider) {
		conf.Dialect = conf.Provider
	}
	if practice {
		conf.Provider = practiceProvider
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
	for line, rest := 1, []byte(text); len(rest) > 0; line++ {
		end := bytes.IndexByte(rest, '\n') + 1
		if end == 0 {
			end = len(rest)
		}
		if !utf8.Valid(rest[:end]) {
			return configError{File: path, Line: line, Problem: "is not UTF-8 text; save it as UTF-8"}
		}
		rest = rest[end:]
	}
	return nil
}

// decodeError turns the decoder's error into ours.
func decodeError(path string, err error) error {
	var parse toml.ParseError
	if !errors.As(err, &parse) {
		return configError{File: path, Problem: err.Error()}
	}
	return configError{File: path, Line: parse.Position.Line, Key: parse.LastKey, Problem: parse.Message}
}

// document is a config file that is well-formed TOML.
type document struct {
	path string
	text string
	meta toml.MetaData
}

// checkKeys refuses keys that nobody reads and values of another type, the
// first in the file. The decoder itself would take keys in any case.
func (d document) checkKeys() error {
	schema := configKeys()
	for _, key := range d.meta.Keys() {
		name := key.String()
		want, known := schema[name]
		if !known {
			problem := "unknown key"
			if near := nearest(name); near != "" {
				problem += "; did you mean " + near + "?"
			}
			return configError{d.path, d.line(name), name, problem}
		}
		wanted, found := wantedKind(want), foundKind(d.meta.Type(key...))
		if wanted != kindOther && wanted != found {
			return configError{d.path, d.line(name), name, "must be " + string(wanted)}
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
	for _, key := range secretKeys() {
		if configString(&conf, key).String() == "" {
			continue
		}
		return configError{d.path, d.line(key), key, fmt.Sprintf(
			"others can read this secret (mode %04o); run: chmod 600 %s", mode.Perm(), shellQuote(d.path))}
	}
	return nil
}

// place finds where a failed check's key came from: the environment, a line of
// the file, or neither when a default does not do.
func (d document) place(err error, fromEnviron map[string]string) error {
	var bad keyError
	if !errors.As(err, &bad) {
		return configError{File: d.path, Problem: err.Error()}
	}
	if variable, ok := fromEnviron[bad.Key]; ok {
		return configError{File: environSource, Key: variable, Problem: bad.Problem}
	}
	return configError{d.path, d.line(bad.Key), bad.Key, bad.Problem}
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
		var parse toml.ParseError
		if errors.As(meta.PrimitiveDecode(probe[key[len(key)-1]], &refusal{}), &parse) {
			return parse.Position.Line
		}
	}
	return 0
}

// refusal takes no value at all.
type refusal struct{}

// UnmarshalTOML always fails, and the decoder adds the position to its error.
func (*refusal) UnmarshalTOML(any) error { return errors.New("asked for its line") }

// shellQuote makes path one word of a shell.
func shellQuote(path string) string {
	if strings.Trim(path, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_./-+,@") == "" {
		return path
	}
	return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
}
