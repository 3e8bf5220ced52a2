// Package emulator is a receipt printer that prints into memory: a small interpreter of
// ESC/POS, written from the printers' side, which says what a paper says and draws it. It
// knows nothing of the till that made the bytes, takes no command that it does not know,
// and no line that does not fit: what it accepts a printer prints.
package emulator

import (
	"fmt"
	"image"
	"image/color"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
)

// Printer is a printer by its build.
type Printer struct {
	Dots    int    // across its paper: 384 on 58 mm, 576 on 80 mm
	Charset string // "gb18030" (GBK is a part of it) or "utf-8", the character set of its hanzi
}

// Page is one paper.
type Page struct {
	Lines    []string // its text; a picture is "[picture]"
	QRs      []string
	Barcodes []string
	Pictures int // drawn by the till
	Cuts     int
	Pulses   int // of the drawer
	Image    *image.Gray
}

// Text is all lines, without blanks at their ends.
func (p *Page) Text() string {
	var b strings.Builder
	for _, l := range p.Lines {
		b.WriteString(strings.TrimRight(l, " ") + "\n")
	}
	return b.String()
}

const (
	columnDots = 12
	lineDots   = 30
	glyphDots  = 24
)

// head is a printer at work.
type head struct {
	Printer
	page Page
	data []byte
	at   int

	kanji, bold   bool
	middle        bool
	wide, high    bool // Latin characters
	kwide, khigh  bool // hanzi
	height, width int  // of bar codes
	module        int  // of QRs
	stored        string
	line          []cell
	y             int
}

type cell struct {
	r          rune
	columns    int
	wide, high bool
	bold       bool
}

// Print prints the bytes of a job. An error tells the place of the first byte that a
// printer would not have understood.
func (p Printer) Print(data []byte) (*Page, error) {
	h := head{Printer: p, data: data, height: 162, width: 3, module: 3}
	h.page.Image = image.NewGray(image.Rect(0, 0, p.Dots, 0))
	for h.at < len(h.data) {
		from := h.at
		if err := h.next(); err != nil {
			return &h.page, fmt.Errorf("at byte %d: %w", from, err)
		}
	}
	if len(h.line) > 0 {
		return &h.page, fmt.Errorf("the last line %q has no end", h.words())
	}
	return &h.page, nil
}

// take returns the next n bytes.
func (h *head) take(n int) ([]byte, error) {
	if h.at+n > len(h.data) {
		return nil, fmt.Errorf("the job ends within a command")
	}
	h.at += n
	return h.data[h.at-n : h.at], nil
}

func (h *head) next() error {
	b, err := h.take(1)
	if err != nil {
		return err
	}
	switch b[0] {
	case 0x1B:
		return h.esc()
	case 0x1C:
		return h.fs()
	case 0x1D:
		return h.gs()
	case '\n':
		return h.feed()
	}
	if b[0] < ' ' || b[0] == 0x7F {
		return fmt.Errorf("the control character %#x", b[0])
	}
	h.at--
	return h.character()
}

func (h *head) esc() error {
	b, err := h.take(1)
	if err != nil {
		return err
	}
	switch b[0] {
	case '@':
		if len(h.line) > 0 {
			return fmt.Errorf("it is reset within a line")
		}
		h.kanji, h.bold, h.middle, h.wide, h.high, h.kwide, h.khigh = true, false, false, false, false, false, false
		return nil
	case 'a', 'E', 'd':
		n, err := h.take(1)
		if err != nil {
			return err
		}
		switch {
		case b[0] == 'E':
			h.bold = n[0]&1 == 1
		case b[0] == 'd':
			h.grow(int(n[0]) * lineDots)
		case n[0] > 1:
			return fmt.Errorf("justification %d", n[0])
		case len(h.line) > 0:
			return fmt.Errorf("justification within a line, where printers ignore it")
		default:
			h.middle = n[0] == 1
		}
		return nil
	case 'p':
		n, err := h.take(3)
		if err == nil && n[0] > 1 {
			err = fmt.Errorf("drawer pin %d", n[0])
		}
		h.page.Pulses++
		return err
	}
	return fmt.Errorf("ESC %q", b[0])
}

func (h *head) fs() error {
	b, err := h.take(1)
	if err != nil {
		return err
	}
	switch b[0] {
	case '&', '.':
		h.kanji = b[0] == '&'
		return nil
	case '!':
		n, err := h.take(1)
		if err == nil {
			h.kwide, h.khigh = n[0]&4 != 0, n[0]&8 != 0
		}
		return err
	}
	return fmt.Errorf("FS %q", b[0])
}

func (h *head) gs() error {
	b, err := h.take(1)
	if err != nil {
		return err
	}
	switch b[0] {
	case '!', 'h', 'w', 'H':
		n, err := h.take(1)
		if err != nil {
			return err
		}
		switch b[0] {
		case '!':
			h.wide, h.high = n[0]>>4 == 1, n[0]&15 == 1
		case 'h':
			h.height = int(n[0])
		case 'w':
			h.width = int(n[0])
		}
		return nil
	case 'V':
		if _, err := h.take(2); err != nil {
			return err
		}
		h.page.Cuts++
		return nil
	case 'k':
		return h.barcode()
	case '(':
		return h.qr()
	case 'v':
		return h.picture()
	}
	return fmt.Errorf("GS %q", b[0])
}

// character reads one of text, as the mode says.
func (h *head) character() error {
	b := h.data[h.at]
	if b < 0x80 {
		h.at++
		return h.put(cell{rune(b), 1, h.wide, h.high, h.bold})
	}
	if h.Charset == "utf-8" {
		r, n := utf8.DecodeRune(h.data[h.at:])
		if r == utf8.RuneError || h.kanji {
			return fmt.Errorf("the byte %#x, which is no UTF-8", b)
		}
		h.at += n
		return h.put(cell{r, 2, h.wide, h.high, h.bold})
	}
	if !h.kanji {
		return fmt.Errorf("the byte %#x outside of Kanji mode", b)
	}
	pair, err := h.take(2)
	if err != nil {
		return err
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().String(string(pair))
	r, _ := utf8.DecodeRuneInString(text)
	if err != nil || r == utf8.RuneError {
		return fmt.Errorf("the bytes % x, which are no character", pair)
	}
	return h.put(cell{r, 2, h.kwide, h.khigh, h.bold})
}

func (c cell) dots() int {
	if c.wide {
		return 2 * c.columns * columnDots
	}
	return c.columns * columnDots
}

func (h *head) put(c cell) error {
	used := c.dots()
	for _, other := range h.line {
		used += other.dots()
	}
	if used > h.Dots {
		return fmt.Errorf("%q does not fit into the line %q", c.r, h.words())
	}
	h.line = append(h.line, c)
	return nil
}

func (h *head) words() string {
	var b strings.Builder
	for _, c := range h.line {
		b.WriteRune(c.r)
	}
	return b.String()
}

// feed prints the line.
func (h *head) feed() error {
	height, width := lineDots, 0
	for _, c := range h.line {
		width += c.dots()
		if c.high {
			height = lineDots + glyphDots
		}
	}
	h.page.Lines = append(h.page.Lines, h.words())
	at := h.indent(width)
	top := h.grow(height)
	for _, c := range h.line {
		h.draw(c, at, top+height)
		at += c.dots()
	}
	h.line = nil
	return nil
}

func (h *head) indent(width int) int {
	if h.middle {
		return (h.Dots - width) / 2
	}
	return 0
}

// grow feeds the paper, and returns where it was.
func (h *head) grow(rows int) (top int) {
	top = h.y
	h.y += rows
	longer := image.NewGray(image.Rect(0, 0, h.Dots, h.y))
	for i := range longer.Pix {
		longer.Pix[i] = 0xFF
	}
	copy(longer.Pix, h.page.Image.Pix)
	h.page.Image = longer
	return top
}

func (h *head) black(x, y, width, height int) {
	for dy := range height {
		for dx := range width {
			h.page.Image.SetGray(x+dx, y+dy, color.Gray{})
		}
	}
}
