package printer_test

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/multi/qrcode"
	"github.com/makiuchi-d/gozxing/oned"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/device/printer"
	"facepay/device/printer/emulator"
	"facepay/kiosk"
)

var update = flag.Bool("update", false, "write the golden bytes anew")

var beijing = time.FixedZone("CST", 8*3600)

func at(hour, minute int) time.Time { return time.Date(2026, 11, 29, hour, minute, 30, 0, beijing) }

const (
	orderNo = "2026112912343001K7Q2XW9D"
	invoice = "https://fp.shop.example/kp?order={order_no}&sum={amount}"
)

func head() kiosk.PaperHead {
	return kiosk.PaperHead{Shop: "示例小店（中关村东路分店）", Till: "01", Location: beijing, InvoiceLink: invoice}
}

func payment() kiosk.Payment {
	return kiosk.Payment{
		OrderNo: orderNo, Amount: 128450, Wallet: kiosk.WeChat, State: kiosk.StatePaid, PaidAt: at(12, 34), Cashier: "王小明",
		TradeNo: "4200002345202611291234567890",
	}
}

func shift() *kiosk.Shift {
	counted := kiosk.Fen(59800)
	wechat, cash := kiosk.Totals{Count: 42, Paid: 1284500, RefundCount: 1, Refunded: 1200}, kiosk.Totals{Count: 7, Paid: 9800}
	return &kiosk.Shift{
		Number: 17, OpenedAt: at(8, 1), ClosedAt: at(21, 30), OpenedBy: "王小明", ClosedBy: "李芳",
		Totals:    wechat.Add(cash),
		ByWallet:  map[kiosk.Wallet]kiosk.Totals{kiosk.WeChat: wechat, kiosk.Cash: cash},
		ByCashier: map[string]kiosk.Totals{"王小明": wechat, "李芳": cash},
		Cash:      &kiosk.CashCount{Opening: 50000, Taken: 9800, Counted: &counted},
		Counted:   map[kiosk.Wallet]kiosk.Fen{kiosk.WeChat: 1283000},
		Carried:   []kiosk.OrderNo{"2026112920591201ABCDEFGH"},
		Notes:     []kiosk.ShiftNote{kiosk.ShiftNoteOther},
	}
}

func papers(t *testing.T) map[string]kiosk.Paper {
	t.Helper()
	sale, ok := head().Sale(payment())
	require.True(t, ok)
	refund, ok := head().Refund(payment(), kiosk.Refund{
		No: "R2026112913001201ZZTOP123", OrderNo: orderNo, Amount: 500, State: kiosk.RefundDone, Reason: string(kiosk.RefundReturned), DoneAt: at(13, 0),
	})
	require.True(t, ok)
	return map[string]kiosk.Paper{"receipt": sale, "refund": refund, "z": head().Shift(shift(), at(21, 31)), "test": printer.TestPaper("示例小店", "01")}
}

func press(t *testing.T, columns int, language string) printer.Press {
	t.Helper()
	texts, err := i18n.Load(language)
	require.NoError(t, err)
	return printer.Press{Columns: columns, Encoding: printer.GB18030, Texts: texts}
}

// printed is the paper that a printer makes of bytes.
func printed(t *testing.T, columns int, data []byte) *emulator.Page {
	t.Helper()
	page, err := emulator.Printer{Dots: columns * 12, Charset: "gb18030"}.Print(data)
	require.NoError(t, err)
	return page
}

// The bytes are those that were looked at once, on both papers and in both languages, and
// an interpreter that was written apart reads them: as text, and as a picture whose codes
// another program reads.
func TestPapers_AreTheGoldenBytesAndReadBackAsTextAndAsPicture(t *testing.T) {
	for name, paper := range papers(t) {
		if name == "test" {
			continue
		}
		for width, columns := range map[string]int{"58": 32, "80": 48} {
			for _, language := range []string{"zh-CN", "en"} {
				file := filepath.Join("testdata", strings.Join([]string{name, width, language}, "-"))
				t.Run(filepath.Base(file), func(t *testing.T) {
					data := press(t, columns, language).Bytes(paper, false)
					page := printed(t, columns, data)
					if *update {
						require.NoError(t, os.WriteFile(file+".bin", data, 0o644))
						require.NoError(t, os.WriteFile(file+".txt", []byte(page.Text()), 0o644))
					}
					want, err := os.ReadFile(file + ".bin")
					require.NoError(t, err)
					require.Equal(t, want, data)
					text, err := os.ReadFile(file + ".txt")
					require.NoError(t, err)
					require.Equal(t, string(text), page.Text())
					require.NotContains(t, page.Text(), "{")
					require.Equal(t, 1, page.Cuts)
					require.Zero(t, page.Pulses)
					codesReadBack(t, name, columns, page)
				})
			}
		}
	}
}

func codesReadBack(t *testing.T, name string, columns int, page *emulator.Page) {
	t.Helper()
	if name == "z" {
		require.Empty(t, page.QRs)
		return
	}
	picture, err := gozxing.NewBinaryBitmapFromImage(page.Image)
	require.NoError(t, err)
	found, err := qrcode.NewQRCodeMultiReader().DecodeMultipleWithoutHint(picture)
	require.NoError(t, err)
	var texts []string
	for _, f := range found {
		texts = append(texts, f.GetText())
	}
	want := []string{orderNo}
	if name == "receipt" {
		want = append(want, "https://fp.shop.example/kp?order="+orderNo+"&sum=1284.50")
	}
	require.ElementsMatch(t, want, texts)
	bars, err := oned.NewCode128Reader().Decode(picture, map[gozxing.DecodeHintType]any{gozxing.DecodeHintType_TRY_HARDER: true})
	if columns == 32 { // an order's number is too long for the paper
		require.Error(t, err)
		return
	}
	require.NoError(t, err)
	require.Equal(t, orderNo, bars.GetText())
}

func TestPapers_ACopySaysSo(t *testing.T) {
	for name, paper := range papers(t) {
		if name == "test" {
			continue
		}
		for language, word := range map[string]string{"zh-CN": "** 副本 **", "en": "** COPY **"} {
			p := press(t, 32, language)
			require.Contains(t, printed(t, 32, p.Bytes(paper, true)).Text(), word, name)
			require.NotContains(t, printed(t, 32, p.Bytes(paper, false)).Text(), word, name)
		}
	}
}

// A paper tells of money only what is proven.
func TestPapers_NoneIsMadeOfWhatIsNotKnownToBePaid(t *testing.T) {
	for _, state := range []kiosk.State{kiosk.StateCreated, kiosk.StateWaiting, kiosk.StateUnknown, kiosk.StateFailed, kiosk.StateClosed} {
		p := payment()
		p.State = state
		_, ok := head().Sale(p)
		require.False(t, ok, state)
	}
	_, ok := head().Refund(payment(), kiosk.Refund{State: kiosk.RefundRefused})
	require.False(t, ok)
	slip, ok := head().Refund(payment(), kiosk.Refund{No: "R1", Amount: 1, State: kiosk.RefundUnknown, AskedAt: at(13, 0)})
	require.True(t, ok)
	require.Contains(t, printed(t, 32, press(t, 32, "en").Bytes(slip, false)).Text(), "not yet received")
}

// What no printer can be trusted with is drawn; the columns stay as they were.
func TestPapers_RareHanziAreDrawn(t *testing.T) {
	for text, drawn := range map[string]map[printer.Encoding]bool{
		"收款 12":  {printer.GB18030: false, printer.GBK: false, printer.Raster: true},
		"朱镕基":    {printer.GB18030: true, printer.GBK: false, printer.Raster: true}, // GBK alone
		"㙍䶮":     {printer.GB18030: true, printer.GBK: true, printer.Raster: true},  // four bytes
		"Café é": {printer.GB18030: false, printer.GBK: false, printer.Raster: true},
		"plain":  {printer.GB18030: false, printer.GBK: false, printer.Raster: false},
	} {
		for encoding, want := range drawn {
			p := press(t, 32, "en")
			p.Encoding = encoding
			page := printed(t, 32, p.Bytes(kiosk.Paper{Lines: []kiosk.PaperLine{
				{Style: kiosk.LinePair, Left: kiosk.Verbatim("Name"), Right: kiosk.Verbatim(text)},
			}}, false))
			require.Equal(t, want, page.Pictures == 1, "%s in %s", text, encoding)
		}
	}
}

func TestPapers_UTF8PrintersGetNoKanjiMode(t *testing.T) {
	p := press(t, 32, "zh-CN")
	p.Encoding = printer.UTF8
	page, err := emulator.Printer{Dots: 384, Charset: "utf-8"}.Print(p.Bytes(papers(t)["receipt"], false))
	require.NoError(t, err)
	require.Contains(t, page.Text(), "收款凭证")
}

// On the test page the words can be read in the encoding of the printer, and always as a
// picture.
func TestTestPage_ShowsWhichEncodingFits(t *testing.T) {
	data := press(t, 32, "zh-CN").Bytes(papers(t)["test"], false)
	require.Contains(t, string(data), "> encoding = \"gb18030\"")
	// Of UTF-8, which this printer is not for, nothing may be taken for a command.
	from := strings.Index(string(data), "  收款小票")
	require.Positive(t, from)
	cut := append(append([]byte{}, data[:from]...), data[from+len("  收款小票 12.34 元"):]...)
	page := printed(t, 48, cut) // the widest line of the rulers fits
	require.Equal(t, 2, strings.Count(page.Text(), "收款小票 12.34 元"))
	require.Equal(t, 1, page.Pictures)
}
