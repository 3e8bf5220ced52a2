package main

import (
	"bytes"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

const module = "facepay"

// linesMax is what one file may have: more than that is two ideas.
const linesMax = 600

// goFile is what the rules below look at.
type goFile struct {
	path    string // with slashes, from the repository's root
	dir     string
	pkg     string
	lines   int
	imports []string
}

// isTest: a test may reach across, to try parts together.
func (f goFile) isTest() bool { return strings.HasSuffix(f.path, "_test.go") }

// in reports whether the file belongs to the folder dir or below it.
func (f goFile) in(dir string) bool { return f.dir == dir || strings.HasPrefix(f.dir, dir+"/") }

// goFiles reads every Go file, whatever its build tags.
func goFiles(t *testing.T) []goFile {
	t.Helper()
	var files []goFile
	err := filepath.WalkDir(".", func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && path != "." && (strings.HasPrefix(d.Name(), ".") || d.Name() == "testdata" || d.Name() == "build") {
			return filepath.SkipDir
		}
		if d.IsDir() || filepath.Ext(path) != ".go" {
			return nil
		}
		text, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		parsed, err := parser.ParseFile(token.NewFileSet(), path, text, parser.ImportsOnly)
		if err != nil {
			return err
		}
		f := goFile{
			path:  filepath.ToSlash(path),
			dir:   filepath.ToSlash(filepath.Dir(path)),
			pkg:   parsed.Name.Name,
			lines: bytes.Count(text, []byte("\n")),
		}
		for _, spec := range parsed.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			if err != nil {
				return err
			}
			f.imports = append(f.imports, name)
		}
		files = append(files, f)
		return nil
	})
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

// under reports whether an import is the package root or one below it.
func under(imported, root string) bool {
	return imported == root || strings.HasPrefix(imported, root+"/")
}

func TestArrows_KioskHasNoHands(t *testing.T) {
	forbidden := []string{
		"fyne.io", "database/sql", "github.com/mattn/go-sqlite3", "github.com/pressly/goose", "net", "net/http",
		"github.com/tarm/serial", "os", "os/exec", "syscall", module,
	}
	for _, f := range goFiles(t) {
		if !f.in("kiosk") || f.isTest() {
			continue
		}
		if f.in("kiosk/sim/simulate") { // the command around the simulator has a command's needs
			forbidden := slices.DeleteFunc(slices.Clone(forbidden), func(s string) bool { return s == "os" })
			checkImports(t, f, forbidden, module+"/kiosk")
			continue
		}
		checkImports(t, f, forbidden, module+"/kiosk")
	}
}

// checkImports fails for each import of f under one of forbidden, unless it is
// under except.
func checkImports(t *testing.T, f goFile, forbidden []string, except string) {
	t.Helper()
	for _, imported := range f.imports {
		for _, root := range forbidden {
			if under(imported, root) && !under(imported, except) {
				t.Errorf("%s imports %s", f.path, imported)
			}
		}
	}
}

func TestArrows_PartsNeverImportEachOther(t *testing.T) {
	parts := []string{"providers", "device", "store", "ui"}
	for _, f := range goFiles(t) {
		if f.isTest() {
			continue
		}
		for _, part := range parts {
			if !f.in(part) {
				continue
			}
			for _, other := range parts {
				if other != part {
					checkImports(t, f, []string{module + "/" + other}, "")
				}
			}
		}
	}
}

// What both the gateways and the listener judge addresses by knows of neither.
func TestArrows_TheRulesForAddressesStandAlone(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.in("providers/weburl") {
			checkImports(t, f, []string{module}, "")
		}
	}
}

func TestArrows_OnlyWindowsImportFyne(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.dir == "." || f.in("ui") || f.in("e2e") {
			continue
		}
		checkImports(t, f, []string{"fyne.io"}, "")
	}
}

// What checks the program's sums must not share its mistakes.
func TestArrows_TheComparisonOfTheThreeListsStandsAlone(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.in("e2e/reconcile") {
			checkImports(t, f, []string{module}, "")
		}
	}
}

func TestArrows_NothingImportsMain(t *testing.T) {
	for _, f := range goFiles(t) {
		for _, imported := range f.imports {
			if imported == module {
				t.Errorf("%s imports the command", f.path)
			}
		}
	}
}

func TestHouse_FilesHaveOneIdeaAndPackagesAName(t *testing.T) {
	for _, f := range goFiles(t) {
		if f.lines > linesMax {
			t.Errorf("%s has %d lines, over %d", f.path, f.lines, linesMax)
		}
		name := strings.TrimSuffix(f.pkg, "_test")
		for _, vague := range []string{"util", "utils", "helper", "helpers", "common", "manager"} {
			if name == vague || slices.Contains(strings.Split(f.dir, "/"), vague) {
				t.Errorf("%s: %q says nothing about what is in it", f.path, vague)
			}
		}
	}
}
