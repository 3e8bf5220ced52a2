package report

import (
	"archive/zip"
	"compress/flate"
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"facepay/kiosk"
)

// A workbook is written by own code, row by row into the archive. The library for it
// unpacks all rows into temporary files first, about a gigabyte for a million payments
// on a till's disk, which stay there when it is cut off, and holds the whole archive in
// memory at the end. ECMA-376 is the source of what stands below.

const (
	sheetRowsMax = 1_048_576 // of Excel and LibreOffice
	cellMax      = 32_767    // UTF-16 units in a cell, of Excel
	digitsMax    = 1e15      // numbers of more digits lose the last ones
)

// xlsxStyles has the styles of text, amounts, counts and heads, numbered in this order.
// Text has the format of text, so that it stays text also when somebody edits the cell.
const xlsxStyles = xmlHead + `<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">` +
	`<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts>` +
	`<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>` +
	`<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>` +
	`<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
	`<cellXfs count="4">` +
	`<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="1" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>` +
	`<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/>` +
	`</cellXfs></styleSheet>`

const (
	xmlHead      = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	relationType = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
	contentType  = "application/vnd.openxmlformats-officedocument.spreadsheetml."
)

// writeXLSX writes tables as the sheets of a workbook.
func writeXLSX(w io.Writer, tables ...table) error {
	b := newWorkbook(w)
	for _, t := range tables {
		if err := b.add(t); err != nil {
			return err
		}
	}
	return b.close()
}

type workbook struct {
	zip     *zip.Writer
	sheets  []string // names
	rowsMax int      // of a sheet, its head among them

	sheet io.Writer // the open one
	row   int       // number of its last row
	buf   []byte
}

func newWorkbook(w io.Writer) *workbook {
	archive := zip.NewWriter(w)
	archive.RegisterCompressor(zip.Deflate, func(to io.Writer) (io.WriteCloser, error) { return flate.NewWriter(to, flate.BestSpeed) })
	return &workbook{zip: archive, rowsMax: sheetRowsMax}
}

// bufferFull is the size at which what was formatted goes to the archive.
const bufferFull = 64 << 10

// add writes a table to a sheet of its name, and to more when it is full.
func (b *workbook) add(t table) error {
	columns := columnNames(len(t.head))
	head := make([]cell, len(t.head))
	for i, name := range t.head {
		head[i] = text(name)
	}
	begin := func(name string) error {
		if err := b.begin(name, len(t.head)); err != nil {
			return err
		}
		return b.write(columns, head, true)
	}
	if err := begin(t.name); err != nil {
		return err
	}
	part := 1
	for row, err := range t.rows {
		if err != nil {
			return err
		}
		if b.row == b.rowsMax {
			part++
			if err := b.end(); err != nil {
				return err
			}
			if err := begin(fmt.Sprintf("%s %d", t.name, part)); err != nil {
				return err
			}
		}
		if err := b.write(columns, row, false); err != nil {
			return err
		}
	}
	return b.end()
}

func (b *workbook) begin(name string, columns int) (err error) {
	b.sheets, b.row = append(b.sheets, name), 0
	b.sheet, err = b.zip.Create(fmt.Sprintf("xl/worksheets/sheet%d.xml", len(b.sheets)))
	b.buf = append(b.buf[:0], xmlHead+`<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">`+
		`<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`+
		`<cols><col min="1" max="`+strconv.Itoa(columns)+`" width="18" customWidth="1"/></cols><sheetData>`...)
	return err
}

func (b *workbook) end() error {
	b.buf = append(b.buf, `</sheetData></worksheet>`...)
	return b.flush()
}

func (b *workbook) flush() error {
	_, err := b.sheet.Write(b.buf)
	b.buf = b.buf[:0]
	return err
}

func (b *workbook) write(columns []string, row []cell, head bool) error {
	b.row++
	number := strconv.Itoa(b.row)
	out := append(b.buf, `<row r="`...)
	out = append(out, number...)
	out = append(out, `">`...)
	for i, c := range row {
		if c.kind == cellText && c.text == "" {
			continue
		}
		out = append(out, `<c r="`...)
		out = append(out, columns[i]...)
		out = append(out, number...)
		switch {
		case head:
			out = append(out, `" s="3" t="inlineStr"><is><t>`...)
			out = append(appendText(out, c.text), `</t></is></c>`...)
		case c.kind == cellText:
			out = append(out, `" s="0" t="inlineStr"><is><t xml:space="preserve">`...)
			out = append(appendText(out, c.text), `</t></is></c>`...)
		case c.number >= digitsMax || c.number <= -digitsMax:
			out = append(out, `" s="0" t="inlineStr"><is><t>`...)
			out = append(append(out, c.plain()...), `</t></is></c>`...)
		case c.kind == cellAmount:
			out = append(out, `" s="1"><v>`...)
			out = append(append(out, kiosk.Fen(c.number).Yuan()...), `</v></c>`...)
		default:
			out = append(out, `" s="2"><v>`...)
			out = append(strconv.AppendInt(out, c.number, 10), `</v></c>`...)
		}
	}
	b.buf = append(out, `</row>`...)
	if len(b.buf) < bufferFull {
		return nil
	}
	return b.flush()
}

// appendText appends s as the content of an element. What XML cannot hold, and what a
// program would read as a character's number, is written as such a number.
func appendText(out []byte, s string) []byte {
	if len(s) > cellMax {
		s = shortened(s)
	}
	for i := 0; i < len(s); {
		c := s[i]
		if c >= utf8.RuneSelf {
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == 0xFFFE || r == 0xFFFF {
				r = utf8.RuneError
			}
			out, i = utf8.AppendRune(out, r), i+size
			continue
		}
		switch {
		case c == '<':
			out = append(out, "&lt;"...)
		case c == '>':
			out = append(out, "&gt;"...)
		case c == '&':
			out = append(out, "&amp;"...)
		case c == '_' && numbered(s[i:]):
			out = append(out, "_x005F_"...)
		case c < ' ' && c != '\t' && c != '\n':
			out = fmt.Appendf(out, "_x%04X_", c)
		default:
			out = append(out, c)
		}
		i++
	}
	return out
}

// numbered reports whether s begins as a character's number is written, "_x000D_".
func numbered(s string) bool {
	return len(s) >= 7 && s[1] == 'x' && s[6] == '_' && strings.Trim(s[2:6], "0123456789abcdefABCDEF") == ""
}

// shortened is as much of s as a cell holds.
func shortened(s string) string {
	units := 0
	for i, r := range s {
		if units += max(utf16.RuneLen(r), 1); units > cellMax {
			return s[:i]
		}
	}
	return s
}

// columnNames are A, B … AA.
func columnNames(n int) []string {
	names := make([]string, n)
	for i := range names {
		for at := i; at >= 0; at = at/26 - 1 {
			names[i] = string(rune('A'+at%26)) + names[i]
		}
	}
	return names
}

// close writes what names the sheets.
func (b *workbook) close() error {
	var types, sheets, relations strings.Builder
	for i, name := range b.sheets {
		n := i + 1
		fmt.Fprintf(&types, `<Override PartName="/xl/worksheets/sheet%d.xml" ContentType="%sworksheet+xml"/>`, n, contentType)
		fmt.Fprintf(&sheets, `<sheet name="%s" sheetId="%d" r:id="rId%d"/>`, name, n, n)
		fmt.Fprintf(&relations, `<Relationship Id="rId%d" Type="%sworksheet" Target="worksheets/sheet%d.xml"/>`, n, relationType, n)
	}
	const relationships = `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`
	for _, part := range []struct{ name, content string }{
		{"xl/styles.xml", xlsxStyles},
		{"xl/workbook.xml", xmlHead + `<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="` + strings.TrimSuffix(relationType, "/") + `"><sheets>` +
			sheets.String() + `</sheets></workbook>`},
		{"xl/_rels/workbook.xml.rels", xmlHead + relationships + relations.String() + `<Relationship Id="rIdStyles" Type="` + relationType + `styles" Target="styles.xml"/></Relationships>`},
		{"_rels/.rels", xmlHead + relationships + `<Relationship Id="rId1" Type="` + relationType + `officeDocument" Target="xl/workbook.xml"/></Relationships>`},
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/xl/workbook.xml" ContentType="` + contentType + `sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="` + contentType + `styles+xml"/>` +
			types.String() + `</Types>`},
	} {
		w, err := b.zip.Create(part.name)
		if err != nil {
			return err
		}
		if _, err := io.WriteString(w, part.content); err != nil {
			return err
		}
	}
	return b.zip.Close()
}
