package i18n

import (
	"regexp"
	"strings"

	"facepay/kiosk"
)

// hole is a {name} in a text after regexp.QuoteMeta.
var hole = regexp.MustCompile(`\\\{([a-z_]+)\\\}`)

// Match is the text whose key begins with prefix and which reads as words does, with its
// arguments; of several the one with the most words of its own. It is how a plain error
// gets its sentence in another language. False when no text reads so.
func (c *Catalogue) Match(prefix, words string) (kiosk.Text, bool) {
	var best kiosk.Text
	most := -1
	for key, text := range c.texts {
		if !strings.HasPrefix(key, prefix) {
			continue
		}
		quoted := regexp.QuoteMeta(text)
		found := regexp.MustCompile("^(?s:" + hole.ReplaceAllString(quoted, "(.+)") + ")$").FindStringSubmatch(words)
		own := len(hole.ReplaceAllString(quoted, ""))
		if found == nil || own <= most {
			continue
		}
		best, most = kiosk.Text{ID: key}, own
		for i, name := range hole.FindAllStringSubmatch(quoted, -1) {
			best.Args = append(best.Args, name[1], found[i+1])
		}
	}
	return best, most >= 0
}
