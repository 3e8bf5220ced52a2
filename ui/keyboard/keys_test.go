package keyboard

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"

	"fyne.io/fyne/v2"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/internal/drawtest"
)

func TestKeys_EveryKeyOfTheTillStandsInTheTableOnce(t *testing.T) {
	file, err := parser.ParseFile(token.NewFileSet(), "../../kiosk/key.go", nil, 0)
	require.NoError(t, err)
	keys := 0
	ast.Inspect(file, func(n ast.Node) bool {
		v, ok := n.(*ast.ValueSpec)
		if !ok || len(v.Names) != 1 || !strings.HasPrefix(v.Names[0].Name, "Key") {
			return true
		}
		name, err := strconv.Unquote(v.Values[0].(*ast.BasicLit).Value)
		require.NoError(t, err)
		if kiosk.Key(name) == kiosk.KeyDot {
			return true // typed as a character, like the digits
		}
		keys++
		found := 0
		for _, b := range bindings {
			if b.Key == kiosk.Key(name) {
				found++
			}
		}
		require.Equal(t, 1, found, name)
		return true
	})
	require.Greater(t, keys, 10)
}

func TestKeys_NoNameIsBoundTwiceAndEveryRowIsExplained(t *testing.T) {
	seen := map[fyne.KeyName]bool{}
	for _, texts := range drawtest.Catalogues(t, i18n.Languages()...) {
		for _, b := range bindings {
			require.True(t, b.Text == "" || texts.Has(b.Text), b.Text)
			require.Equal(t, b.Text != "", b.Legend != "", b.Key)
			require.Equal(t, b.Key != "", len(b.names) > 0, b.Text)
		}
	}
	for _, b := range bindings {
		for _, n := range b.names {
			require.False(t, seen[n], n)
			seen[n] = true
		}
	}
}
