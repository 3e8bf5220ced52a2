package printer_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/device/printer/printertest"
)

// listen puts a printer into the network until the test ends.
func listen(t *testing.T, f *printertest.Printer) (port string) {
	t.Helper()
	n, err := f.Listen("")
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, n.Close()) })
	return n.Port()
}

// papersOf are the texts of what was printed.
func papersOf(t *testing.T, f *printertest.Printer) []string {
	t.Helper()
	all, err := f.Papers()
	require.NoError(t, err)
	return all
}

// originals counts the papers about an order that do not say that they are copies.
func originals(f *printertest.Printer, order string) int {
	_, n := f.About(order)
	return n
}
