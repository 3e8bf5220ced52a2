package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"facepay/providers"
	"facepay/providers/wire/wiretest"
)

func TestPage_IsWhatStandsInDocs(t *testing.T) {
	want := page()
	is := wiretest.Call(os.ReadFile(filepath.Join("..", "..", "docs", "gateways.md"))).OK(t)
	if string(is) != want {
		t.Fatal("docs/gateways.md is not what the tables say: run go generate ./providers")
	}
}

func TestPage_HasEveryRowAndEveryClass(t *testing.T) {
	text := page()
	explained := map[string]bool{}
	for _, c := range classLines {
		explained[string(c.name)] = true
	}
	for _, d := range providers.Definitions() {
		sheet := d.Codes
		require.Contains(t, text, "\n## "+sheet.Name+"\n")
		for _, table := range sheet.Tables {
			require.Contains(t, text, "\n**"+table.Field+"**", table.Call)
			for _, r := range table.Rows {
				require.Contains(t, text, "| "+r.Means+" | **"+string(r.Class)+"** |")
				require.True(t, explained[string(r.Class)], "nothing explains %s", r.Class)
			}
		}
	}
}

// Longer lines cannot be read without scrolling sideways.
func TestPage_CanBeRead(t *testing.T) {
	const cellsMax, columnsMax = 6, 300
	text := page()
	for i, line := range strings.Split(text, "\n") {
		require.LessOrEqual(t, utf8.RuneCountInString(line), columnsMax, "line %d", i+1)
		if strings.HasPrefix(line, "|") {
			require.LessOrEqual(t, strings.Count(strings.ReplaceAll(line, `\|`, ""), "|"), cellsMax, "line %d: %s", i+1, line)
		}
	}
}

func TestWrite_PutsThePageIntoAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "gateways.md")
	require.NoError(t, write(path))
	require.Equal(t, page(), string(wiretest.Call(os.ReadFile(path)).OK(t)))
	require.ErrorContains(t, write(filepath.Join(t.TempDir(), "none", "gateways.md")), "write the page")
}
