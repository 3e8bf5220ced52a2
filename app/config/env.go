package config

import (
	"reflect"
	"strings"
)

// environPrefix begins the variables that hold secrets:
// FACEPAY_<SECTION>_<KEY>, such as FACEPAY_PROVIDERS_YFPAY_KEY.
const environPrefix = "FACEPAY_"

// environSource stands in an error where a file's name would.
const environSource = "environment"

func environName(key string) string {
	return environPrefix + strings.ToUpper(strings.ReplaceAll(key, ".", "_"))
}

// applyEnviron sets the secrets that environ holds and returns which key came
// from which variable. A variable for a provider that no secret has is an
// error: it is a misspelt secret that would otherwise be missed in silence.
func applyEnviron(conf *Config, environ []string) (map[string]string, error) {
	keys := map[string]string{}
	for _, key := range keysEnding(SecretNames) {
		keys[environName(key)] = key
	}
	from := map[string]string{}
	for _, variable := range environ {
		name, value, _ := strings.Cut(variable, "=")
		key, known := keys[name]
		if !known {
			if strings.HasPrefix(name, environPrefix+"PROVIDERS_") {
				return nil, Error{File: environSource, Key: name, Problem: "no secret of the config has this name"}
			}
			continue
		}
		if value == "" {
			continue
		}
		stringField(conf, key).SetString(value)
		from[key] = name
	}
	return from, nil
}

func stringField(conf *Config, key string) reflect.Value {
	v := reflect.ValueOf(conf).Elem()
	if rest, is := strings.CutPrefix(key, providersTable+"."); is {
		gateway, inside, _ := strings.Cut(rest, ".")
		v, key = reflect.ValueOf(conf.Providers[gateway]).Elem(), inside
	}
	for part := range strings.SplitSeq(key, ".") {
		v = fieldByKey(v, part)
	}
	return v
}

func fieldByKey(v reflect.Value, name string) reflect.Value {
	for _, f := range reflect.VisibleFields(v.Type()) {
		if tag, _, _ := strings.Cut(f.Tag.Get("toml"), ","); tag == name {
			return v.FieldByIndex(f.Index)
		}
	}
	panic("config: no field for key " + name) // only ever called with keys of schema
}
