package store

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"
	"unicode"

	"facepay/store/atomicfile"
)

// externalTimeFormat is the shop's time in a copy's name: names of one till sort as their times do.
const externalTimeFormat = "20060102-150405"

const externalExt = ".db"

// externalName is the file of one external copy, such as facepay-01-1a2b3c4d-20261129-031500.db.
func externalName(till, id string, at time.Time) string {
	return externalPrefix(till, id) + at.Format(externalTimeFormat) + externalExt
}

// externalPrefix begins the names of one till's copies. The name is there for people; both
// together for tills whose disk was copied, key and all, and that were then given a name of
// their own.
func externalPrefix(till, id string) string { return "facepay-" + fileWord(till) + "-" + id + "-" }

// fileWord is a till's name as every file system takes it.
func fileWord(name string) string {
	word := strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return '_'
	}, name)
	if word == "" {
		return "_"
	}
	return word
}

// externalOwn are the files of one till in a folder, oldest first.
type externalOwn struct {
	copies []string
	parts  []string // that were cut off
}

func (c *carrier) own() (own externalOwn, err error) {
	pattern := regexp.MustCompile(`^` + regexp.QuoteMeta(externalPrefix(c.to.Till, c.id)) + `\d{8}-\d{6}` + regexp.QuoteMeta(externalExt) + `$`)
	entries, err := os.ReadDir(c.to.Dir)
	for _, e := range entries { // which are sorted
		whole, cut := strings.CutSuffix(e.Name(), atomicfile.PartSuffix)
		switch path := filepath.Join(c.to.Dir, e.Name()); {
		case !pattern.MatchString(whole) || !e.Type().IsRegular():
		case cut:
			own.parts = append(own.parts, path)
		default:
			own.copies = append(own.copies, path)
		}
	}
	return own, err
}
