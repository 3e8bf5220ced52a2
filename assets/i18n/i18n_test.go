package i18n

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func both(t *testing.T) []*Catalogue {
	t.Helper()
	var all []*Catalogue
	for _, l := range Languages() {
		c, err := Load(l)
		require.NoError(t, err)
		require.NotEmpty(t, c.Keys())
		all = append(all, c)
	}
	return all
}

var placeholder = regexp.MustCompile(`\{[^}]*\}`)

// placeholders are the {name}s of the text of key, sorted, each once.
func placeholders(c *Catalogue, key string) []string {
	found := placeholder.FindAllString(c.texts[key], -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestCatalogues_HaveTheSameKeysAndPlaceholders(t *testing.T) {
	all := both(t)
	for _, c := range all[1:] {
		require.Equal(t, all[0].Keys(), c.Keys(), c.Language())
		for _, key := range c.Keys() {
			require.Equal(t, placeholders(all[0], key), placeholders(c, key), "%s: %s", c.Language(), key)
		}
	}
}

func TestCatalogues_HaveNoEmptyText(t *testing.T) {
	for _, c := range both(t) {
		for _, key := range c.Keys() {
			require.NotEmpty(t, strings.TrimSpace(c.texts[key]), "%s: %s", c.Language(), key)
		}
	}
}

// TestCatalogues_MatchTheCode reads the Go source: a key that is asked for must
// exist, and a key that nothing asks for must not.
func TestCatalogues_MatchTheCode(t *testing.T) {
	c := both(t)[0]
	used := readSource(t)
	for key, at := range used.asked {
		require.True(t, c.Has(key), "%s asks for %q, which no catalogue has", at, key)
	}
	for pattern, at := range used.patterns {
		require.True(t, slices.ContainsFunc(c.Keys(), regexp.MustCompile(pattern).MatchString), "%s builds keys like %s, which no catalogue has", at, pattern)
	}
	for _, key := range c.Keys() {
		require.True(t, used.uses(key), "nothing uses %q", key)
	}
}

// usage is the source's use of keys.
type usage struct {
	asked    map[string]string // key given to T or say: where
	patterns map[string]string // key put together there: where
	literals map[string]bool   // all other strings, such as those in tables
}

func (u usage) uses(key string) bool {
	if u.asked[key] != "" || u.literals[key] || u.literals["@"+key] {
		return true
	}
	return slices.ContainsFunc(slices.Collect(maps.Keys(u.patterns)), func(p string) bool { return regexp.MustCompile(p).MatchString(key) })
}

func readSource(t *testing.T) usage {
	t.Helper()
	u := usage{map[string]string{}, map[string]string{}, map[string]bool{}}
	const root = "../.."
	files := token.NewFileSet()
	err := filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.IsDir() && (d.Name() == "build" || d.Name() == ".git") {
			return fs.SkipDir // no source, and always changing: Go would not know the result again
		}
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		// Sample data and the simulator talk about keys; only the till asks for them.
		for _, leftOut := range []string{"/ui/internal/sample/", "/ui/gallery/", "/kiosk/sim/"} {
			if strings.Contains(filepath.ToSlash(path), leftOut) {
				return nil
			}
		}
		file, err := parser.ParseFile(files, path, nil, 0)
		if err != nil {
			return err
		}
		ast.Inspect(file, func(n ast.Node) bool { u.node(files, n); return true })
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, u.asked)
	return u
}

// asks reports whether the first argument of name is a key: kiosk.T everywhere,
// and the screens' own say.
func asks(name, file string) bool {
	return name == "T" || name == "say" && strings.Contains(filepath.ToSlash(file), "/ui/")
}

func (u usage) node(files *token.FileSet, n ast.Node) {
	switch n := n.(type) {
	case *ast.BasicLit:
		if s, err := strconv.Unquote(n.Value); err == nil && n.Kind == token.STRING {
			u.literals[s] = true
		}
	case *ast.BinaryExpr:
		u.built(files, n)
	case *ast.CallExpr:
		name := ""
		switch f := n.Fun.(type) {
		case *ast.Ident:
			name = f.Name
		case *ast.SelectorExpr:
			name = f.Sel.Name
		}
		if !asks(name, files.Position(n.Pos()).Filename) || len(n.Args) == 0 {
			return
		}
		switch arg := n.Args[0].(type) {
		case *ast.BasicLit:
			if s, err := strconv.Unquote(arg.Value); err == nil {
				u.asked[s] = files.Position(n.Pos()).String()
			}
		case *ast.BinaryExpr:
			u.patterns["^"+pattern(arg)+"$"] = files.Position(n.Pos()).String()
		}
	}
}

// built takes keys put together outside a call, as arguments that name a key.
func (u usage) built(files *token.FileSet, n *ast.BinaryExpr) {
	if p := pattern(n); strings.HasPrefix(p, "@") && strings.Contains(p, ".+") {
		u.patterns["^"+strings.TrimPrefix(p, "@")+"$"] = files.Position(n.Pos()).String()
	}
}

// pattern is a sum of strings as a regular expression.
func pattern(e ast.Expr) string {
	switch e := e.(type) {
	case *ast.BinaryExpr:
		if e.Op == token.ADD {
			return pattern(e.X) + pattern(e.Y)
		}
	case *ast.BasicLit:
		if s, err := strconv.Unquote(e.Value); err == nil {
			return regexp.QuoteMeta(s)
		}
	}
	return ".+"
}

func TestText_PutsArgumentsIn(t *testing.T) {
	c, err := load(fstest.MapFS{"xx/a.toml": {Data: []byte("\"a.plain\" = \"plain\"\n\"a.args\" = \"{x} and {y}, {x}\"\n\"w.one\" = \"One\"\n")}}, "xx")
	require.NoError(t, err)
	for name, row := range map[string]struct {
		text kiosk.Text
		want string
	}{
		"nothing to say":                       {kiosk.Text{}, ""},
		"no argument":                          {kiosk.T("a.plain"), "plain"},
		"every place of an argument":           {kiosk.T("a.args", "x", "1", "y", "2"), "1 and 2, 1"},
		"an argument's braces are no argument": {kiosk.T("a.args", "x", "{y}", "y", "2"), "{y} and 2, {y}"},
		"an argument that is a key":            {kiosk.T("a.args", "x", "@w.one", "y", "@w.two"), "One and @w.two, One"},
		"an argument that is a text":           {kiosk.T("a.args", "x", kiosk.T("a.args", "x", "q\"1", "y", "@w.one").Arg(), "y", "2"), "q\"1 and One, q\"1 and 2, q\"1 and One, q\"1"},
		"an argument that looks like one":      {kiosk.T("a.args", "x", "@w.one away", "y", "2"), "@w.one away and 2, @w.one away"},
		"an odd argument is left out":          {kiosk.T("a.args", "x", "1", "y"), "1 and {y}, 1"},
		"an unknown key shows itself":          {kiosk.T("a.gone", "x", "1"), "a.gone"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, row.want, c.Text(row.text)) })
	}
}

func TestLoad_Refuses(t *testing.T) {
	_, err := Load("fr")
	require.ErrorContains(t, err, `"fr"`)
	_, err = load(fstest.MapFS{"xx/a.toml": {Data: []byte("\"k\" = \"1\"\n")}, "xx/b.toml": {Data: []byte("\"k\" = \"2\"\n")}}, "xx")
	require.ErrorContains(t, err, "two files")
	_, err = load(fstest.MapFS{"xx/a.toml": {Data: []byte("k = 1\n")}}, "xx")
	require.ErrorContains(t, err, "xx/a.toml")
}

func TestCatalogues_EnglishHasNoFullWidthMarks(t *testing.T) {
	data, err := os.ReadFile("en/screen.toml")
	require.NoError(t, err)
	for _, line := range strings.Split(string(data), "\n") {
		if !strings.HasPrefix(line, "#") {
			require.False(t, strings.ContainsAny(line, "，。：；（）"), line)
		}
	}
}

func TestText_SaysWhatASystemSaysInItsLanguage(t *testing.T) {
	c, err := Load("zh-CN")
	require.NoError(t, err)
	for said, want := range map[string]string{
		"no such file or directory":              "没有保存：找不到它",
		"There is not enough space on the disk.": "没有保存：磁盘已满",
		"no such file":                           "没有保存：no such file",
	} {
		require.Equal(t, want, c.Text(kiosk.T("setup.bad.file", "reason", said)))
	}
	for said, key := range systemErrors {
		require.True(t, c.Has(key), said)
	}
}

func TestMatch_FindsTheTextThatReadsSo(t *testing.T) {
	c, err := load(fstest.MapFS{"xx/a.toml": {Data: []byte("\"bad.any\" = \"{x} is bad\"\n\"bad.of\" = \"{x} is not {y}, it is bad\"\n\"good.any\" = \"all is well\"\n")}}, "xx")
	require.NoError(t, err)
	for words, want := range map[string]kiosk.Text{
		"the wine is bad":            kiosk.T("bad.any", "x", "the wine"),
		"{x} is not (a.), it is bad": kiosk.T("bad.of", "x", "{x}", "y", "(a.)"),
	} {
		got, known := c.Match("bad.", words)
		require.True(t, known, words)
		require.True(t, want.Equal(got), "%v", got)
	}
	_, known := c.Match("bad.", "all is well")
	require.False(t, known, "it is none of the prefix")
}
