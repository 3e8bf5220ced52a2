package config

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"

	"github.com/BurntSushi/toml"
	"github.com/pelletier/go-toml/v2/unstable"
)

const byteOrderMark = "\ufeff"

// edit is text with key set to literal, a value in TOML. Every other byte stays, its
// comments and line ends too; a key that the file lacks is added to its section, and a
// section where the schema has it. What would change anything else is an error.
func edit(text, key, literal string) (string, error) {
	mark := ""
	if rest, is := strings.CutPrefix(text, byteOrderMark); is {
		mark, text = byteOrderMark, rest
	}
	before, err := decodeTree(text)
	if err != nil {
		return "", err
	}
	path := strings.Split(key, ".")
	value, err := decodeTree("v = " + literal)
	if err != nil {
		return "", keyErr(key, "cannot be written: "+err.Error())
	}
	l, err := layOut(text)
	if err != nil {
		return "", err
	}
	edited := l.set(path, literal)
	after, err := decodeTree(edited)
	if err != nil || !plant(before, path, value["v"]) || !reflect.DeepEqual(before, after) {
		return "", keyErr(key, "cannot be put into the file as it is written; write it there by hand")
	}
	return mark + edited, nil
}

func decodeTree(text string) (map[string]any, error) {
	var tree map[string]any
	if _, err := toml.Decode(text, &tree); err != nil {
		return nil, decodeError("", err)
	}
	if tree == nil {
		tree = map[string]any{}
	}
	return tree, nil
}

// plant sets a value of a tree, and reports whether there is a place for it.
func plant(tree map[string]any, path []string, value any) bool {
	for _, part := range path[:len(path)-1] {
		inner, is := tree[part].(map[string]any)
		if _, there := tree[part]; there && !is {
			return false
		}
		if inner == nil {
			inner = map[string]any{}
			tree[part] = inner
		}
		tree = inner
	}
	tree[path[len(path)-1]] = value
	return true
}

// layout has the places of keys and sections in a file's text.
type layout struct {
	text     string
	eol      string
	sections []section // as they come; the first is what stands before any header
	entries  []entry   // as they come, an inline table before its own
}

type section struct {
	path  []string
	start int // of the header's line
}

// entry is a key and its value.
type entry struct {
	path              []string // from the file's root
	section           int
	start, value, end int
	inline            bool // its value is an inline table
	nested            bool // it stands in one
}

func layOut(text string) (layout, error) {
	l := layout{text: text, eol: "\n", sections: []section{{}}}
	if first := strings.IndexByte(text, '\n'); first > 0 && text[first-1] == '\r' {
		l.eol = "\r\n"
	}
	var p unstable.Parser
	p.Reset([]byte(text))
	for p.NextExpression() {
		switch node := p.Expression(); node.Kind {
		case unstable.Table, unstable.ArrayTable:
			path, at := keyPath(node)
			l.sections = append(l.sections, section{path, l.lineStart(at)})
		case unstable.KeyValue:
			l.add(node, l.sections[len(l.sections)-1].path, false)
		}
	}
	if err := p.Error(); err != nil {
		return layout{}, Error{Problem: err.Error()}
	}
	return l, nil
}

// keyPath are the parts of a key, and where it begins.
func keyPath(node *unstable.Node) (path []string, at int) {
	at = -1
	for parts := node.Key(); parts.Next(); {
		if at < 0 {
			at = int(parts.Node().Raw.Offset)
		}
		path = append(path, string(parts.Node().Data))
	}
	return path, at
}

func (l *layout) add(node *unstable.Node, prefix []string, nested bool) {
	path, _ := keyPath(node)
	e := entry{
		path: slices.Concat(prefix, path), section: len(l.sections) - 1, nested: nested,
		start: int(node.Raw.Offset), end: int(node.Raw.Offset + node.Raw.Length), inline: node.Value().Kind == unstable.InlineTable,
	}
	for parts := node.Key(); parts.Next(); {
		e.value = int(parts.Node().Raw.Offset + parts.Node().Raw.Length)
	}
	e.value += strings.IndexByte(l.text[e.value:], '=') + 1
	e.value += len(l.text[e.value:]) - len(strings.TrimLeft(l.text[e.value:], " \t"))
	l.entries = append(l.entries, e)
	if e.inline {
		for children := node.Value().Children(); children.Next(); {
			if child := children.Node(); child.Kind == unstable.KeyValue {
				l.add(child, e.path, true)
			}
		}
	}
}

// set is the text with the value of path, in its place or a new one.
func (l *layout) set(path []string, literal string) string {
	parent := path[:len(path)-1]
	if i := l.last(func(e entry) bool { return slices.Equal(e.path, path) }); i >= 0 {
		return l.text[:l.entries[i].value] + literal + l.text[l.entries[i].end:]
	}
	if i := l.last(func(e entry) bool { return e.inline && begins(path, e.path) }); i >= 0 {
		return l.insertInline(l.entries[i], path, literal)
	}
	line := func(from []string) string { return strings.Join(path[len(from):], ".") + " = " + literal }
	if i := slices.IndexFunc(l.sections, func(s section) bool { return slices.Equal(s.path, parent) }); i >= 0 {
		if i > 0 || len(parent) == 0 {
			return l.insertLine(i, line(parent))
		}
	}
	if i := l.last(func(e entry) bool { return !e.nested && len(e.path) > len(parent) && begins(e.path, parent) }); i >= 0 { // it has dotted keys
		e := l.entries[i]
		if from := l.sections[e.section].path; len(from) < len(parent) {
			return l.insertAfter(e, line(from))
		}
	}
	return l.insertSection(parent, line(parent))
}

func (l *layout) last(is func(entry) bool) int {
	for i, e := range slices.Backward(l.entries) {
		if is(e) {
			return i
		}
	}
	return -1
}

func begins(path, with []string) bool {
	return len(path) >= len(with) && slices.Equal(path[:len(with)], with)
}

func (l *layout) insertInline(table entry, path []string, literal string) string {
	added := strings.Join(path[len(table.path):], ".") + " = " + literal
	at := table.end - 1 // its brace
	if i := l.last(func(e entry) bool {
		return e.nested && e.start > table.value && e.end < table.end && len(e.path) > len(table.path)
	}); i >= 0 {
		at, added = l.childEnd(table, i), ", "+added
	}
	return l.text[:at] + added + l.text[at:]
}

// childEnd is the end of the outermost entry of a table that holds entry i.
func (l *layout) childEnd(table entry, i int) int {
	end := l.entries[i].end
	for _, e := range l.entries {
		if e.nested && e.start > table.value && e.end <= table.end && e.end > end {
			end = e.end
		}
	}
	return end
}

// insertLine adds a line to a section, after its last key or its header.
func (l *layout) insertLine(i int, line string) string {
	if last := l.last(func(e entry) bool { return e.section == i && !e.nested }); last >= 0 {
		return l.insertAfter(l.entries[last], line)
	}
	if i == 0 {
		at := l.bannerEnd()
		return l.text[:at] + line + l.eol + l.text[at:]
	}
	return l.insertAt(l.lineEnd(l.sections[i].start), line)
}

func (l *layout) insertAfter(e entry, line string) string {
	begin := l.lineStart(e.start)
	indent := l.text[begin:e.start]
	if strings.TrimLeft(indent, " \t") != "" {
		indent = ""
	}
	return l.insertAt(l.lineEnd(e.end), indent+line)
}

// insertAt adds a line at the begin of one, or at the end of a file without a last line end.
func (l *layout) insertAt(at int, line string) string {
	if at > 0 && l.text[at-1] != '\n' {
		line = l.eol + line
	}
	return l.text[:at] + line + l.eol + l.text[at:]
}

// insertSection adds a section, after that which the schema has before it.
func (l *layout) insertSection(path []string, line string) string {
	order := sectionOrder(path)
	after := 0
	for i, s := range l.sections[1:] {
		if sectionOrder(s.path) <= order {
			after = i + 1
		}
	}
	header := "[" + strings.Join(path, ".") + "]" + l.eol + line
	if after+1 == len(l.sections) {
		if l.text != "" {
			header = l.eol + header
		}
		return l.insertAt(len(l.text), header)
	}
	at := l.sections[after+1].start
	for at > 0 { // the comment above a header belongs to it
		above := l.lineStart(at - 1)
		if !strings.HasPrefix(strings.TrimLeft(l.text[above:at], " \t"), "#") {
			break
		}
		at = above
	}
	if at > 0 && strings.TrimSpace(l.text[l.lineStart(at-1):at]) != "" {
		header = l.eol + header
	}
	return l.insertAt(at, header+l.eol)
}

// sectionOrder is the place of a section in the schema; what is unknown comes last.
func sectionOrder(path []string) int {
	i, order := 0, -1
	name := strings.Join(path, ".")
	walkKeys(func(key string, _ reflect.Type) {
		if key == name {
			order = i
		}
		i++
	})
	if order < 0 {
		return i
	}
	return order
}

// bannerEnd is the end of the file's own comment, that an empty line parts from the rest.
func (l *layout) bannerEnd() int {
	at := 0
	for at < len(l.text) && l.text[at] == '#' {
		at = l.lineEnd(at)
	}
	if blank := l.lineEnd(at); blank > at && strings.TrimSpace(l.text[at:blank]) == "" {
		return blank
	}
	return 0
}

func (l *layout) lineStart(at int) int { return strings.LastIndexByte(l.text[:at], '\n') + 1 }

// lineEnd is the begin of the line after at, or the end of the text.
func (l *layout) lineEnd(at int) int {
	if i := strings.IndexByte(l.text[at:], '\n'); i >= 0 {
		return at + i + 1
	}
	return len(l.text)
}

// quote is a string in TOML: between single quotes when it has backslashes, as patterns
// do, else between double ones.
func quote(s string) string {
	odd := strings.ContainsFunc(s, unicode.IsControl)
	if strings.Contains(s, `\`) && !strings.Contains(s, "'") && !odd {
		return "'" + s + "'"
	}
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case unicode.IsControl(r):
			fmt.Fprintf(&b, `\u%04X`, r)
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
