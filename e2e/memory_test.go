//go:build e2e

package e2e

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// What is drawn is mapped by itself, and so goes back to the system when it is not
// shown any more: the rest of the C heap, where it would leave holes, stays as it is.
func TestMemory_WhatIsDrawnLeavesNoHoles(t *testing.T) {
	g := newGateway(t)
	tl := layTill(t, g, g.lepay())
	tl.environ = append(tl.environ, "FYNE_CACHE=5m") // all that was drawn is still there, however slow the sales are
	tl.open()
	vitals := func(after int) (l logLine) {
		tl.awaits("vitals in the log", func() bool { return len(tl.told("vitals")) > after })
		return tl.told("vitals")[after]
	}
	sells := func(from, to int) {
		for n := from; n < to; n++ {
			tl.types(fmt.Sprintf("%d.%02d", 100+n, n))
			tl.keys("F1")
			tl.await("QR", func(v logLine) bool { return v.Stage == kiosk.CustomerQR })
			tl.keys("Escape")
			tl.awaitNext()
		}
	}
	sells(0, 5) // the drawing library has made its programs then
	first := vitals(len(tl.told("vitals")))
	sells(5, 25)
	last := vitals(len(tl.told("vitals")))
	t.Logf("mapped: %d to %d KiB, else: %d to %d KiB, holes: %d to %d KiB", first.CMapped>>10, last.CMapped>>10,
		(first.CMemory-first.CMapped)>>10, (last.CMemory-last.CMapped)>>10, first.holes()>>10, last.holes()>>10)
	require.Greater(t, last.CMapped-first.CMapped, int64(8*mebibyte), "textures of the sales")
	require.Less(t, (last.CMemory-last.CMapped)-(first.CMemory-first.CMapped), int64(4*mebibyte))
}
