package wire

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRepeats(t *testing.T) {
	const secret = "134567890123456789"
	for said, want := range map[string]bool{
		"付款码 134567890123456789 已过期": true, "1345 6789-0123": true, "…90123456…": true, "１３４５６７８９０１２３": true,
		"1345678": false, "": false, "余额不足": false,
	} {
		require.Equal(t, want, Repeats(said, "", secret), said)
	}
	require.True(t, Repeats("wrong password !?!", "!?!"), "one without letters and digits")
	require.True(t, Repeats("Token ABcd-EFGH is old", "xxabcdefghyy"), "in other capitals")
	require.False(t, Repeats("anything", "", ""))
}
