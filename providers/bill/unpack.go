package bill

import (
	"archive/zip"
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"errors"
	"io"
	"path"
	"strings"

	"facepay/kiosk"
)

// entriesMax bounds an archive's files: Alipay's has two.
const entriesMax = 64

// encrypted is the flag of an entry that takes a password.
const encrypted = 1

// text is a bill's text, packed or not.
type text struct {
	size int64 // that is read of the file, or of the archive's entry
	open func(watch func(io.Reader) io.Reader) (io.ReadCloser, error)
}

// unpack finds the texts of a file: itself, or what is packed in it.
func unpack(f io.ReaderAt, size int64) ([]text, error) {
	magic := make([]byte, 4)
	n, err := f.ReadAt(magic, 0)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, err
	}
	switch magic = magic[:n]; {
	case bytes.HasPrefix(magic, []byte{0x1f, 0x8b}):
		return []text{{size, func(watch func(io.Reader) io.Reader) (io.ReadCloser, error) {
			z, err := gzip.NewReader(bufio.NewReader(watch(io.NewSectionReader(f, 0, size))))
			if err != nil {
				return nil, broken(err)
			}
			return closing{bounded(z, kiosk.BillBomb), z}, nil
		}}}, nil
	case bytes.HasPrefix(magic, []byte("PK")):
		return unzip(f, size)
	case bytes.HasPrefix(magic, []byte{0xd0, 0xcf, 0x11, 0xe0}): // the old form of Excel's
		return nil, kiosk.BillWorkbook
	}
	return []text{{size, func(watch func(io.Reader) io.Reader) (io.ReadCloser, error) {
		return io.NopCloser(bounded(watch(io.NewSectionReader(f, 0, size)), kiosk.BillLarge)), nil
	}}}, nil
}

func unzip(f io.ReaderAt, size int64) (texts []text, err error) {
	z, err := zip.NewReader(f, size)
	if err != nil {
		return nil, broken(err)
	}
	if len(z.File) > entriesMax {
		return nil, kiosk.BillPacked
	}
	for _, entry := range z.File {
		if entry.Name == "xl/workbook.xml" {
			return nil, kiosk.BillWorkbook
		}
		if ext := path.Ext(strings.ToLower(entry.Name)); ext != ".csv" && ext != ".txt" {
			continue
		}
		switch {
		case entry.Flags&encrypted != 0:
			return nil, kiosk.BillLocked
		case entry.UncompressedSize64 > BytesMax:
			return nil, kiosk.BillBomb
		}
		// That it says less is no more than a word: bounded counts.
		texts = append(texts, text{int64(entry.UncompressedSize64), func(watch func(io.Reader) io.Reader) (io.ReadCloser, error) {
			e, err := entry.Open()
			if err != nil {
				return nil, broken(err)
			}
			return closing{watch(bounded(e, kiosk.BillBomb)), e}, nil
		}})
	}
	return texts, nil
}

type closing struct {
	io.Reader
	io.Closer
}

// bounded ends with more after BytesMax, and calls a packed text that breaks off cut.
func bounded(r io.Reader, more kiosk.BillCause) io.Reader { return &bound{r, BytesMax, more} }

type bound struct {
	r    io.Reader
	left int64
	more kiosk.BillCause
}

func (b *bound) Read(p []byte) (int, error) {
	if b.left <= 0 {
		return 0, b.more
	}
	n, err := b.r.Read(p[:min(int64(len(p)), b.left)])
	b.left -= int64(n)
	return n, broken(err)
}

// broken names the errors of archives that end before their time or are damaged.
func broken(err error) error {
	switch {
	case errors.As(err, new(flate.CorruptInputError)):
		return kiosk.BillCut
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, gzip.ErrHeader), errors.Is(err, gzip.ErrChecksum), errors.Is(err, zip.ErrFormat),
		errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrAlgorithm):
		return kiosk.BillCut
	}
	return err
}
