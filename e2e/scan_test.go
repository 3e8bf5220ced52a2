//go:build e2e

package e2e

import (
	"fmt"
	"os"
	"testing"

	"github.com/creack/pty"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
)

// serialScanner is a scanner on a serial line.
type serialScanner struct {
	t    *testing.T
	line *os.File // the scanner's end, which the till reads
	name string   // of the till's end
}

func newSerialScanner(t *testing.T) *serialScanner {
	line, far, err := pty.Open()
	require.NoError(t, err)
	// The far end stays open, or the line would hang up with each end of a till.
	t.Cleanup(func() { require.NoError(t, far.Close()); require.NoError(t, line.Close()) })
	return &serialScanner{t, line, far.Name()}
}

func (s *serialScanner) config() string { return fmt.Sprintf("[scanner]\nport = %q\n", s.name) }

func (s *serialScanner) sends(text string) {
	_, err := s.line.WriteString(text)
	require.NoError(s.t, err)
}

// paymentCode makes the nth payment code of a wallet. Their last four digits
// differ, as a till refuses one that it has sent within minutes.
func paymentCode(w kiosk.Wallet, n int) string {
	prefix := "13"
	if w == kiosk.Alipay {
		prefix = "28"
	}
	return fmt.Sprintf("%s%016d", prefix, 1000+n)
}

// tail returns the last four characters of a code: no more of it may be kept.
func tail(code string) string { return code[len(code)-4:] }

// sentOnce asserts that the gateway saw a code in one request.
func (g *gateway) sentOnce(code string) practice.CodeUse {
	var found []practice.CodeUse
	for _, c := range g.book().Codes {
		if c.Tail == tail(code) {
			found = append(found, c)
		}
	}
	require.Len(g.t, found, 1, "codes …%s at the gateway", tail(code))
	require.Equal(g.t, 1, found[0].Sent)
	return found[0]
}

// A sale for each way in which scanners bound what they send. A silence does only
// until the scanner has set a mark, and for codes of one length.
func TestSaleByScanner(t *testing.T) {
	t.Parallel()
	s := newSerialScanner(t)
	g := newGateway(t)
	tl := newTill(t, g, s.config())
	for i, framing := range []struct {
		name          string
		before, after string
		twice         bool
	}{
		{name: "silence"},
		{name: "STX before, silence after", before: "\x02"},
		{name: "CR", after: "\r"},
		{name: "LF", after: "\n"},
		{name: "CRLF", after: "\r\n"},
		{name: "TAB", after: "\t"},
		{name: "ETX", after: "\x03"},
		{name: "EOT", after: "\x04"},
		{name: "NUL", after: "\x00"},
		{name: "STX before, ETX after", before: "\x02", after: "\x03"},
		{name: "read twice by the scanner", after: "\r\n", twice: true},
	} {
		t.Log("framing:", framing.name)
		wallet := []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}[i%2]
		if framing.after == "" {
			wallet = kiosk.WeChat
		}
		code, amount := paymentCode(wallet, i), fmt.Sprintf("7.%02d", i+10)
		tl.arms(amount)
		frame := framing.before + code + framing.after
		if framing.twice {
			frame += frame
		}
		s.sends(frame)
		tl.awaitPanel("panel.paid.title")

		use := g.sentOnce(code)
		rows := tl.export()
		require.Len(t, rows, i+1)
		sameAsGateway(t, rows[i], g.order(use.Order))
		require.Equal(t, amount, rows[i]["amount"])
		tl.keys("Return")
		tl.awaitNext()
	}
	g.onceOnly()
}

// What tells a scanner that poses as a keyboard from a person.
const (
	wedgePause = "2"   // from character to character, in ms
	reaction   = "0.3" // of a person to a scan, in seconds
)

// slowPause is that of a scanner as slow as a person.
const slowPause = "100"

// wedges lets a scanner that poses as a keyboard type a code, which nobody
// answers at once.
func (tl *till) wedges(code string) {
	tl.wedgesAt(wedgePause, code)
}

func (tl *till) wedgesAt(pause, code string) {
	// In one hand, from the keyboard to the scanner and back: an Enter of its own would be a person's.
	tl.display.hand(tl.t, "sleep", reaction, "type", "--delay", pause, "--args", "1", code, "key", "Return", "sleep", reaction)
}

// A scanner that poses as a keyboard pays an open sale, and types nothing into
// an amount. What it types is known by its pace, so no other till draws on this
// machine meanwhile.
func TestSaleByWedgeScanner(t *testing.T) {
	g := newGateway(t)
	tl := newTill(t, g)

	const barcode = "6901234567892"
	tl.wedges(barcode)
	tl.awaitProblem("scan.barcode")
	require.Equal(t, "0.00", tl.view().Amount)

	tl.types("18.8")
	tl.wedges(barcode)
	tl.awaitProblem("scan.barcode")
	require.Equal(t, "18.8", tl.view().Amount)
	code := paymentCode(kiosk.WeChat, 1)
	tl.wedges(code)
	tl.awaitProblem("problem.scan_enter_first")
	require.Empty(t, g.book().Orders, "nothing is sent before the sale is open")

	tl.keys("Return")
	tl.awaitPanel("panel.armed.title")
	tl.wedges("https://shop.example/pay?id=1")
	tl.awaitProblem("scan.link")
	tl.wedges(code)
	tl.awaitPanel("panel.paid.title")
	use := g.sentOnce(code)
	r := tl.soleRow()
	sameAsGateway(t, r, g.order(use.Order))
	require.Equal(t, "18.80", r["amount"])
}

// A scanner that types as slowly as a person is known by what it typed. Slower still it is a
// person's, so no other till draws on this machine meanwhile.
func TestSaleBySlowWedgeScanner(t *testing.T) {
	g := newGateway(t)
	tl := newTill(t, g)
	code := paymentCode(kiosk.Alipay, 1)
	tl.types("5")
	tl.wedgesAt(slowPause, code)
	tl.awaitProblem("problem.scan_enter_first")
	require.Equal(t, "5", tl.view().Amount)
	require.Empty(t, g.book().Orders, "its Enter opens nothing")

	tl.display.hand(t, "sleep", "1") // a later Enter is a person's
	tl.keys("Return")
	tl.awaitPanel("panel.armed.title")
	tl.wedgesAt(slowPause, code)
	tl.awaitPanel("panel.paid.title")
	require.Equal(t, kiosk.Fen(5_00), g.order(g.sentOnce(code).Order).Amount)
}

// A comma is the decimal point, and a key that was refused stays refused. Keys that a busy
// machine brings at once are a scanner's, so no other till draws meanwhile.
func TestRefusedKeys(t *testing.T) {
	g := newGateway(t)
	tl := newTill(t, g)
	tl.display.hand(t, "key", "--delay", keyPause, "1", "2", "comma", "5", "0")
	tl.awaitAmount("12.50")
	tl.keys("x")
	tl.awaitProblem("problem.digits_only")
	tl.keys("9", "Return")
	tl.awaitProblem("problem.take_back")
	require.Equal(t, "12.50", tl.view().Amount)
	require.Empty(t, g.book().Orders)
	tl.keys("BackSpace", "F1")
	o := g.newest(0)
	require.Equal(t, kiosk.Fen(12_50), o.Amount)
}
