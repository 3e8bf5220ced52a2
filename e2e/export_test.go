//go:build e2e

package e2e

import (
	"image"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// inReportsKey is a point of the key of the section Reports, which is ink while that is
// on screen.
var inReportsKey = image.Pt(150, 290)

// The report on screen, written by a key beside the running till, is what facepay report
// writes of the same days.
func TestOwnersSide_ExportsTheReportOnScreen(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := newTill(t, g)
	tl.sellsWithQR(g, "12.50", "31.00")
	tl.opensHistory()
	tl.keys("F3")
	tl.awaits("reports", func() bool { return tl.window.shows(inReportsKey, ink) })
	now := time.Now()
	tl.keys("F7")
	var files []string
	tl.awaits("file", func() bool {
		files, _ = filepath.Glob(filepath.Join(tl.data, "reports", "*.csv"))
		return len(files) > 0
	})
	text, err := os.ReadFile(files[0])
	require.NoError(t, err)
	month := now.Format("2006-01") + "-01"
	require.Contains(t, files[0], month)
	require.Equal(t, tl.prints("", "report", "--from", month, "--to", now.Format(time.DateOnly), "--format", "csv"), string(text))
	require.Contains(t, string(text), ",2,43.50,")
}
