package config

import (
	"fmt"
	"strconv"
	"strings"
)

// oneOf says that got is none of the words that are taken, of which there are
// several.
func oneOf(got string, words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = strconv.Quote(w)
	}
	last := len(quoted) - 1
	return strconv.Quote(got) + " is not one of " + strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}

func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
