// Package i18n holds every text that people read, one folder a language, and
// puts arguments into it.
package i18n

import (
	"embed"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/BurntSushi/toml"

	"facepay/kiosk"
)

//go:embed zh-CN/*.toml en/*.toml
var files embed.FS

// Languages lists what Load takes, the default first.
func Languages() []string { return []string{"zh-CN", "en"} }

// Catalogue is all texts of one language. It never changes after Load, so it
// may be used from any goroutine.
type Catalogue struct {
	language string
	texts    map[string]string
}

// Load reads the catalogue of language, one of Languages.
func Load(language string) (*Catalogue, error) {
	if !slices.Contains(Languages(), language) {
		return nil, fmt.Errorf("language %q is not one of %s", language, strings.Join(Languages(), ", "))
	}
	return load(files, language)
}

func load(files fs.FS, language string) (*Catalogue, error) {
	names, err := fs.Glob(files, path.Join(language, "*.toml"))
	if err != nil {
		return nil, fmt.Errorf("list texts of %s: %w", language, err)
	}
	c := &Catalogue{language: language, texts: map[string]string{}}
	for _, name := range names {
		var texts map[string]string
		if _, err := toml.DecodeFS(files, name, &texts); err != nil {
			return nil, fmt.Errorf("read texts %s: %w", name, err)
		}
		for key, text := range texts {
			if _, twice := c.texts[key]; twice {
				return nil, fmt.Errorf("read texts %s: %q stands in two files", name, key)
			}
			c.texts[key] = text
		}
	}
	return c, nil
}

// Language is the language of c as the config names it.
func (c *Catalogue) Language() string { return c.language }

func (c *Catalogue) Has(key string) bool {
	_, ok := c.texts[key]
	return ok
}

func (c *Catalogue) Keys() []string { return slices.Sorted(maps.Keys(c.texts)) }

// Text is t in the catalogue's language, its {name}s replaced by the arguments.
// An argument that is "@" and a key of the catalogue, such as "@wallet.alipay",
// stands for that key's text; so does one made by kiosk.Text.Arg, with arguments
// of its own. A key that is not there comes back as itself: an ugly word on screen is found
// and mended, an empty place is not. The zero Text is "".
func (c *Catalogue) Text(t kiosk.Text) string {
	if t.IsZero() {
		return ""
	}
	text, ok := c.texts[t.ID]
	if !ok {
		return t.ID
	}
	if len(t.Args) < 2 {
		return text
	}
	pairs := make([]string, 0, len(t.Args))
	for i := 0; i+1 < len(t.Args); i += 2 {
		pairs = append(pairs, "{"+t.Args[i]+"}", c.argument(t.Args[i+1]))
	}
	return strings.NewReplacer(pairs...).Replace(text)
}

// Found is f in words, with its places in the order of the finding.
func (c *Catalogue) Found(f kiosk.CheckResult) string {
	if len(f.Places) == 0 {
		return c.Text(f.What)
	}
	places := make([]string, len(f.Places))
	for i, p := range f.Places {
		places[i] = c.Text(p)
	}
	args := slices.Concat(f.What.Args, []string{"places", strings.Join(places, c.Text(kiosk.T("check.places.and")))})
	return c.Text(kiosk.Text{ID: f.What.ID, Args: args})
}

// FoundTodo is f in words, with what to do about it if there is something.
func (c *Catalogue) FoundTodo(f kiosk.CheckResult) string {
	text := c.Found(f)
	if !f.Todo.IsZero() {
		return c.Text(kiosk.T("check.todo", "what", text, "todo", f.Todo.Arg()))
	}
	return text
}

// Record is r as the owner's history tells it.
func (c *Catalogue) Record(r kiosk.Record) string {
	texts := r.Texts()
	words := make([]string, len(texts))
	for i, t := range texts {
		words[i] = strings.TrimSpace(c.Text(t)) // a wallet that is not known leaves a gap
	}
	return strings.Join(words, " · ")
}

// argument looks up a value that names a key, and what a system calls its errors; any
// other is itself.
func (c *Catalogue) argument(value string) string {
	inner, ok := strings.CutPrefix(value, "@")
	if !ok {
		return c.system(value)
	}
	key, args, _ := strings.Cut(inner, " ")
	if !c.Has(key) {
		return value
	}
	t := kiosk.Text{ID: key}
	for args != "" {
		quoted, err := strconv.QuotedPrefix(args)
		if err != nil {
			return value // somebody else's words that begin like a key
		}
		arg, err := strconv.Unquote(quoted)
		if err != nil {
			return value
		}
		t.Args = append(t.Args, arg)
		args = strings.TrimPrefix(args[len(quoted):], " ")
	}
	return c.Text(t)
}
