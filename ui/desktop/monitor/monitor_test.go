package monitor

import (
	"encoding/binary"
	"image"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"pgregory.net/rapid"
)

var (
	left  = Monitor{Name: "HDMI-1", EDID: "DEL-A0C7-4C3A5331", At: image.Rect(0, 0, 1280, 800)}
	right = Monitor{Name: "HDMI-2", EDID: "AOC-2401-00000000", At: image.Rect(1280, 0, 2304, 768)}
)

// liked is the monitor that is most like an identity.
func liked(id string, all ...Monitor) Monitor {
	return slices.MaxFunc(all, func(a, b Monitor) int { return a.Likeness(id) - b.Likeness(id) })
}

func TestLikeness_FindsTheOneThatIsMeant(t *testing.T) {
	id := right.ID()
	require.Equal(t, "HDMI-2 AOC-2401-00000000 +1280+0", id)
	require.Equal(t, right, liked(id, left, right))

	swapped := []Monitor{left, right}
	swapped[0].Name, swapped[1].Name = right.Name, left.Name
	swapped[0].At, swapped[1].At = image.Rect(1024, 0, 2304, 800), image.Rect(0, 0, 1024, 768)
	require.Equal(t, swapped[1], liked(id, swapped...), "the cables were changed over")

	other := right
	other.EDID = "BNQ-7F00-00000001"
	require.Equal(t, other, liked(id, left, other), "a new one at the same socket")

	one := Monitor{Name: "Generic PnP Monitor", At: left.At}
	two := Monitor{Name: "Generic PnP Monitor", At: right.At}
	require.NotEqual(t, one.ID(), two.ID())
	require.Equal(t, two, liked(two.ID(), one, two), "named alike")
	require.Equal(t, one, liked(one.ID(), one, two), "named alike")

	above := Monitor{Name: "DP-1", At: image.Rect(-1920, -1080, 0, 0)}
	require.Equal(t, "DP-1 -1920-1080", above.ID())
	require.Less(t, above.Likeness("DP-2 -1920-1080"), Recognised, "another one at the same place")
	require.Zero(t, above.Likeness(""))
}

func TestLikeness_NoneIsMoreLikeThanItself(t *testing.T) {
	names := []string{"", "HDMI-1", "Generic PnP Monitor", "显示器"}
	rapid.Check(t, func(rt *rapid.T) {
		draw := rapid.Custom(func(rt *rapid.T) Monitor {
			at := image.Pt(rapid.IntRange(-4000, 4000).Draw(rt, "x"), rapid.IntRange(-4000, 4000).Draw(rt, "y"))
			return Monitor{
				Name: rapid.SampledFrom(names).Draw(rt, "name"), EDID: rapid.SampledFrom([]string{"", "DEL-1", "AOC-1"}).Draw(rt, "edid"),
				At: image.Rectangle{Min: at, Max: at.Add(image.Pt(1280, 800))},
			}
		})
		m, other := draw.Draw(rt, "monitor"), draw.Draw(rt, "other")
		require.GreaterOrEqual(rt, m.Likeness(m.ID()), other.Likeness(m.ID()))
	})
}

func TestReadEDID(t *testing.T) {
	block := make([]byte, edidSize)
	copy(block, []byte{0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0})
	binary.BigEndian.PutUint16(block[8:], 4<<10|5<<5|12) // D, E, L
	binary.LittleEndian.PutUint16(block[10:], 0xA0C7)
	binary.LittleEndian.PutUint32(block[12:], 0x4C3A5331)
	copy(block[54:], []byte{0x02, 0x3A}) // a timing
	copy(block[72:], "\x00\x00\x00\xFC\x00DELL U2415\n  ")
	id, model := readEDID(block)
	require.Equal(t, "DEL-A0C7-4C3A5331", id)
	require.Equal(t, "DELL U2415", model)

	copy(block[90:], "\x00\x00\x00\xFF\x00X1\x80 23\n     ")
	id, _ = readEDID(block)
	require.Equal(t, "DEL-A0C7-X1_23", id)

	for _, bad := range [][]byte{nil, block[:127], append([]byte{1}, block[1:]...)} {
		id, model = readEDID(bad)
		require.Empty(t, id+model)
	}
}

func TestWatch_TellsEachChangeOnce(t *testing.T) {
	all := []Monitor{left}
	w := &Watch{list: func() ([]Monitor, error) { return all, nil }}
	told := 0
	w.Changed(func() { told++ })
	w.read()
	w.read()
	require.Equal(t, 1, told)
	require.Equal(t, all, w.Monitors())
	all = []Monitor{right, left} // another is the primary one
	w.read()
	require.Equal(t, 2, told)
	w.list = func() ([]Monitor, error) { return nil, image.ErrFormat }
	w.read()
	require.Equal(t, all, w.Monitors(), "what cannot be read changes nothing")
	require.Equal(t, 2, told)
}
