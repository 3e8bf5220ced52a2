package ui

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/ui/draw"
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
			whole(t, page.Name, r)
			require.Empty(t, glyphless(t, r.counter.root), page.Name)
			for _, s := range []string{"today", "shift", "reports", "reconcile", "history", "settings"} {
				require.Contains(t, r.region("sections").Touches, "section."+s, page.Name)
			}
		}
	})
}

// Nine gateways can be seen at once on each monitor, so that none is looked for in vain,
// and all pages of Settings where there is the height for them.
func TestSettings_NineChoicesAndAllPagesAreSeenAtOnce(t *testing.T) {
	for _, large := range []bool{false, true} {
		for _, at := range looked {
			if at.pixels != 1 {
				continue
			}
			for _, language := range i18n.Languages() {
				r := newRig(t, language, at.size, func(o *Options) { o.Look = draw.Look{Large: large} })
				v := view(t, "history")
				v.Practice, v.PracticeButtons = false, nil
				r.draws(v)
				pages := sample.OwnersPages(noon)
				page := pages[slices.IndexFunc(pages, func(p sample.OwnersPage) bool { return p.Name == "settings-choice" })]
				edit := *page.Settings.Edit
				edit.Choices = slices.Repeat([]kiosk.Text{kiosk.T("setup.provider.alipay")}, 9)
				page.Settings.Edit = &edit
				r.settings.Show(page.Settings)
				r.queue.Frame()
				r.owner.Show(page.View)
				r.draw()
				for i := range edit.Choices {
					require.Contains(t, r.region("page").Touches, fmt.Sprintf("choice.%d", i), "%v, large %v", at.size, large)
				}
				if !large && at.size.Height >= 800 {
					for i := range page.Settings.Entries {
						require.Contains(t, r.region("page").Touches, fmt.Sprintf("entry.%d", i), "%v", at.size)
					}
				}
			}
		}
	}
}
