package emulator

import (
	"fmt"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/oned"
	qrcode "github.com/skip2/go-qrcode"
)

// barcode prints what GS k 73 has: {B is followed by characters, {C by pairs of digits.
func (h *head) barcode() error {
	start, err := h.take(2)
	if err != nil {
		return err
	}
	if start[0] != 73 {
		return fmt.Errorf("bar code of kind %d", start[0])
	}
	data, err := h.take(int(start[1]))
	if err != nil {
		return err
	}
	text, set := "", byte(0)
	for i := 0; i < len(data); i++ {
		switch {
		case data[i] == '{' && i+1 < len(data) && data[i+1] == '{' && set == 'B':
			text += "{"
			i++
		case data[i] == '{' && i+1 < len(data) && (data[i+1] == 'B' || data[i+1] == 'C'):
			i++
			set = data[i]
		case set == 'B':
			text += string(rune(data[i]))
		case set == 'C' && data[i] < 100:
			text += fmt.Sprintf("%02d", data[i])
		default:
			return fmt.Errorf("the byte %#x in code set %q", data[i], set)
		}
	}
	bars, err := oned.NewCode128Writer().EncodeWithoutHint(text, gozxing.BarcodeFormat_CODE_128, 1, 1)
	if err != nil {
		return fmt.Errorf("bar code %q: %w", text, err)
	}
	box := bars.GetEnclosingRectangle()
	from, modules := box[0], box[2]
	if modules*h.width > h.Dots {
		return fmt.Errorf("a bar code of %d dots: it is not printed at all", modules*h.width)
	}
	at := h.indent(modules * h.width)
	top := h.grow(h.height)
	for x := range modules {
		if bars.Get(from+x, 0) {
			h.black(at+x*h.width, top, h.width, h.height)
		}
	}
	h.page.Barcodes = append(h.page.Barcodes, text)
	return nil
}

// qr takes the functions of GS ( k for QR.
func (h *head) qr() error {
	start, err := h.take(3)
	if err != nil {
		return err
	}
	args, err := h.take(int(start[1]) | int(start[2])<<8)
	if err != nil {
		return err
	}
	if start[0] != 'k' || len(args) < 3 || args[0] != '1' {
		return fmt.Errorf("GS ( %q % x", start[0], args)
	}
	switch args[1] {
	case 'A', 'E':
	case 'C':
		h.module = int(args[2])
	case 'P':
		h.stored = string(args[3:])
	case 'Q':
		return h.drawQR()
	default:
		return fmt.Errorf("function %q of a QR", args[1])
	}
	return nil
}

func (h *head) drawQR() error {
	code, err := qrcode.New(h.stored, qrcode.Medium)
	if err != nil {
		return err
	}
	code.DisableBorder = true
	dots := code.Bitmap()
	side := len(dots) * h.module
	if side > h.Dots {
		return fmt.Errorf("a QR of %d dots: it is not printed at all", side)
	}
	at := h.indent(side)
	top := h.grow(side)
	for y, row := range dots {
		for x, black := range row {
			if black {
				h.black(at+x*h.module, top+y*h.module, h.module, h.module)
			}
		}
	}
	h.page.QRs = append(h.page.QRs, h.stored)
	return nil
}

// picture prints what GS v 0 has.
func (h *head) picture() error {
	start, err := h.take(6)
	if err != nil {
		return err
	}
	stride, rows := int(start[2])|int(start[3])<<8, int(start[4])|int(start[5])<<8
	if start[0] != '0' || start[1] != 0 || stride == 0 || rows == 0 {
		return fmt.Errorf("GS v % x", start)
	}
	if len(h.line) > 0 {
		return fmt.Errorf("a picture within a line, where printers ignore it")
	}
	if stride*8 > h.Dots {
		return fmt.Errorf("a picture of %d dots: its right edge is cut off", stride*8)
	}
	data, err := h.take(stride * rows)
	if err != nil {
		return err
	}
	at := h.indent(stride * 8)
	top := h.grow(rows)
	for y := range rows {
		for x := range stride * 8 {
			if data[y*stride+x/8]&(0x80>>(x%8)) != 0 {
				h.black(at+x, top+y, 1, 1)
			}
		}
	}
	h.page.Lines = append(h.page.Lines, "[picture]")
	h.page.Pictures++
	return nil
}
