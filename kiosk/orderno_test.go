package kiosk

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTillTag_IsStableAndHasTwoLettersOrDigits(t *testing.T) {
	for till, want := range map[string]string{"01": "01", "a7": "A7", "7": "07", "Z": "0Z", "IO": "IO"} {
		require.Equal(t, want, TillTag(till))
	}
	tags := map[string]bool{}
	for _, till := range []string{"", "一号", "counter 1", "counter 2", "001", "-1"} {
		tag := TillTag(till)
		require.Regexp(t, "^[0-9A-Z]{2}$", tag, till)
		require.Equal(t, tag, TillTag(till))
		tags[tag] = true
	}
	require.Greater(t, len(tags), 3)
}

func TestOrderNo_TagIsOfTillsAlone(t *testing.T) {
	for number, want := range map[OrderNo]string{
		"20260102090000010123456789": "01",
		"20260102090000ZZ0123":       "ZZ",
		"20260102090000zz0123456789": "zz",
		"2026010209000001012":        "", // too short
		"20261302090000010123456789": "", // the thirteenth month
		"2026010209000001012345678I": "01",
		"2026010209000001012345678一": "",
		"202601020900000-0123456789": "",
		"":                           "",
	} {
		require.Equal(t, want, number.Tag(), number)
	}
}
