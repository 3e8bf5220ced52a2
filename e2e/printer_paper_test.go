//go:build e2e

package e2e

import (
	"bytes"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/device/printer/emulator"
)

// What stands on a paper as codes is read by zbar off its picture: the order's number as
// Code 128, for which 58 mm are too narrow, and as QR, and the link to the invoice.
func TestPapersAreReadByAnotherReader(t *testing.T) {
	t.Parallel()
	const order = "2026112912343001K7Q2XW9D"
	files, err := filepath.Glob("../device/printer/testdata/*.bin")
	require.NoError(t, err)
	require.NotEmpty(t, files)
	for _, file := range files {
		name := filepath.Base(file)
		wide := strings.Contains(name, "-80-")
		want := []string{"QR-Code:" + order}
		if wide {
			want = append(want, "CODE-128:"+order)
		}
		switch kind, _, _ := strings.Cut(name, "-"); kind {
		case "z":
			continue // it has none
		case "receipt":
			want = append(want, "QR-Code:https://fp.shop.example/kp?order="+order+"&sum=1284.50")
		}
		t.Run(name, func(t *testing.T) {
			data, err := os.ReadFile(file)
			require.NoError(t, err)
			dots := map[bool]int{true: 576, false: 384}[wide]
			page, err := emulator.Printer{Dots: dots, Charset: "gb18030"}.Print(data)
			require.NoError(t, err)
			var picture bytes.Buffer
			require.NoError(t, png.Encode(&picture, page.Image))
			cmd := exec.Command("zbarimg", "--quiet", "png:-")
			cmd.Stdin = &picture
			read, err := cmd.Output()
			require.NoError(t, err)
			require.ElementsMatch(t, want, strings.Split(strings.TrimSpace(string(read)), "\n"))
		})
	}
}
