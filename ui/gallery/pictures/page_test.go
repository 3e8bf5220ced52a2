package main

import (
	"bytes"
	"image/png"
	"maps"
	"os"
	"path/filepath"
	"testing"

	"fyne.io/fyne/v2/test"
	"github.com/stretchr/testify/require"
)

// root is the repository's.
const root = "../../../"

// TestScreensPage_HasEveryScreen holds that the page is what make screens writes now: it
// has each screen with a sentence, and each has its sheet.
func TestScreensPage_HasEveryScreen(t *testing.T) {
	b, err := newBooth(test.NewTempApp(t), "advert.png")
	require.NoError(t, err)
	all := b.screens()
	sheets, unused := map[string]bool{}, maps.Clone(sentences)
	for _, s := range all {
		require.False(t, sheets[s.sheet()], "two screens are named %s", s.sheet())
		sheets[s.sheet()] = true
		if s.group != groupEyes {
			require.NotEmpty(t, sentences[s.sheet()], "%s has no sentence", s.sheet())
			delete(unused, s.sheet())
		}
	}
	require.Empty(t, unused, "a sentence is of a screen that is not there")
	var page bytes.Buffer
	writePage(&page, b)
	written, err := os.ReadFile(root + screensPage)
	require.NoError(t, err)
	require.True(t, page.String() == string(written), "make screens writes %s anew", screensPage)

	files, err := filepath.Glob(root + sheetFolder + "/*")
	require.NoError(t, err)
	wide, rows := sheetGap, len(b.looks)*(smallFirst+sheetGap)+sheetGap
	for _, f := range frames {
		wide += int(f.size.Width*f.scale)*f.small/int(f.size.Height*f.scale) + sheetGap
	}
	var bytesInAll int64
	for _, file := range files {
		name := filepath.Base(file)
		require.True(t, sheets[name[:len(name)-len(filepath.Ext(name))]], "%s is the sheet of no screen", name)
		f, err := os.Open(file)
		require.NoError(t, err)
		info, err := f.Stat()
		require.NoError(t, err)
		bytesInAll += info.Size()
		head, err := png.DecodeConfig(f)
		require.NoError(t, err, name)
		require.NoError(t, f.Close())
		require.Equal(t, []int{wide, rows}, []int{head.Width, head.Height}, "%s lacks a size, a language or a size of text", name)
	}
	require.Len(t, files, len(sheets), "a screen has no sheet")
	const most = 8 << 20 // what a clone of the repository takes along for them
	require.Less(t, bytesInAll, int64(most))
}
