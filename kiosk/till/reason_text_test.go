package till_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

// What the till writes is what people read: every reason goes through the till
// onto record and from there through the history's words in each language.
func TestReason_EveryOneIsWrittenByTheTillAndReadInWords(t *testing.T) {
	records, notes := playReasons(t)
	written := map[kiosk.RecordKind][]kiosk.Reason{}
	words := map[string]bool{}
	for _, n := range notes {
		words[string(n)] = true
	}
	for _, r := range records {
		reason, particulars, ok := r.Reason()
		require.True(t, ok, "%s has the note %q, which its table has not", r.Kind, r.Note)
		written[r.Kind] = append(written[r.Kind], reason)
		words[string(r.Kind)], words[string(reason)], words[particulars] = true, true, true
		for _, v := range strings.Fields(r.Note) {
			words[v] = true
		}
		for _, language := range i18n.Languages() {
			reads(t, language, r)
		}
	}
	for kind, reasons := range kiosk.RecordReasons {
		for _, reason := range reasons {
			assert.Contains(t, written[kind], reason, "no situation writes it in a record %s", kind)
		}
	}
	for _, c := range constantsOf(t, "Reason", "Evidence", "AbandonReason", "Incident", "LateDone", "RecordKind") {
		assert.True(t, words[c], "%q: no situation writes it", c)
	}
}

// raw matches text not meant for people: a word of the program, a catalogue's key,
// or the mark before the gateway's words in the ledger.
var raw = regexp.MustCompile(`[a-z]_[a-z]|[a-z]\.[a-z]|[@{}]|: gateway:|：gateway:|· *(·|$)|^ *·|→ *(·|$)|^ *→`)

// silent are the reasons that the record's kind says already.
var silent = []kiosk.Reason{"left", "manager"}

// reads holds one record's words in one language against its note.
func reads(t *testing.T, language string, r kiosk.Record) {
	texts, err := i18n.Load(language)
	require.NoError(t, err)
	said := texts.Record(r)
	assert.False(t, raw.MatchString(said), "%s: %q of %+v", language, said, r)
	if language == "zh-CN" {
		assert.NotRegexp(t, `[a-z]{4}`, strings.ReplaceAll(said, r.OrderNo.Tail(), ""), "of %+v", r)
	}
	for _, text := range r.Texts() {
		assert.True(t, texts.Has(text.ID), "%s: no text %s", language, text.ID)
	}
	reason, particulars, _ := r.Reason()
	mute := r
	mute.Note = ""
	if r.Note == "" || particulars == "" && slices.Contains(silent, reason) || r.Note == "unknown" {
		return
	}
	assert.NotEqual(t, texts.Record(mute), said, "%s says nothing of %q", language, r.Note)
}

// constantsOf are the values of package kiosk's constants of these types.
func constantsOf(t *testing.T, types ...string) (values []string) {
	files, err := filepath.Glob("../*.go")
	require.NoError(t, err)
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		file, err := parser.ParseFile(token.NewFileSet(), name, text, 0)
		require.NoError(t, err)
		ast.Inspect(file, func(n ast.Node) bool {
			spec, ok := n.(*ast.ValueSpec)
			if !ok {
				return true
			}
			of, ok := spec.Type.(*ast.Ident)
			if !ok || !slices.Contains(types, of.Name) {
				return true
			}
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok && lit.Kind == token.STRING {
					value, err := strconv.Unquote(lit.Value)
					require.NoError(t, err)
					values = append(values, value)
				}
			}
			return true
		})
	}
	require.Greater(t, len(values), 30)
	return values
}
