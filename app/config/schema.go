package config

import (
	"encoding"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/BurntSushi/toml"

	"facepay/providers"
)

// schema maps every key that a config may have, as "section.key", to the
// Go type it is read into. It is derived from Config, so a section added there
// is known here.
var schema = sync.OnceValue(func() map[string]reflect.Type {
	keys := map[string]reflect.Type{}
	walkKeys(func(key string, t reflect.Type) { keys[key] = t })
	return keys
})

// walkKeys hands every key of schema to add, in the order of the types that have it.
func walkKeys(add func(key string, t reflect.Type)) {
	addKeys(reflect.TypeFor[Config](), "", add)
	add(providersTable, reflect.TypeFor[struct{}]())
	for _, d := range providers.Definitions() {
		t := reflect.TypeOf(d.Section()).Elem()
		add(providersTable+"."+d.Name, t)
		addKeys(t, providersTable+"."+d.Name+".", add)
	}
}

// providersTable has a section for each gateway, of the gateway's own type.
const providersTable = "providers"

func addKeys(t reflect.Type, prefix string, add func(key string, t reflect.Type)) {
	for f := range t.Fields() {
		name, _, _ := strings.Cut(f.Tag.Get("toml"), ",")
		if f.Anonymous && name == "" {
			addKeys(f.Type, prefix, add)
			continue
		}
		if name == "" || name == "-" || !f.IsExported() {
			continue
		}
		add(prefix+name, f.Type)
		if isTable(f.Type) {
			addKeys(f.Type, prefix+name+".", add)
		}
	}
}

func isTable(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && !readsItself(t)
}

func readsItself(t reflect.Type) bool {
	p := reflect.PointerTo(t)
	return p.Implements(reflect.TypeFor[encoding.TextUnmarshaler]()) || p.Implements(reflect.TypeFor[toml.Unmarshaler]())
}

// tomlKind is a TOML type in a person's words.
type tomlKind string

const (
	kindString tomlKind = "a string in quotes"
	kindWhole  tomlKind = "a whole number without quotes"
	kindBool   tomlKind = "true or false without quotes"
	kindTable  tomlKind = "a section"
	kindList   tomlKind = "a list"
	kindOther  tomlKind = "another type"
)

// wantedKind is the TOML type that a key of Go type t takes. Amounts and
// durations are strings: a TOML float would already have lost the fen.
func wantedKind(t reflect.Type) tomlKind {
	switch {
	case t == reflect.TypeFor[time.Duration](), readsItself(t):
		return kindString
	case isTable(t):
		return kindTable
	}
	switch t.Kind() {
	case reflect.String:
		return kindString
	case reflect.Bool:
		return kindBool
	case reflect.Slice, reflect.Array:
		return kindList
	}
	if k := t.Kind(); k >= reflect.Int && k <= reflect.Uint64 {
		return kindWhole
	}
	return kindOther
}

// foundKinds are the decoder's names of types.
var foundKinds = map[string]tomlKind{
	"String": kindString, "Integer": kindWhole, "Bool": kindBool, "Hash": kindTable, "Array": kindList, "ArrayHash": kindList,
}

// SecretNames are the last parts of keys whose values are secrets. Such a key
// may come from the environment, and a file that has one must be private.
var SecretNames = []string{"password", "key", "access_key", "secret_key", "api_v3_key", "api_v2_key"}

// keysEnding are the keys whose last part is one of names, in alphabetic order.
func keysEnding(names []string) []string {
	var keys []string
	for _, key := range slices.Sorted(maps.Keys(schema())) {
		if slices.Contains(names, key[strings.LastIndex(key, ".")+1:]) {
			keys = append(keys, key)
		}
	}
	return keys
}

// pathNames are the last parts of keys whose values name a file, a folder or a
// device.
var pathNames = []string{
	"dir", "to", "port", "logo", "alipay_public_key", "public_key", "private_key",
	"certificate", "app_certificate", "alipay_certificate", "root_certificate", "platform_certificate",
}

// nearest is the known key that a misspelt one most likely meant, or "". The
// slip may be a letter or two, or the right key in the wrong section.
func nearest(wrong string) string {
	const slipsMax = 2 // with three, short keys would all look alike
	best, slips := "", slipsMax+1
	for _, key := range slices.Sorted(maps.Keys(schema())) {
		if n := editDistance(wrong, key); n < slips {
			best, slips = key, n
		}
	}
	if best != "" {
		return best
	}
	last := wrong[strings.LastIndex(wrong, ".")+1:]
	for _, key := range slices.Sorted(maps.Keys(schema())) {
		if strings.HasSuffix(key, "."+last) {
			if best != "" {
				return "" // several sections have it: no guess
			}
			best = key
		}
	}
	return best
}

// editDistance counts the letters to add, drop or change to turn a into b.
func editDistance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := diagonal
			if a[i] != b[j] {
				change++
			}
			diagonal = row[j+1]
			row[j+1] = min(change, row[j]+1, row[j+1]+1)
		}
	}
	return row[len(b)]
}
