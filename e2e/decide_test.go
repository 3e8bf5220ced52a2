//go:build e2e

package e2e

import (
	"strings"

	"facepay/kiosk"
)

// decides makes a manager's decision after the PIN: what, the first of its
// reasons, and the second look.
func (tl *till) decides(what string) {
	for _, step := range []struct{ key, next string }{{what, "decide.why."}, {"F1", "decide.sure."}} {
		tl.answers(step.key)
		tl.await("step of the decision", func(v logLine) bool {
			return v.Screen == kiosk.ScreenAlarm && strings.HasPrefix(v.Panel, step.next)
		})
	}
	tl.answers("Return")
}
