package providers

import (
	"go/parser"
	"go/token"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// The practice gateway proves something of the till's half of a format only as
// long as the two are written apart.
func TestPracticeHalves_ShareNoCodeWithTheTillsHalf(t *testing.T) {
	allowed := map[string]bool{"facepay/kiosk": true, "facepay/providers/practice": true}
	files, err := filepath.Glob("*/practice/*.go")
	require.NoError(t, err)
	core, err := filepath.Glob("practice/*.go")
	require.NoError(t, err)
	require.GreaterOrEqual(t, len(files), len(definitions))
	for _, path := range append(files, core...) {
		if strings.HasSuffix(path, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, spec := range file.Imports {
			name, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			require.True(t, !strings.HasPrefix(name, "facepay/") || allowed[name], "%s imports %s", path, name)
		}
	}
}
