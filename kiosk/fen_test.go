package kiosk

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestParseYuan(t *testing.T) {
	for text, want := range map[string]Fen{
		"0": 0, "0.00": 0, "1": 100, "0.01": 1, "12.3": 1230, "12.34": 1234, "007": 700,
		"10000000000": 0, "9999999999.99": 999_999_999_999,
	} {
		got, err := ParseYuan(text)
		if text == "10000000000" {
			require.ErrorIs(t, err, ErrAmountTooLarge)
			continue
		}
		require.NoError(t, err, text)
		require.Equal(t, want, got, text)
	}
	for text, want := range map[string]error{
		"": ErrAmountEmpty, ".": ErrAmountShape, "1.": ErrAmountShape, ".5": ErrAmountShape, "-1": ErrAmountShape,
		"1e3": ErrAmountShape, "1,000": ErrAmountShape, " 1": ErrAmountShape, "１": ErrAmountShape, "1.234": ErrAmountDecimals,
		strings.Repeat("9", 20): ErrAmountTooLarge, "1.2.3": ErrAmountShape, "+1": ErrAmountShape, "0x10": ErrAmountShape,
	} {
		_, err := ParseYuan(text)
		require.ErrorIs(t, err, want, text)
	}
}

func TestFen_Text(t *testing.T) {
	for f, want := range map[Fen][2]string{
		0: {"0.00", "0.00"}, 5: {"0.05", "0.05"}, 12850: {"128.50", "128.50"}, 128450: {"1284.50", "1,284.50"},
		100_000_000: {"1000000.00", "1,000,000.00"}, -128450: {"-1284.50", "-1,284.50"},
	} {
		require.Equal(t, want, [2]string{f.Yuan(), f.Grouped()})
	}
}

// FuzzParseYuan: what parses prints back as the same amount, and nothing else
// than plain decimals parses.
func FuzzParseYuan(f *testing.F) {
	for _, s := range []string{"", "0", "12.34", "1.234", "１", "1e9", "99999999999999999999", "-0.01", "0.1.2"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseYuan(s)
		if err != nil {
			return
		}
		if n < 0 || n > fenLimit || strings.Trim(s, "0123456789.") != "" {
			t.Fatalf("%q parsed as %d", s, n)
		}
		again, err := ParseYuan(n.Yuan())
		if err != nil || again != n {
			t.Fatalf("%q: %d printed as %q", s, n, n.Yuan())
		}
	})
}

// TestMoves holds the whole table, allowed and forbidden.
func TestMoves(t *testing.T) {
	states := []State{StateCreated, StateWaiting, StatePaid, StateFailed, StateClosed, StateUnknown}
	allowed := map[State]string{
		StateCreated: "waiting paid failed closed unknown", StateWaiting: "paid failed closed unknown",
		StateUnknown: "waiting paid failed closed", StateFailed: "paid", StateClosed: "paid", StatePaid: "",
	}
	for _, from := range states {
		for _, to := range states {
			require.Equal(t, strings.Contains(" "+allowed[from]+" ", " "+string(to)+" "), CanMove(from, to), "%s to %s", from, to)
		}
	}
}
