package main

import (
	"bytes"
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "facepay"

// notYet are the packages that the rules below speak of and that are still to
// come. An entry goes when its package is there; its rules then hold.
var notYet = []string{"ui/setup"}

// folders are those of the repository, besides hidden ones and what make builds.
var folders = []string{"app", "assets", "device", "docs", "e2e", "kiosk", "providers", "scripts", "store", "testdata", "ui"}

// linesMax bounds a file: more than that is two ideas.
const linesMax = 600

// Bounds of the two kinds of state: whoever holds more does two things.
const (
	tillFieldsMax   = 16
	screenFieldsMax = 12
)

// arrow is a rule about what the packages of a folder import.
type arrow struct {
	from   []string // packages, in Go's own patterns: "kiosk", "kiosk/...", "..."
	but    []string // of these, those for which it does not hold
	never  []string // import paths, with all below
	except []string // import paths below these that are allowed
	tests  bool     // it holds for tests too, which else may try parts together
	reason string
}

var arrows = []arrow{
	{from: []string{"kiosk/..."}, but: []string{"kiosk/sim/simulate/..."}, never: []string{"os"}, reason: "the till has no hands"},
	{
		from: []string{"kiosk/..."}, except: []string{module + "/kiosk"}, reason: "the till has no hands",
		never: []string{
			"fyne.io", "database/sql", "github.com/mattn/go-sqlite3", "github.com/pressly/goose", "net", "github.com/tarm/serial",
			"os/exec", "syscall", module,
		},
	},
	{from: []string{"kiosk"}, never: []string{module}, reason: "the words are only words"},
	{
		from:  []string{"kiosk/payments", "kiosk/health", "kiosk/office", "kiosk/chart", "kiosk/wedge", "kiosk/runner"},
		never: []string{module + "/kiosk/"}, reason: "a part of the till knows the words alone",
	},
	{
		from: []string{"kiosk/till"}, never: []string{module + "/kiosk/"},
		except: []string{module + "/kiosk/payments", module + "/kiosk/health"}, reason: "the counter knows no shell",
	},
	{
		from: []string{"..."}, but: []string{"app/...", "kiosk/sim/...", "kiosk/till/...", "kiosk/runner"},
		never: []string{module + "/kiosk/till", module + "/kiosk/runner"}, reason: "the till is opened in one place",
	},
	{from: []string{"ui/draw"}, never: []string{module + "/kiosk"}, reason: "what is drawn has no meaning"},
	{from: []string{"ui/cashier/..."}, never: under("ui", "customer", "owner", "dialog", "setup"), reason: "screens are apart"},
	{from: []string{"ui/customer/..."}, never: under("ui", "cashier", "owner", "dialog", "setup"), reason: "screens are apart"},
	{from: []string{"ui/owner/..."}, never: under("ui", "cashier", "customer", "dialog", "setup"), reason: "screens are apart"},
	{from: []string{"ui/dialog/..."}, never: under("ui", "cashier", "customer", "owner", "setup"), reason: "screens are apart"},
	{from: []string{"ui/setup/..."}, never: under("ui", "cashier", "customer", "owner", "dialog"), reason: "screens are apart"},
	{
		from: []string{"providers/..."}, never: under("", "device", "store", "ui"), except: under("store", "atomicfile", "diskusage"),
		reason: "parts never import each other",
	},
	{from: []string{"store/atomicfile", "store/diskusage"}, never: []string{module}, tests: true, reason: "who replaces a file knows none"},
	{from: []string{"device/..."}, never: under("", "providers", "store", "ui"), reason: "parts never import each other"},
	{from: []string{"store/..."}, never: under("", "providers", "device", "ui"), reason: "parts never import each other"},
	{from: []string{"ui/..."}, never: under("", "providers", "device", "store"), reason: "parts never import each other"},
	{from: []string{"..."}, but: []string{".", "app/...", "e2e"}, never: []string{module + "/app"}, tests: true, reason: "arrows point away from the program"},
	{from: []string{"e2e"}, never: []string{module + "/app"}, except: under("app", "release"), tests: true, reason: "the whole till is tested from outside; only releases are made for it"},
	{from: []string{"app/config/...", "app/build/...", "app/zone/..."}, never: under("app", "cli", "logfile"), reason: "the config knows no command"},
	{from: []string{"providers/weburl/..."}, never: []string{module}, tests: true, reason: "the rules for addresses stand alone"},
	{
		from: []string{"providers/practice", "providers/*/practice"}, never: []string{module}, except: under("", "kiosk", "providers/practice", "store/atomicfile", "store/diskusage"),
		reason: "the practice gateway proves something of a format only as long as its half is written apart from the till's",
	},
	{from: []string{"e2e/reconcile/..."}, never: []string{module}, tests: true, reason: "what checks the sums shares no mistake"},
	{from: []string{"..."}, but: []string{"app", "ui/...", "e2e/..."}, never: []string{"fyne.io"}, tests: true, reason: "only windows import Fyne"},
}

// under are import paths of this module.
func under(folder string, names ...string) (paths []string) {
	for _, name := range names {
		paths = append(paths, module+"/"+strings.TrimPrefix(folder+"/"+name, "/"))
	}
	return paths
}

// goFile is a file that the rules look at.
type goFile struct {
	path  string // with slashes, from the repository's root
	dir   string
	lines int
	*ast.File
}

// isTest reports whether the file is a test or made for tests alone.
func (f goFile) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// in reports whether the file belongs to a package, or to one that fits a pattern:
// a * in it is any one folder.
func (f goFile) in(pattern string) bool {
	if one, _ := path.Match(pattern, f.dir); one {
		return true
	}
	root, below := strings.CutSuffix(pattern, "...")
	return f.dir == strings.TrimSuffix(root, "/") || below && strings.HasPrefix(f.dir+"/", root)
}

func (f goFile) inOne(patterns []string) bool { return slices.ContainsFunc(patterns, f.in) }

// imports are the paths that the file imports.
func (f goFile) imports() (paths []string) {
	for _, spec := range f.Imports {
		paths = append(paths, strings.Trim(spec.Path.Value, `"`))
	}
	return paths
}

// goFiles reads every Go file, whatever its build tags.
func goFiles(t *testing.T) (files []goFile) {
	t.Helper()
	err := filepath.WalkDir(".", func(path string, d os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || path == "build") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, text, parser.SkipObjectResolution)
		files = append(files, goFile{filepath.ToSlash(path), filepath.ToSlash(filepath.Dir(path)), bytes.Count(text, []byte("\n")), parsed})
		return err
	})
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

// isOrBelow reports whether an import is the package root or one below it; of a
// root that ends in a slash only what is below counts.
func isOrBelow(imported, root string) bool {
	return imported == root || strings.HasPrefix(imported, strings.TrimSuffix(root, "/")+"/")
}

func TestArchitecture_Arrows(t *testing.T) {
	files := goFiles(t)
	for _, a := range arrows {
		for _, f := range files {
			if !f.inOne(a.from) || f.inOne(a.but) || f.isTest() && !a.tests {
				continue
			}
			for _, imported := range f.imports() {
				forbidden := func(root string) bool { return isOrBelow(imported, root) }
				if slices.ContainsFunc(a.never, forbidden) && !slices.ContainsFunc(a.except, forbidden) {
					t.Errorf("%s imports %s: %s", f.path, imported, a.reason)
				}
			}
		}
	}
}

func TestArchitecture_EveryPackageOfARuleIsThere(t *testing.T) {
	files := goFiles(t)
	named := slices.Clone(notYet)
	for _, a := range arrows {
		named = append(named, append(slices.Clone(a.from), a.but...)...)
	}
	for _, pattern := range named {
		there := slices.ContainsFunc(files, func(f goFile) bool { return f.in(pattern) })
		later := slices.Contains(notYet, strings.TrimSuffix(pattern, "/..."))
		require.NotEqual(t, there, later, "%s: there and in the list of what is not there yet, or neither", pattern)
	}
}

func TestArchitecture_TheRootIsADoor(t *testing.T) {
	entries, err := os.ReadDir(".")
	require.NoError(t, err)
	for _, e := range entries {
		switch name := e.Name(); {
		case strings.HasPrefix(name, "."), name == "build":
		case e.IsDir():
			require.Contains(t, folders, name)
		case filepath.Ext(name) == ".go":
			require.Contains(t, []string{"main.go", "architecture_test.go"}, name)
		}
	}
}

func TestArchitecture_FilesHaveOneIdeaAndPackagesAName(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.lines > linesMax {
			t.Errorf("%s has %d lines, over %d", f.path, f.lines, linesMax)
		}
		name := strings.TrimSuffix(f.Name.Name, "_test")
		for _, vague := range []string{"util", "utils", "helper", "helpers", "common", "manager"} {
			if name == vague || slices.Contains(strings.Split(f.dir, "/"), vague) {
				t.Errorf("%s: %q says nothing about what is in it", f.path, vague)
			}
		}
	}
}

// Payments say what is so; in which words and with which sound is the counter's.
func TestArchitecture_PaymentsHaveNoWords(t *testing.T) {
	for _, f := range goFiles(t) {
		if !f.in("kiosk/payments") || f.isTest() {
			continue
		}
		ast.Inspect(f.File, func(n ast.Node) bool {
			s, ok := n.(*ast.SelectorExpr)
			if ok && types.ExprString(s.X) == "kiosk" && (s.Sel.Name == "T" || strings.HasPrefix(s.Sel.Name, "Phrase")) {
				t.Errorf("%s makes a kiosk.%s", f.path, s.Sel.Name)
			}
			return true
		})
	}
}

// A screen is a type that draws.
func TestArchitecture_TheTillAndItsScreensStaySmall(t *testing.T) {
	fields, methods := map[string]int{}, map[string][]string{}
	for _, f := range goFiles(t) {
		if f.dir != "kiosk/till" || f.isTest() {
			continue
		}
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				if d.Recv != nil {
					of := strings.TrimPrefix(types.ExprString(d.Recv.List[0].Type), "*")
					methods[of] = append(methods[of], d.Name.Name)
				}
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					s, ok := spec.(*ast.TypeSpec)
					if !ok {
						continue
					}
					if fieldsOf, ok := s.Type.(*ast.StructType); ok {
						fields[s.Name.Name] = fieldsOf.Fields.NumFields()
					}
				}
			}
		}
	}
	require.Contains(t, fields, "Till")
	require.LessOrEqual(t, fields["Till"], tillFieldsMax, "kiosk/till.Till")
	for name, of := range methods {
		if slices.Contains(of, "draw") {
			require.LessOrEqual(t, fields[name], screenFieldsMax, "kiosk/till.%s", name)
		}
	}
}

var (
	// pathNamed is a path below one of the folders, whether it is a file, a folder
	// or a package.
	pathNamed = regexp.MustCompile(`(?:^|[^\w/.-])(?:\./)?((?:` + strings.Join(folders, "|") + `)/[\w./-]*\w)`)
	// linked is the target of a link within the repository.
	linked = regexp.MustCompile(`\]\(([^():#\s]+)(?:#[^)]*)?\)`)
	// testNamed is a test, a benchmark or a fuzz test, or several that … abbreviates.
	testNamed = regexp.MustCompile(`\b(?:Test|Benchmark|Fuzz)[A-Z][\w…]*|…_[A-Z]+[a-z][\w…]*`)
)

// What the documents name is there: they outlive many a renaming otherwise.
func TestDocs_EveryPathAndEveryTestThatTheyNameIsThere(t *testing.T) {
	tests := testNames(t)
	for doc, text := range docs(t) {
		named := map[string]bool{}
		for _, match := range pathNamed.FindAllStringSubmatch(text, -1) {
			named[match[1]] = true
		}
		for _, match := range linked.FindAllStringSubmatch(text, -1) {
			named[path.Join(filepath.ToSlash(filepath.Dir(doc)), match[1])] = true
		}
		for _, p := range slices.Sorted(maps.Keys(named)) {
			if _, err := os.Stat(filepath.FromSlash(p)); err != nil {
				t.Errorf("%s names %s, which is not there", doc, p)
			}
		}
		for _, name := range testNamed.FindAllString(text, -1) {
			pattern := regexp.MustCompile("^" + strings.ReplaceAll(name, "…", ".*") + "$")
			if !slices.ContainsFunc(tests, pattern.MatchString) {
				t.Errorf("%s names %s, which is not there", doc, name)
			}
		}
	}
}

// docs are the documents, and what else of the repository names its files, by path.
func docs(t *testing.T) map[string]string {
	t.Helper()
	texts := map[string]string{}
	for _, pattern := range []string{"*.md", "docs/*.md", "Makefile", "config.example.toml", "scripts/*", ".ci/*"} {
		files, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, files, pattern)
		for _, file := range files {
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			texts[file] = string(text)
		}
	}
	return texts
}

func testNames(t *testing.T) (names []string) {
	for _, f := range goFiles(t) {
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv == nil && f.isTest() {
				names = append(names, fn.Name.Name)
			}
		}
	}
	return names
}
