package tilltest

import (
	"slices"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// Actions are those of the panel's buttons.
func (c *Counter) Actions() (as []kiosk.Action) {
	for _, b := range c.View.Panel.Buttons {
		as = append(as, b.Action)
	}
	return as
}

func (c *Counter) HasButton(a kiosk.Action) bool { return slices.Contains(c.Actions(), a) }

// LastStep is the newest line of the sale's story.
func (c *Counter) LastStep() string {
	return c.View.Panel.Timeline[len(c.View.Panel.Timeline)-1].Text.ID
}

// Row is one of the list of what needs people.
func (c *Counter) Row(i int) kiosk.AttentionItem {
	c.T.Helper()
	require.Equal(c.T, kiosk.ScreenAttention, c.View.Screen)
	require.Greater(c.T, len(c.View.Attention.Rows), i)
	return c.View.Attention.Rows[i]
}

// Chosen is the chosen row on screen.
func (c *Counter) Chosen() kiosk.AttentionItem {
	c.T.Helper()
	require.Equal(c.T, kiosk.ScreenAttention, c.View.Screen)
	i := slices.IndexFunc(c.View.Attention.Rows, func(d kiosk.AttentionItem) bool { return d.Selected })
	require.GreaterOrEqual(c.T, i, 0, "nothing is chosen")
	return c.View.Attention.Rows[i]
}

// ClosesAt reports whether e ends the till.
func (c *Counter) ClosesAt(e kiosk.Event) bool {
	c.T.Helper()
	c.Step(e)
	return len(Effects[kiosk.Close](c)) > 0
}

// Lines are the stopped screen's orders that are to be noted down.
func (c *Counter) Lines() (orders []string) {
	require.Equal(c.T, kiosk.ScreenStopped, c.View.Screen)
	for _, s := range c.View.Panel.Timeline {
		require.Equal(c.T, "stopped.paid_unrecorded", s.Text.ID)
		orders = append(orders, s.Text.Args[3])
	}
	return orders
}
