package till

import (
	"facepay/kiosk"
	"slices"

	"github.com/stretchr/testify/require"
)

// actions are those of the panel's buttons.
func (c *counter) actions() (as []kiosk.Action) {
	for _, b := range c.view.Panel.Buttons {
		as = append(as, b.Action)
	}
	return as
}

func (c *counter) hasButton(a kiosk.Action) bool { return slices.Contains(c.actions(), a) }

// lastStep is the newest line of the sale's story.
func (c *counter) lastStep() string {
	return c.view.Panel.Timeline[len(c.view.Panel.Timeline)-1].Text.ID
}

// row is one of the list of what needs people.
func (c *counter) row(i int) kiosk.AttentionItem {
	c.t.Helper()
	require.Equal(c.t, kiosk.ScreenAttention, c.view.Screen)
	require.Greater(c.t, len(c.view.Attention.Rows), i)
	return c.view.Attention.Rows[i]
}

// chosen is the chosen row on screen.
func (c *counter) chosen() kiosk.AttentionItem {
	c.t.Helper()
	require.Equal(c.t, kiosk.ScreenAttention, c.view.Screen)
	i := slices.IndexFunc(c.view.Attention.Rows, func(d kiosk.AttentionItem) bool { return d.Selected })
	require.GreaterOrEqual(c.t, i, 0, "nothing is chosen")
	return c.view.Attention.Rows[i]
}

// closesAt reports whether e ends the till.
func (c *counter) closesAt(e kiosk.Event) bool {
	c.t.Helper()
	c.step(e)
	return len(effects[kiosk.Close](c)) > 0
}
