package report

import (
	"bytes"
	"fmt"
	"image"
	_ "image/png"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

// poppler runs one of its programs on a document.
func poppler(t *testing.T, pdf []byte, program string, args ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "document.pdf")
	require.NoError(t, os.WriteFile(file, pdf, 0o600))
	var errs bytes.Buffer
	args = append(args, file)
	if program == "pdftotext" {
		args = append(args, "-") // the other one writes to standard output unless told otherwise
	}
	cmd := exec.Command(program, args...)
	cmd.Stderr = &errs
	out, err := cmd.Output()
	require.NoError(t, err, errs.String())
	require.Empty(t, errs.String(), "nothing in it is wrong")
	return string(out)
}

// month is a busy month.
func month() *days {
	source := &days{paid: map[kiosk.Date]map[string]kiosk.Fen{}}
	for d := range 90 {
		at := time.Date(2026, 9, 1+d, 0, 0, 0, 0, time.UTC)
		hours := map[string]kiosk.Fen{}
		for h := 8; h < 22; h++ {
			hours[fmt.Sprintf("%02d", h)] = kiosk.Fen(1000 * ((h*7+d*13)%29 + 5))
		}
		source.paid[date(at)] = hours
	}
	return source
}

func gathered(t *testing.T, from, to kiosk.Date, by kiosk.Grouping) Period {
	t.Helper()
	p, err := Gather(t.Context(), month(), from, to, by, 0)
	require.NoError(t, err)
	p.Wallets = []kiosk.TotalsRow{totalsRowOf("alipay", 300, 700000), totalsRowOf("cash", 3, 2000), totalsRowOf("unionpay", 30, 50000), totalsRowOf("wechat", 500, 1200000)}
	return p
}

// kept writes a document where PICTURES names a folder for people to look at.
func kept(t *testing.T, name string, pdf []byte) {
	t.Helper()
	if dir := os.Getenv("PICTURES"); dir != "" {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name+".pdf"), pdf, 0o600))
	}
}

func TestPDF_ReadsBackInEachLanguage(t *testing.T) {
	for language, words := range map[string][]string{
		"zh-CN": {"示例小店 · 收银台 01", "日报", "2026-11-20", "净额", "各时段收款（元）", "微信", "支付宝", "合计", "打印于 2026-11-20 12:00"},
		"en":    {"示例小店 · Till 01", "Day", "2026-11-20", "Net", "Paid by hour, yuan", "WeChat", "Alipay", "Total", "Made 2026-11-20 12:00"},
	} {
		var pdf bytes.Buffer
		r := gathered(t, "2026-11-20", "2026-11-20", kiosk.ByHour)
		require.NoError(t, PDF(&pdf, head(t, language), r))
		kept(t, "day-"+language, pdf.Bytes())
		text := poppler(t, pdf.Bytes(), "pdftotext", "-layout")
		for _, word := range append(words, "¥ "+r.Total.Net().Grouped(), "¥ 12,000.00", "61 %") {
			require.Contains(t, text, word)
		}
		require.Less(t, pdf.Len(), 200_000, "only the letters that it has are in it")

		var again bytes.Buffer
		require.NoError(t, PDF(&again, head(t, language), r))
		require.Equal(t, pdf.Bytes(), again.Bytes(), "the same report is the same file")
	}
}

func TestPDF_AMonthAndAYear(t *testing.T) {
	for name, r := range map[string]Period{
		"月报":   gathered(t, "2026-11-01", "2026-11-30", kiosk.ByDay),
		"收款报表": gathered(t, "2026-01-01", "2026-12-31", kiosk.ByDay), // several pages
	} {
		var pdf bytes.Buffer
		require.NoError(t, PDF(&pdf, head(t, "zh-CN"), r))
		kept(t, name, pdf.Bytes())
		text := poppler(t, pdf.Bytes(), "pdftotext", "-layout")
		require.Contains(t, text, name)
		for _, row := range r.Rows {
			require.Contains(t, text, row.Key)
		}
	}
}

// A picture of the page, drawn by another program: what is drawn is there and stays in
// the margins.
func TestPDF_IsDrawnWithinItsMargins(t *testing.T) {
	var pdf bytes.Buffer
	h := head(t, "zh-CN")
	h.Shop = "=cmd|'/C calc'!A1 一个名字很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长很长的小店 𠮷😀\u202e"
	h.Practice = true
	require.NoError(t, PDF(&pdf, h, gathered(t, "2026-11-20", "2026-11-20", kiosk.ByHour)))
	kept(t, "long", pdf.Bytes())
	require.Contains(t, poppler(t, pdf.Bytes(), "pdftotext", "-layout"), "=cmd|'/C calc'!A1 一个名字很长")
	picture, _, err := image.Decode(bytes.NewReader([]byte(poppler(t, pdf.Bytes(), "pdftoppm", "-png", "-r", "50", "-f", "1", "-l", "1"))))
	require.NoError(t, err)
	bounds := picture.Bounds()
	dark := 0
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			r, g, b, _ := picture.At(x, y).RGBA()
			if r+g+b > 3*0xF000 {
				continue
			}
			dark++
			mm := float64(x) / float64(bounds.Dx()) * pageWidth
			require.Greater(t, mm, pageMargin-2, "at %d,%d", x, y)
			require.Less(t, mm, pageWidth-pageMargin+2, "at %d,%d", x, y)
		}
	}
	require.Greater(t, dark, bounds.Dx()*bounds.Dy()/50, "bars and letters")
}

func TestShiftPDF_TellsAllOfAZAndThatItIsACopy(t *testing.T) {
	counted := kiosk.Fen(60000)
	s := kiosk.Shift{
		Number: 12, OpenedAt: noon, ClosedAt: noon.Add(9 * time.Hour), OpenedBy: "王小明", ClosedBy: "李㑇", Totals: kiosk.Totals{Count: 3, Paid: 120000, Late: 7, Unknown: 8, RefundCount: 1, Refunded: 1000},
		ByWallet: map[kiosk.Wallet]kiosk.Totals{kiosk.WeChat: {Count: 2, Paid: 100000, RefundCount: 1, Refunded: 1000}, kiosk.Alipay: {Count: 1, Paid: 20000}},
		Cash:     &kiosk.CashCount{Opening: 20000, Taken: 41000, Counted: &counted}, Counted: map[kiosk.Wallet]kiosk.Fen{kiosk.WeChat: 98900},
		Carried: []kiosk.OrderNo{"20261120120000010000000A"}, Later: []kiosk.ShiftLater{{OrderNo: "20261119120000010000000B", What: "refunded", From: 11}},
	}
	for _, language := range i18n.Languages() {
		h := head(t, language)
		var first, again bytes.Buffer
		require.NoError(t, ShiftPDF(&first, h, s, false))
		require.NoError(t, ShiftPDF(&again, h, s, true))
		kept(t, "shift-"+language, again.Bytes())
		text := poppler(t, again.Bytes(), "pdftotext", "-layout")
		for _, word := range []string{
			h.t("report.title.z", "n", "12"), "2026-11-20 12:00:00 · 王小明", "2026-11-20 21:00:00 · 李㑇", "¥ 1,190.00", "200.00", "410.00", "600.00", "-10.00",
			"20261120120000010000000A", "20261119120000010000000B", h.t("report.later.refunded"), h.t("report.shift", "n", "11"),
		} {
			require.Contains(t, text, word)
		}
		wechat := h.key(kiosk.ByWallet, string(kiosk.WeChat))
		require.Regexp(t, wechat+` +990\.00 +989\.00 +-1\.00\n`, text, "the app is held to what stays, as on screen and on paper")
		require.Regexp(t, wechat+` +2 +1,000\.00 +– +– +1 +10\.00 +990\.00\n`, text, "a stored Z has them of all wallets together alone")
		require.Regexp(t, h.t("report.total")+` +3 +1,200\.00 +7 +8 +1 +10\.00 +1,190\.00\n`, text)
		require.Contains(t, text, h.t("report.copy"))
		require.NotContains(t, poppler(t, first.Bytes(), "pdftotext", "-layout"), h.t("report.copy"))
	}
	var open bytes.Buffer
	require.NoError(t, ShiftPDF(&open, head(t, "zh-CN"), kiosk.Shift{OpenedAt: noon}, false))
	require.Contains(t, poppler(t, open.Bytes(), "pdftotext", "-layout"), "当班报表（X）")
}

func TestShiftPDF_AnXWithNothingOpenSaysSo(t *testing.T) {
	var none bytes.Buffer
	require.NoError(t, ShiftPDF(&none, head(t, "zh-CN"), kiosk.Shift{}, false))
	text := poppler(t, none.Bytes(), "pdftotext", "-layout")
	require.Contains(t, text, "上次结班以后还没有收款")
	require.NotContains(t, text, "0001-01-01")
}
