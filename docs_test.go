package main

import (
	"go/ast"
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
