package report

import (
	"fmt"
	"io"
	"strings"

	"codeberg.org/go-pdf/fpdf"

	"facepay/assets/font"
	"facepay/kiosk"
)

// Sizes of a page, in millimetres: A4.
const (
	pageWidth   = 210.0
	pageMargin  = 18.0
	pageInner   = pageWidth - 2*pageMargin
	pageEnd     = 297 - 20.0
	lineHeight  = 6.2
	chartHeight = 38.0
)

type ink struct{ r, g, b int }

// The colours of the till's screens, on white.
var (
	inkText     = ink{0x17, 0x19, 0x1E}
	inkDim      = ink{0x5A, 0x5F, 0x6A}
	inkHairline = ink{0xE2, 0xDF, 0xD7}
	inkWarn     = ink{0x7A, 0x3E, 0x00}
	inkBar      = ink{0x0F, 0x56, 0x46}
	inkUsual    = ink{0xE0, 0x8A, 0x00}
	inkWallets  = map[string]ink{
		"wechat": {0x07, 0xC1, 0x60}, "alipay": {0x16, 0x77, 0xFF}, "unionpay": {0xC8, 0x10, 0x2E}, "cash": {0x7A, 0x5A, 0xF8},
	}
)

// page draws a PDF from its top downwards.
type page struct {
	*fpdf.Fpdf
	head Head
	y    float64 // where the next thing goes
}

// newPage is a PDF with its title in the document's properties and the shop above its
// first page.
func newPage(h Head, title, period string) (*page, error) {
	shapes, err := font.TrueType()
	if err != nil {
		return nil, fmt.Errorf("read the font: %w", err)
	}
	p := &page{Fpdf: fpdf.New("P", "mm", "A4", ""), head: h}
	p.SetMargins(pageMargin, pageMargin, pageMargin)
	p.SetAutoPageBreak(false, 0)
	p.AddUTF8FontFromBytes("noto", "", shapes)
	p.SetTitle(paper(h.Shop+" · "+title+" · "+period), true)
	p.SetCreator("facepay", true)
	p.SetCreationDate(h.Made)
	p.SetModificationDate(h.Made)
	p.SetCatalogSort(true)
	p.SetLang(h.Texts.Language())
	p.AliasNbPages("")
	p.SetFooterFunc(func() {
		p.word(pageMargin, 297-10, 8, inkDim, h.t("report.made", "time", h.Made.Format("2006-01-02 15:04")))
		p.right(pageWidth-pageMargin, 297-10, 8, inkDim, fmt.Sprintf("%d", p.PageNo()))
	})
	p.AddPage()
	p.y = pageMargin + 4
	p.word(pageMargin, p.y, 10, inkDim, p.cut(h.line(), pageInner, 10))
	p.y += 9
	p.word(pageMargin, p.y, 20, inkText, title)
	p.right(pageWidth-pageMargin, p.y, 13, inkText, period)
	if h.Practice {
		p.y += 7
		p.word(pageMargin, p.y, 10, inkWarn, h.t("screen.practice"))
	}
	p.y += 8
	return p, p.Error()
}

// paper is text as the font draws it, on one line: fpdf's fonts end with the basic plane.
func paper(s string) string {
	s, _ = font.Legible(s)
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return ' '
		case r > 0xFFFF:
			return font.Mark
		}
		return r
	}, s)
}

// word sets text with its base line at y.
func (p *page) word(x, y, size float64, c ink, s string) {
	p.SetFont("noto", "", size)
	p.SetTextColor(c.r, c.g, c.b)
	p.Text(x, y, paper(s))
}

func (p *page) width(size float64, s string) float64 {
	p.SetFont("noto", "", size)
	return p.GetStringWidth(paper(s))
}

func (p *page) right(x, y, size float64, c ink, s string) { p.word(x-p.width(size, s), y, size, c, s) }

func (p *page) centre(x, y, size float64, c ink, s string) {
	p.word(x-p.width(size, s)/2, y, size, c, s)
}

// cut is as much of s as is no wider than room.
func (p *page) cut(s string, room, size float64) string {
	if p.width(size, s) <= room {
		return s
	}
	letters := []rune(s)
	for len(letters) > 0 && p.width(size, string(letters)+"…") > room {
		letters = letters[:len(letters)-1]
	}
	return string(letters) + "…"
}

func (p *page) box(x, y, w, h float64, c ink) {
	p.SetFillColor(c.r, c.g, c.b)
	p.Rect(x, y, w, h, "F")
}

func (p *page) hairline(y float64) { p.box(pageMargin, y, pageInner, 0.25, inkHairline) }

// room begins another page where height does not fit on this one.
func (p *page) room(height float64) (begun bool) {
	if p.y+height <= pageEnd {
		return false
	}
	p.AddPage()
	p.y = pageMargin + 4
	return true
}

// title of a part of the page.
func (p *page) section(s string, height float64) {
	p.room(height + 12)
	p.y += 7
	p.word(pageMargin, p.y, 11, inkText, s)
	p.y += 4
}

// figures are the numbers that an owner looks for first.
func (p *page) figures(t kiosk.Totals) {
	third := pageInner / 3
	for i, f := range []struct{ name, value string }{
		{"report.column.net", "¥ " + t.Net().Grouped()}, {"report.column.count", fmt.Sprint(t.Count)}, {"report.column.refunded", "¥ " + t.Refunded.Grouped()},
	} {
		x := pageMargin + float64(i)*third
		p.word(x, p.y+3, 9, inkDim, p.head.t(f.name))
		p.word(x, p.y+11, 17, inkText, f.value)
	}
	p.y += 17
	p.hairline(p.y)
	p.y += 2
}

// grid draws rows under a head that comes again on each page. The last row is their
// sum where total is set.
func (p *page) grid(rows [][]string, total bool) {
	const size = 9
	first := 0.0
	for _, row := range rows {
		first = max(first, p.width(size, row[0]))
	}
	first = min(first+4, pageInner/3)
	column := (pageInner - first) / float64(max(len(rows[0])-1, 1))
	set := func(row []string, c ink) {
		p.y += lineHeight
		p.word(pageMargin, p.y, size, c, p.cut(row[0], first, size))
		for i, cell := range row[1:] {
			p.right(pageMargin+first+float64(i+1)*column, p.y, size, c, p.cut(cell, column, size))
		}
	}
	p.room(3 * lineHeight)
	set(rows[0], inkDim)
	p.hairline(p.y + 1.6)
	p.y += 1
	for i, row := range rows[1:] {
		if p.room(2 * lineHeight) {
			set(rows[0], inkDim)
			p.hairline(p.y + 1.6)
			p.y += 1
		}
		if total && i == len(rows)-2 {
			p.hairline(p.y + 1.6)
			p.y += 1
		}
		set(row, inkText)
	}
	p.y += 3
}

func (p *page) write(w io.Writer) error { return p.Output(w) }
