package ui

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/ui/internal/drawtest"
	"facepay/ui/internal/sample"
)

// TestEveryOwnersPage draws each page of the owner's side in each size and language, and
// holds what must be true of all of them.
func TestEveryOwnersPage(t *testing.T) {
	pages := sample.OwnersPages(noon)
	v := view(t, "history")
	everywhere(t, func(t *testing.T, r *rig) {
		for _, page := range pages {
			r.settings.Show(page.Settings)
			require.True(t, strings.HasPrefix(page.Name, string(page.View.Section)), "%s draws %s", page.Name, page.View.Section)
			r.owner.Show(page.View)
			r.draws(v)
			for _, p := range r.regions() {
				require.Empty(t, p.Overflows, "%s: text wider than its place", page.Name)
				if p.Shown() {
					drawtest.Touchable(t, page.Name, p)
					drawtest.Legible(t, page.Name, p)
				}
			}
			apart(t, page.Name, r)
			require.Empty(t, glyphless(t, r.counter.root), page.Name)
			for _, s := range []string{"today", "shift", "reports", "reconcile", "history", "settings"} {
				require.Contains(t, r.region("sections").Touches, "section."+s, page.Name)
			}
		}
	})
}
