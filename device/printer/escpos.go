package printer

import (
	"bytes"
	"strings"

	qrcode "github.com/skip2/go-qrcode"

	"golang.org/x/text/encoding/simplifiedchinese"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

// Press is the settings on which the bytes of a paper depend.
type Press struct {
	Columns  int
	Encoding Encoding
	Texts    *i18n.Catalogue
	Logo     *Bitmap // nil: none
}

const (
	// dotsPerColumn is the width of a Latin character of a printer's font A; all have it.
	dotsPerColumn = 12
	// qrModuleMost is the size of a QR's modules in dots, at which every phone reads it.
	qrModuleMost = 6
	// barcodeHeight in dots, 8 mm.
	barcodeHeight = 64
)

// dots is the width of the paper.
func (p Press) dots() int { return p.Columns * dotsPerColumn }

// Bytes are those which print a paper, as a copy or not.
func (p Press) Bytes(paper kiosk.Paper, isCopy bool) []byte {
	j := job{Press: p, size: 0}
	j.begin()
	if paper.Kind == kiosk.PaperTest {
		j.testPage()
	}
	for _, l := range paper.Lines {
		if l.Style == kiosk.LineCopy && !isCopy {
			continue
		}
		j.line(l)
	}
	j.end()
	return j.out.Bytes()
}

// DrawerPulse opens the cash drawer at either of a printer's two pins: 50 ms on, 500 ms off.
var DrawerPulse = []byte{0x1B, 'p', 0, 25, 250, 0x1B, 'p', 1, 25, 250}

// job is the bytes of a paper that is being written, and what the printer is set to by them.
type job struct {
	Press
	out    bytes.Buffer
	kanji  bool
	middle bool
	bold   bool
	size   byte // as GS ! takes it
}

func (j *job) put(b ...byte) { j.out.Write(b) }

// begin sets the printer to what the job supposes, whatever it was set to before.
func (j *job) begin() {
	j.put(0x1B, '@')
	j.put(0x1C, '.') // Kanji mode is on by itself in printers for China
}

func (j *job) end() {
	j.setMiddle(false)
	j.put(0x1B, 'd', 4)
	j.put(0x1D, 'V', 66, 0) // feeds to the knife; printers without one only feed
}

func (j *job) setKanji(on bool) {
	if j.kanji != on {
		j.kanji = on
		j.put(0x1C, map[bool]byte{true: '&', false: '.'}[on])
	}
}

func (j *job) setMiddle(on bool) {
	if j.middle != on {
		j.middle = on
		j.put(0x1B, 'a', bit(on))
	}
}

func bit(on bool) byte {
	if on {
		return 1
	}
	return 0
}

// setForm sets size and weight. Hanzi have a size of their own, FS !, in printers where
// GS ! is for Latin characters alone.
func (j *job) setForm(l line) {
	size := bit(l.wide)<<4 | bit(l.high)
	if j.size != size {
		j.size = size
		j.put(0x1D, '!', size)
		j.put(0x1C, '!', bit(l.wide)<<2|bit(l.high)<<3)
	}
	if j.bold != l.bold {
		j.bold = l.bold
		j.put(0x1B, 'E', bit(l.bold))
	}
}

func (j *job) line(l kiosk.PaperLine) {
	switch l.Style {
	case kiosk.LineBlank:
		j.put('\n')
	case kiosk.LineLogo:
		if j.Logo != nil {
			j.setMiddle(true)
			j.bitmap(j.Logo.narrowed(j.dots()))
		}
	case kiosk.LineBarcode:
		j.barcode(j.Texts.Text(l.Left))
	case kiosk.LineQR:
		j.qr(j.Texts.Text(l.Left))
	default:
		for _, line := range (setter{j.Columns, j.Texts}).set(l) {
			j.print(line)
		}
	}
}

// print prints one line, as text where the printer has all of its characters.
func (j *job) print(l line) {
	j.setMiddle(l.middle)
	text, ok := j.Encoding.bytes(l.text)
	if !ok {
		j.bitmap(drawLine(l))
		return
	}
	j.setForm(l)
	j.setKanji(j.Encoding != UTF8 && !ascii(l.text))
	j.out.Write(text)
	j.put('\n')
	j.setForm(line{})
}

func ascii(text string) bool {
	return !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 })
}

// bytes are text in e, false where a printer cannot be trusted to have a character. What
// nearly all have is GB 2312. GBK is more than twice as much, and what GB 18030 writes in
// four bytes comes out of most as garbage.
func (e Encoding) bytes(text string) ([]byte, bool) {
	if e == Raster {
		return []byte(text), ascii(text)
	}
	if ascii(text) {
		return []byte(text), true
	}
	out, err := simplifiedchinese.GBK.NewEncoder().Bytes([]byte(text))
	if err != nil {
		return nil, false
	}
	if e != GBK && !isGB2312(out) {
		return nil, false
	}
	if e == UTF8 {
		return []byte(text), true
	}
	return out, true
}

// isGB2312 reports whether text in GBK keeps to the rows of GB 2312: signs, and hanzi of
// both levels.
func isGB2312(text []byte) bool {
	for i := 0; i < len(text); i++ {
		lead := text[i]
		if lead < 0x80 {
			continue
		}
		if i++; i == len(text) || text[i] < 0xA1 {
			return false
		}
		if signs, hanzi := lead >= 0xA1 && lead <= 0xA9, lead >= 0xB0 && lead <= 0xF7; !signs && !hanzi {
			return false
		}
	}
	return true
}

// bandRows is the height of the pieces that a picture is sent in: small printers hold no
// more at once.
const bandRows = 128

// bitmap prints a picture by GS v 0.
func (j *job) bitmap(b *Bitmap) {
	for from := 0; from < b.Height; from += bandRows {
		rows := min(bandRows, b.Height-from)
		j.put(0x1D, 'v', '0', 0, byte(b.stride()), byte(b.stride()>>8), byte(rows), byte(rows>>8))
		j.out.Write(b.Bits[from*b.stride() : (from+rows)*b.stride()])
	}
}

// qr prints a QR by the printer's own command, as large as fits.
func (j *job) qr(text string) {
	code, err := qrcode.New(text, qrcode.Medium)
	if err != nil {
		return // longer than any QR: checked where it is configured
	}
	const modulesOfVersion1, quiet = 21, 8
	modules := modulesOfVersion1 + 4*(code.VersionNumber-1)
	size := min(qrModuleMost, max(1, j.dots()/(modules+quiet)))
	j.setMiddle(true)
	set := func(function byte, args ...byte) {
		n := len(args) + 2
		j.put(0x1D, '(', 'k', byte(n), byte(n>>8), '1', function)
		j.put(args...)
	}
	set('A', '2', 0)     // model 2
	set('C', byte(size)) // dots a module
	set('E', '1')        // level M
	set('P', append([]byte{'0'}, text...)...)
	set('Q', '0')
	j.put('\n')
}

// barcode prints text as Code 128 by the printer's own command, without its words. It is
// left out, and its QR has it, where modules of two dots do not fit: of one dot, 0.125 mm,
// readers have been seen to read none.
func (j *job) barcode(text string) {
	data, modules := code128(text)
	const quiet = 20
	width := 3
	if (modules+quiet)*width > j.dots() {
		width = 2
	}
	if modules*width > j.dots() || len(data) > 255 {
		return
	}
	j.setMiddle(true)
	j.put(0x1D, 'h', barcodeHeight, 0x1D, 'w', byte(width), 0x1D, 'H', 0)
	j.put(0x1D, 'k', 73, byte(len(data)))
	j.out.Write(data)
	j.put('\n')
}
