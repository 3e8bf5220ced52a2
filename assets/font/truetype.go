package font

import (
	"bytes"
	"compress/gzip"
	_ "embed" // the font
	"io"
)

//go:embed NotoSansSC-Regular.ttf.gz
var truetype []byte

// TrueType is Regular with TrueType outlines, without the characters beyond the basic
// plane: for PDFs, whose library embeds no others. It takes 7 MB as long as it is held.
func TrueType() ([]byte, error) {
	packed, err := gzip.NewReader(bytes.NewReader(truetype))
	if err != nil {
		return nil, err
	}
	return io.ReadAll(packed)
}
