// Package locale keeps the window library from complaining on standard error,
// where every line counts: it looks the user's language up while it is being
// initialised and takes "C", as in the common LANG=C.UTF-8, for a broken one.
// The till's language is a setting of its own, so nothing depends on the answer.
//
// Packages are initialised in the order of their paths as far as their imports
// allow. This one imports almost nothing and so comes before that library.
package locale

import (
	"cmp"
	"os"
	"strings"
)

func init() {
	locale := cmp.Or(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
	if name, _, encoded := strings.Cut(locale, "."); encoded && (name == "C" || name == "POSIX") {
		os.Setenv("LANGUAGE", "en") // fails for names that are no names only
	}
}
