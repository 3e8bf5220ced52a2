package wire

import (
	"maps"
	"slices"
	"strings"
)

// Recut reports whether a signed message may have been cut into other fields under the
// same signature. Names and values are signed sorted and joined by & without escaping,
// so that a field can hide in a name, or in the value before it. There it still stands
// in its place: behind the name of that field and not behind the next one's, as a link's
// own parameters mostly do not. read are the fields that matter; unsigned are not signed.
func Recut(fields map[string]string, read []string, unsigned ...string) bool {
	names := slices.Sorted(maps.Keys(fields))
	names = slices.DeleteFunc(names, func(name string) bool { return slices.Contains(unsigned, name) })
	for i, name := range names {
		if strings.ContainsAny(name, "&=") {
			return true
		}
		for _, hidden := range read {
			inPlace := hidden > name && (i+1 == len(names) || hidden <= names[i+1])
			if inPlace && strings.Contains(fields[name], "&"+hidden+"=") {
				return true
			}
		}
	}
	return false
}
