package pole

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/device/pole/poletest"
	"facepay/kiosk"
)

func TestFrame_GoldenBytes(t *testing.T) {
	for name, c := range map[string]struct {
		dialect Dialect
		showing Showing
		want    string
	}{
		"price":                  {LED8, Showing{LampPrice, "8.00"}, "\x1bs1\x1bQA8.00\r"},
		"total":                  {LED8, Showing{LampTotal, "12.34"}, "\x1bs2\x1bQA12.34\r"},
		"paid":                   {LED8, Showing{LampPaid, "20002.02"}, "\x1bs3\x1bQA20002.02\r"},
		"change":                 {LED8, Showing{LampChange, "0.01"}, "\x1bs4\x1bQA0.01\r"},
		"eight digits":           {LED8, Showing{LampTotal, "999999.99"}, "\x1bs2\x1bQA999999.99\r"},
		"nine do not fit":        {LED8, Showing{LampTotal, "1000000.00"}, "\x0c\x1bs0"},
		"clear":                  {LED8, Showing{}, "\x0c\x1bs0"},
		"two lines' price":       {CD5220, Showing{LampPrice, "8.00"}, "\x1bQA8.00     \r\x1bQBPRICE \r"},
		"two lines' total":       {CD5220, Showing{LampTotal, "12.34"}, "\x1bQA12.34    \r\x1bQBTOTAL \r"},
		"two lines' paid":        {CD5220, Showing{LampPaid, "20002.02"}, "\x1bQA20002.02 \r\x1bQBPAID  \r"},
		"two lines' change":      {CD5220, Showing{LampChange, "0.01"}, "\x1bQA0.01     \r\x1bQBCHANGE\r"},
		"two lines' eight":       {CD5220, Showing{LampTotal, "999999.99"}, "\x1bQA999999.99\r\x1bQBTOTAL \r"},
		"two lines are cleared":  {CD5220, Showing{}, "\x0c"},
		"two lines' nine digits": {CD5220, Showing{LampTotal, "1000000.00"}, "\x0c"},
	} {
		t.Run(name, func(t *testing.T) { require.Equal(t, c.want, string(c.dialect.Frame(Showing{}, c.showing))) })
	}
	typing := Showing{LampPrice, "8.00"}
	require.Equal(t, "\x1bQA85.00    \r", string(CD5220.Frame(typing, Showing{LampPrice, "85.00"})), "the word stands already")
	require.Equal(t, "\x1bQA8.00     \r\x1bQBTOTAL \r", string(CD5220.Frame(typing, Showing{LampTotal, "8.00"})))
	require.Equal(t, "\x1bQA8.00     \r\x1bQBPRICE \r", string(CD5220.Frame(Showing{LampPrice, "1000000.00"}, typing)), "it was cleared")
	require.Equal(t, "\r\x0c\x1b@", string(LED8.Begin()))
	require.Equal(t, "\r\x0c\x1b@", string(CD5220.Begin()))
}

// A display keeps what it has got of a frame when it is pulled, and is begun anew when it
// is back.
func TestFrame_StandsAfterOneThatWasCutOffAnywhere(t *testing.T) {
	for _, d := range []Dialect{LED8, CD5220} {
		for _, cut := range []Showing{{LampTotal, "1284.50"}, {LampPaid, "0.01"}, {}} {
			whole := append(d.Begin(), d.Frame(Showing{}, cut)...)
			for n := range len(whole) + 1 {
				at := poletest.Display{TwoLines: d == CD5220}
				_, _ = at.Write(whole[:n])
				_, _ = at.Write(append(d.Begin(), d.Frame(Showing{}, Showing{LampTotal, "7.65"})...))
				requireStands(t, d, Showing{LampTotal, "7.65"}, at)
			}
		}
	}
}

// A string covers whatever was longer before, and each amount is whole at every byte.
func TestFrame_FollowsAnyOtherWithoutARestOfIt(t *testing.T) {
	all := []Showing{{}, {LampPrice, "0.01"}, {LampPrice, "999999.99"}, {LampTotal, "12.34"}, {LampPaid, "20002.02"}, {LampChange, "7.66"}, {LampTotal, "1000000.00"}}
	for _, d := range []Dialect{LED8, CD5220} {
		for _, first := range all {
			for _, then := range all {
				at := poletest.Display{TwoLines: d == CD5220}
				_, _ = at.Write(append(d.Begin(), d.Frame(Showing{}, first)...))
				for _, b := range d.Frame(first, then) {
					_, _ = at.Write([]byte{b})
					require.Contains(t, []string{"", first.shown().Amount, then.shown().Amount}, at.Text)
				}
				requireStands(t, d, then.shown(), at)
			}
		}
	}
}

// requireStands compares what a display shows.
func requireStands(t *testing.T, d Dialect, want Showing, at poletest.Display) {
	t.Helper()
	if d == CD5220 {
		require.Equal(t, want.Amount, at.Text)
		require.Equal(t, strings.ToUpper(string(want.Lamp)), at.Lower)
		return
	}
	require.Equal(t, want.Amount, at.Text)
	require.Equal(t, string(lamps[want.Lamp]), string(at.Lamp))
}

func TestOf_ShowsTheCustomersAmountAsLongAsItCanBePaid(t *testing.T) {
	for kind, want := range map[kiosk.CustomerScreenKind]Lamp{
		kiosk.CustomerAmount: LampPrice, kiosk.CustomerOpening: LampTotal, kiosk.CustomerQR: LampTotal, kiosk.CustomerShowCode: LampTotal,
		kiosk.CustomerConfirm: LampTotal, kiosk.CustomerPaid: LampPaid, kiosk.CustomerAdverts: LampOff, kiosk.CustomerUnsure: LampOff,
		kiosk.CustomerFailed: LampOff, kiosk.CustomerAskHelp: LampOff,
	} {
		got := Of(&kiosk.View{Customer: kiosk.CustomerScreen{Kind: kind, Amount: "1,284.50"}})
		if want == LampOff {
			require.Equal(t, Showing{}, got, kind)
			continue
		}
		require.Equal(t, Showing{want, "1284.50"}, got, kind)
	}
}

func TestConfig_NamesTheKeyThatIsWrong(t *testing.T) {
	require.NoError(t, Default().Check())
	c := Default()
	c.Baud = 2401
	require.ErrorContains(t, c.Check(), "pole.baud")
	c = Default()
	c.Dialect = "led9"
	require.ErrorContains(t, c.Check(), "pole.dialect")
}
