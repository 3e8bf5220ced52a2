//go:build e2e

package e2e

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// customerPage is the customer's page on a device that is no browser: it asks as the
// page does.
type customerPage struct {
	*till
	at   string // its address
	last pageAnswer
}

// pageAnswer is an answer as the page reads it.
type pageAnswer struct {
	Revision, Scene, Tone, Mark, Amount, Shape, QR, Title string
	Modules                                               int
	Practice                                              bool
}

// ask is one question of a device, and the status of its answer; 0 for none.
func (p *customerPage) ask() int {
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}
	a, err := client.Get(p.at + "/now?screen=test&after=" + p.last.Revision)
	if err != nil {
		return 0
	}
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	if err == nil && a.StatusCode == http.StatusOK {
		p.last = pageAnswer{}
		require.NoError(p.t, json.Unmarshal(text, &p.last))
		require.False(p.t, p.last.Tone == "paid" && !p.saidPaid(), "the page said paid before the till")
	}
	return a.StatusCode
}

// saidPaid reports whether the till's own customer's side has shown that it was paid.
func (p *customerPage) saidPaid() bool {
	p.look()
	return p.shown.Stage == kiosk.CustomerPaid
}

// awaits asks until the answer fits.
func (p *customerPage) awaits(what string, fits func(pageAnswer) bool) {
	await(p.t, what+" on the customer's page", func() bool { return p.ask() < 300 && fits(p.last) }, func() string { return fmt.Sprintf("%+v", p.last) })
}

func (p *customerPage) refused() bool { return p.ask() == http.StatusForbidden }

// qr is the text of the page's QR, drawn as an SVG is and read by zbar.
func (p *customerPage) qr() string {
	const scale = 8
	img := image.NewGray(image.Rect(0, 0, p.last.Modules*scale, p.last.Modules*scale))
	for i := range img.Pix {
		img.Pix[i] = 0xFF
	}
	for _, part := range strings.SplitAfter(p.last.QR, "z") {
		var x, y, wide int
		if n, _ := fmt.Sscanf(part, "M%d %dh%d", &x, &y, &wide); n < 3 {
			continue
		}
		for px := x * scale; px < (x+wide)*scale; px++ {
			for py := y * scale; py < (y+1)*scale; py++ {
				img.SetGray(px, py, color.Gray{})
			}
		}
	}
	cmd := exec.Command("zbarimg", "--quiet", "--raw", "png:-")
	in, err := cmd.StdinPipe()
	require.NoError(p.t, err)
	go func() { _ = png.Encode(in, img); _ = in.Close() }()
	out, err := cmd.Output()
	require.NoError(p.t, err, "zbarimg")
	return strings.TrimSpace(string(out))
}

// settingsScreens is the place of the page Screens in the list of Settings.
var settingsScreens = strings.Fields("Down Down Down Down Down Down Down Down Down")

// turnsToTablet opens the page Screens, with its last row chosen: the phone or tablet.
func (tl *till) turnsToTablet() {
	tl.keys("F9")
	tl.entersPIN()
	tl.awaitScreen(kiosk.ScreenHistory)
	tl.keys("F8")
	tl.awaits("Settings", func() bool { return tl.window.shows(tl.inSettingsKey(), ink) })
	tl.keys(append(settingsScreens, "Return", "End")...)
}

// startsCustomerPage starts the page in Settings and reads its address by zbar.
func (tl *till) startsCustomerPage() *customerPage {
	tl.turnsToTablet()
	p := &customerPage{till: tl}
	tl.keys("Return")
	await(tl.t, "QR of the customer's page", func() bool { p.at = tl.window.qr(tl.t); return strings.Contains(p.at, "/customer/") }, tl.now)
	require.Regexp(tl.t, `^http://[0-9.]+:[0-9]+/customer/[0-9A-Za-z]{12,}$`, p.at)
	tl.keys("Escape", "Escape")
	tl.awaitScreen(kiosk.ScreenAmount)
	return p
}

// pagePort is the section of a till whose page has a port that no other test's till takes
// while this one is away.
func pagePort(port int) string { return fmt.Sprintf("[customer_screen]\npage_port = %d\n", port) }

// A customer looks at a tablet: amount, QR, answer and what was cancelled are the till's.
// The page lasts over a crash, and ends when it is taken back.
func TestCustomerPage_ShowsWhatTheTillShows(t *testing.T) {
	t.Parallel()
	tl := layTill(t, nil, pagePort(8801))
	tl.flags = []string{"--practice"}
	tl.open()
	p := tl.startsCustomerPage()
	a, err := http.Get(p.at)
	status, page := fetched(t, a, err)
	require.Equal(t, 200, status)
	require.Contains(t, page, "Tea House")
	p.awaits("the idle page", func(a pageAnswer) bool { return a.Scene == "idle" && a.Practice })

	tl.types("45.67")
	p.awaits("the amount", func(a pageAnswer) bool { return a.Scene == "amount" && a.Amount == "45.67" })
	tl.keys("F1")
	p.awaits("the QR", func(a pageAnswer) bool { return a.Shape == "qr" && a.Amount == "45.67" && a.Tone == "wechat" })
	qr := p.qr()
	await(t, "the same QR in the window", func() bool { return tl.window.qr(t) == qr }, tl.now)
	tl.keys("F4")
	p.awaits("the answer", func(a pageAnswer) bool {
		return a.Tone == "paid" && a.Mark == "tick" && a.Amount == "45.67" && a.QR == ""
	})
	tl.keys("Return")
	p.awaits("the idle page", func(a pageAnswer) bool { return a.Scene == "idle" && a.Amount == "" })

	tl.types("3.21")
	tl.keys("F2")
	p.awaits("the QR", func(a pageAnswer) bool { return a.Shape == "qr" && a.Tone == "alipay" })
	tl.leaves()
	p.awaits("nothing of the sale that was cancelled", func(a pageAnswer) bool { return a.QR == "" && a.Amount == "" })
	tl.types("9.87")
	tl.keys("Return")
	p.awaits("the wish for a code", func(a pageAnswer) bool { return a.Shape == "phone" && a.Amount == "9.87" })

	before := p.last.Revision
	tl.kill()
	require.Zero(t, p.ask(), "nobody answers for a till that is gone")
	tl.open()
	p.awaits("the idle page of the till that came back", func(a pageAnswer) bool { return a.Scene == "idle" && a.Revision != before })

	tl.turnsToTablet()
	tl.keys("Return")
	await(t, "a page that was taken back", p.refused, tl.now)
	a, err = http.Get(p.at)
	status, page = fetched(t, a, err)
	require.Equal(t, 403, status)
	require.NotContains(t, page, "<script")
	tl.keys("Return")
	another := ""
	await(t, "QR of another page", func() bool {
		another = tl.window.qr(t)
		return another != p.at && strings.Contains(another, "/customer/")
	}, tl.now)
	require.True(t, p.refused())
	p.at, p.last = another, pageAnswer{}
	p.awaits("the page anew", func(a pageAnswer) bool { return a.Scene == "idle" })
	for _, l := range tl.lines {
		require.NotContains(t, l.whole, p.at[strings.LastIndex(p.at, "/")+1:], "the token is in the log")
	}
	tl.logsNoError()
}

// Devices that only take up room, and guesses at the token, leave the counter and the
// page that has the right one alone.
func TestCustomerPage_StandsHostileDevices(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	tl := layTill(t, g, g.lepay()+pagePort(8802))
	tl.setsPIN()
	tl.open()
	p := tl.startsCustomerPage()
	host := strings.Split(p.at, "/")[2]
	for range 20 {
		c, err := net.Dial("tcp", host)
		require.NoError(t, err)
		t.Cleanup(func() { _ = c.Close() })
		_, err = io.WriteString(c, "GET /customer/")
		require.NoError(t, err)
	}
	wrong := map[int]int{}
	for range 60 {
		a, err := http.Get(p.at + "A")
		status, _ := fetched(t, a, err)
		wrong[status]++
	}
	require.Positive(t, wrong[http.StatusForbidden])
	require.Positive(t, wrong[http.StatusTooManyRequests])
	require.Len(t, wrong, 2)
	o := tl.opens("45.67", "F2")
	p.awaits("the QR", func(a pageAnswer) bool { return a.Shape == "qr" && a.Amount == "45.67" })
	require.Equal(t, o.QR, p.qr())
	g.pays(o.No)
	p.awaits("the answer", func(a pageAnswer) bool { return a.Tone == "paid" })
	tl.awaitPanel("panel.paid.title")
	require.Len(t, tl.agrees(), 1)
	tl.logsNoError()
}
