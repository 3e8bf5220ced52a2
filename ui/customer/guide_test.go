package customer

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/ui/draw"
)

func TestGuide_TheScreensLanguageIsTheLargerOne(t *testing.T) {
	for _, language := range i18n.Languages() {
		r := newRig(t, language)
		st := view(t, "unknown").Customer
		all := r.stage.sayings(st, 1, draw.StageInk, draw.StageInk)
		require.Len(t, all, 5)
		for i := range all[:3] {
			require.Greater(t, all[i].style.Size, all[3].style.Size, fmt.Sprint(language, i))
		}
		require.Contains(t, all[0].text, r.stage.Text(st.Title))
		require.NotContains(t, all[3].text, r.stage.Text(st.Title))
	}
}
