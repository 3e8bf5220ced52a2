package progress

import (
	"bytes"
	"io"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"
)

func TestLine_HasTheEndInSight(t *testing.T) {
	for want, row := range map[string]struct {
		done, total int64
		after       time.Duration
	}{
		"verify:   0%  0 of 1000":                       {0, 1000, 0},
		"verify:  25%  250 of 1000, about 30s left":     {250, 1000, 10 * time.Second},
		"verify:  99%  999 of 1000, about 1s left":      {999, 1000, 2 * time.Second},
		"verify:  10%  100 of 1000, about 1h30m0s left": {100, 1000, 10 * time.Minute},
		"verify:  50%  5 of 10":                         {5, 10, time.Millisecond},
		"verify: 100%  1000 of 1000":                    {1000, 1000, time.Minute},
		"verify: 100%  10 of 10":                        {12, 10, time.Minute},
		"verify: 7":                                     {7, 0, time.Minute},
	} {
		require.Equal(t, want, Line("verify", row.done, row.total, row.after))
	}
}

// bar draws into out on a terminal of so many columns, with a clock that the test moves.
func bar(out *bytes.Buffer, now *time.Time, columns int) *Bar {
	return &Bar{out: out, what: "copy", now: func() time.Time { return *now }, wide: func() int { return columns }}
}

func TestBar_DrawsOverItselfAndLeavesNothing(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(1000, 0)
	b := bar(&out, &now, 80)
	b.Show(0, 200)
	require.Equal(t, "\rcopy:   0%  0 of 200", out.String())
	out.Reset()
	b.Show(1, 200) // in the same moment
	require.Empty(t, out.String())
	now = now.Add(2 * time.Second)
	b.Show(20, 200)
	require.Equal(t, "\rcopy:  10%  20 of 200, about 18s left", out.String())
	out.Reset()
	b.Show(200, 200)
	require.Equal(t, "\rcopy: 100%  200 of 200"+strings.Repeat(" ", 15), out.String(), "what was longer is cleared")
	out.Reset()
	b.End()
	require.Equal(t, "\r"+strings.Repeat(" ", 22)+"\r", out.String())
	out.Reset()
	b.Show(200, 200)
	require.Empty(t, out.String())
}

func TestBar_IsNeverWiderThanItsTerminal(t *testing.T) {
	var out bytes.Buffer
	now := time.Unix(1000, 0)
	bar(&out, &now, 10).Show(1, 200)
	require.Equal(t, "\rcopy:   0", out.String())
}

func TestOn_OnlyATerminalIsDrawnOn(t *testing.T) {
	require.Nil(t, On(&bytes.Buffer{}, "copy"))
	file, err := os.Create(t.TempDir() + "/stderr")
	require.NoError(t, err)
	defer file.Close()
	none := On(file, "copy")
	require.Nil(t, none)
	none.Show(1, 2)
	require.Equal(t, file, none.Around(file))
	none.End()

	master, terminal, err := pty.Open()
	require.NoError(t, err)
	defer master.Close()
	defer terminal.Close()
	b := On(terminal, "copy")
	require.NotNil(t, b)
	b.Show(1, 2)
	read := make([]byte, 100)
	want := "\rcopy:  50%  1 of 2"
	_, err = io.ReadFull(master, read[:len(want)])
	require.NoError(t, err)
	require.Equal(t, want, string(read[:len(want)]))
	require.Equal(t, file, b.Around(file), "what goes elsewhere is not in its way")
	_, err = b.Around(terminal).Write([]byte("a line"))
	require.NoError(t, err)
	want = "\r" + strings.Repeat(" ", 18) + "\ra line"
	_, err = io.ReadFull(master, read[:len(want)])
	require.NoError(t, err)
	require.Equal(t, want, string(read[:len(want)]))
}
