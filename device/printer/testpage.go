package printer

import (
	"context"
	"fmt"
	"strings"

	"facepay/kiosk"
	"facepay/kiosk/health"
)

// testWords are on each line of the test page: simplified hanzi that every printer has.
const testWords = "收款小票 12.34 元"

// testPage prints the same words in each encoding, whose name stands before them in plain
// letters: the line that can be read is the right one. The last one, a picture, always can.
func (j *job) testPage() {
	configured := j.Encoding
	for _, name := range Encodings() {
		j.Encoding = Encoding(name)
		mark := " "
		if j.Encoding == configured {
			mark = ">"
		}
		// On a line of their own: in a wrong encoding the words may take the letters beside them.
		j.print(line{text: fmt.Sprintf("%s encoding = %q", mark, name)})
		j.print(line{text: "  " + testWords})
		j.put('\n')
	}
	j.Encoding = Raster
	for _, columns := range []int{32, 42, 48} {
		mark := " "
		if columns == j.Columns {
			mark = ">"
		}
		j.print(line{text: fmt.Sprintf("%s columns = %d", mark, columns)})
		j.print(line{text: strings.Repeat("-", columns-1) + "|"})
	}
	j.Encoding = configured
}

// TestPaper is the test page.
func TestPaper(shop, till string) kiosk.Paper {
	return kiosk.Paper{Kind: kiosk.PaperTest, Lines: []kiosk.PaperLine{
		{Style: kiosk.LineRule},
		{Style: kiosk.LineHeading, Left: kiosk.Verbatim(shop)},
		{Style: kiosk.LinePair, Left: kiosk.T("receipt.till"), Right: kiosk.Verbatim(till)},
		{Style: kiosk.LineText, Left: kiosk.T("receipt.test.read")},
		{Style: kiosk.LineBarcode, Left: kiosk.Verbatim("20261129120000")},
		{Style: kiosk.LineQR, Left: kiosk.Verbatim("facepay")},
	}}
}

// PrintTestPage prints the test page once, beside any queue, and tells what came of it.
func PrintTestPage(ctx context.Context, c Config, p Press, shop, till string) []kiosk.CheckResult {
	if c.Port == "" {
		return health.One(health.Warning(kiosk.CheckPrinter, "printer.none"))
	}
	t := try{cfg: c}
	end := t.print(ctx, p.Bytes(TestPaper(shop, till), false), func() error { return nil })
	switch {
	case end.fault != kiosk.PrinterFine:
		return health.One(Result(c.Port, Report{Fault: end.fault}))
	case end.state == kiosk.PrintPrinted:
		return health.One(health.OK(kiosk.CheckPrinter, "printer.test_printed", "port", c.Port))
	}
	return health.One(health.OK(kiosk.CheckPrinter, "printer.test_sent", "port", c.Port))
}
