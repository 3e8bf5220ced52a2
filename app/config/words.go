package config

import (
	"fmt"
	"strconv"
	"strings"
)

// oneOf says that got is none of the words that are taken.
func oneOf(got string, words []string) string {
	return strconv.Quote(got) + " is not one of " + list(words)
}

// list joins words as a sentence does, each in quotes.
func list(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		quoted[i] = strconv.Quote(w)
	}
	if len(quoted) == 1 {
		return quoted[0]
	}
	last := len(quoted) - 1
	return strings.Join(quoted[:last], ", ") + " or " + quoted[last]
}

func Plural(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
