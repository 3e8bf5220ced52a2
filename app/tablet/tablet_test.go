package tablet

import (
	"context"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/makiuchi-d/gozxing"
	"github.com/makiuchi-d/gozxing/qrcode"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

// patience bounds what a test waits for; it is no expectation of speed.
const patience = 20 * time.Second

// clock is a test's own.
type clock struct {
	mu sync.Mutex
	at time.Time
}

func (c *clock) now() time.Time { c.mu.Lock(); defer c.mu.Unlock(); return c.at }
func (c *clock) pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = c.at.Add(d)
}

// rig is a page that runs.
type rig struct {
	*Page
	*clock
	t    *testing.T
	dir  string
	stop func()
}

func newRig(t *testing.T, dir, language string) *rig {
	t.Helper()
	texts, err := i18n.Load(language)
	require.NoError(t, err)
	r := &rig{t: t, dir: dir, clock: &clock{at: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)}}
	r.Page = New(Options{DataDir: dir, Shop: `Tea <House>`, Texts: texts, Accepts: kiosk.Capabilities{Code: true}, Now: r.now, Log: slog.New(slog.DiscardHandler)})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() {
		defer close(ended)
		if err := r.Run(ctx); err != nil {
			t.Error(err)
		}
	}()
	r.stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(r.stop)
	return r
}

// started is a rig whose page is on and has something to show.
func started(t *testing.T) *rig {
	r := newRig(t, t.TempDir(), "en")
	require.NoError(t, r.Start())
	r.draws(kiosk.CustomerScreen{Kind: kiosk.CustomerAdverts})
	return r
}

func (r *rig) draws(c kiosk.CustomerScreen) { r.Show(); r.Drawn(kiosk.View{Customer: c}) }

var client = http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: patience}

func (r *rig) get(at string, edit ...func(*http.Request)) (int, string) {
	r.t.Helper()
	q, err := http.NewRequest(http.MethodGet, at, nil)
	require.NoError(r.t, err)
	for _, e := range edit {
		e(q)
	}
	a, err := client.Do(q)
	require.NoError(r.t, err)
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	require.NoError(r.t, err)
	return a.StatusCode, string(text)
}

func (r *rig) ask(after string) (status int, a answer) {
	r.t.Helper()
	status, text := r.get(r.Status().Address + "/now?screen=one&after=" + after)
	if status == http.StatusOK {
		require.NoError(r.t, json.Unmarshal([]byte(text), &a))
	}
	return status, a
}

func TestPage_HasItsTextsOneScriptAndNothingFromElsewhere(t *testing.T) {
	r := started(t)
	require.Regexp(t, `^http://[0-9.]+:[0-9]+/customer/[A-Z2-7]{16}$`, r.Status().Address)
	a, err := client.Get(r.Status().Address)
	require.NoError(t, err)
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	require.NoError(t, err)
	require.Equal(t, 200, a.StatusCode)
	require.Equal(t, policy, a.Header.Get("Content-Security-Policy"))
	require.Equal(t, "no-store", a.Header.Get("Cache-Control"))
	page := string(text)
	for _, part := range []string{"<script>" + pageScript + "</script>", "<style>" + pageStyle + "</style>", "Tea &lt;House&gt;", "Not connected", "没有连上收银台"} {
		require.Contains(t, page, part)
	}
	require.NotRegexp(t, `(?i)https?://|src=|<form|<input|<button|<a `, strings.ReplaceAll(page, "http://www.w3.org", ""))
}

// Every kind of the customer's side is a scene, and has what the window shows of it.
func TestNow_IsTheSideThatTheWindowHasDrawn(t *testing.T) {
	r := started(t)
	_, before := r.ask("")
	require.Equal(t, answer{Revision: before.Revision, Scene: "idle"}, before)
	for name, c := range map[string]struct {
		side kiosk.CustomerScreen
		want answer
	}{
		"an amount that is typed": {
			kiosk.CustomerScreen{Kind: kiosk.CustomerAmount, Amount: "45.67", Title: kiosk.T("stage.due")},
			answer{Scene: "amount", Amount: "45.67", Title: "Amount to pay"},
		},
		"a code that is to be shown": {
			kiosk.CustomerScreen{Kind: kiosk.CustomerShowCode, Amount: "1.00", Title: kiosk.T("stage.show.no_face")},
			answer{Scene: "card", Shape: "phone", Amount: "1.00", Title: "Show your payment code"},
		},
		"a password": {
			kiosk.CustomerScreen{Kind: kiosk.CustomerConfirm, Wallet: kiosk.Alipay, Amount: "1.00"},
			answer{Scene: "card", Tone: "alipay", Badge: "alipay", Head: "Alipay", Shape: "spin", Amount: "1.00"},
		},
		"an order that is made": {
			kiosk.CustomerScreen{Kind: kiosk.CustomerOpening, Wallet: kiosk.UnionPay, Amount: "1.00"},
			answer{Scene: "card", Badge: "union", Head: "UnionPay", Shape: "spin", Amount: "1.00"},
		},
		"paid": {
			kiosk.CustomerScreen{Kind: kiosk.CustomerPaid, Wallet: kiosk.WeChat, Amount: "1.00", Title: kiosk.T("stage.paid.title", "wallet", "WeChat")},
			answer{Scene: "result", Tone: "paid", Mark: "tick", Badge: "wechat", Head: "WeChat Pay", Amount: "1.00", Title: "WeChat: paid"},
		},
		"failed": {
			kiosk.CustomerScreen{Kind: kiosk.CustomerFailed, Amount: "1.00"},
			answer{Scene: "result", Tone: "failed", Mark: "cross", Amount: "1.00"},
		},
		"nobody knows": {
			kiosk.CustomerScreen{
				Kind: kiosk.CustomerUnsure, Amount: "1.00", Title: kiosk.T("stage.unsure.title"), Detail: kiosk.T("stage.unsure.detail"),
				Guide: []kiosk.Text{kiosk.T("guide.unsure"), kiosk.T("guide.safe")},
			},
			answer{
				Scene: "result", Tone: "unsure", Mark: "dots", Amount: "1.00", Title: "The network is slow, checking", Detail: "Please do not pay again",
				Guide:  []string{"The till is checking with the payment service.", "Money already taken will count, or be given back."},
				Second: []string{"网络较慢，正在确认。请不要重复付款", "收银台正在向支付平台核对。已经扣的款会算数，或者退还给您。"},
			},
		},
	} {
		r.draws(c.side)
		status, got := r.ask(before.Revision)
		require.Equal(t, 200, status, name)
		require.NotEqual(t, before.Revision, got.Revision, name)
		c.want.Revision = got.Revision
		if name == "an order that is made" {
			c.want.Tone = ""
		}
		require.Equal(t, c.want, got, name)
		before = got
	}
	r.Drawn(kiosk.View{Practice: true})
	_, got := r.ask(before.Revision)
	require.True(t, got.Practice)
}

func TestNow_HasTheQROfTheTillWithItsQuietZone(t *testing.T) {
	r := started(t)
	const text = "weixin://wxpay/bizpayurl?pr=NwY5Mz9&groupid=00"
	r.draws(kiosk.CustomerScreen{Kind: kiosk.CustomerQR, Wallet: kiosk.WeChat, Amount: "45.67", QR: text})
	_, a := r.ask("")
	require.Equal(t, "qr", a.Shape)
	img := drawn(t, a.QR, a.Modules)
	bits, err := gozxing.NewBinaryBitmapFromImage(img)
	require.NoError(t, err)
	read, err := qrcode.NewQRCodeReader().Decode(bits, nil)
	require.NoError(t, err)
	require.Equal(t, text, read.GetText())
	const quiet = 4 * scale
	for y := range img.Rect.Dy() {
		for x := range img.Rect.Dx() {
			if min(x, y, img.Rect.Dx()-1-x, img.Rect.Dy()-1-y) < quiet {
				require.Equal(t, uint8(255), img.GrayAt(x, y).Y, "quiet zone at %d,%d", x, y)
			}
		}
	}
	_, n := squares(strings.Repeat("x", 5000))
	require.Zero(t, n, "too long for any QR")
}

const scale = 6

// drawn is the path as an SVG's reader draws it.
func drawn(t *testing.T, path string, n int) *image.Gray {
	img := image.NewGray(image.Rect(0, 0, n*scale, n*scale))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for _, part := range strings.SplitAfter(path, "z") {
		if part == "" {
			continue
		}
		var x, y, w, back int
		_, err := fmt.Sscanf(part, "M%d %dh%dv1h-%dz", &x, &y, &w, &back)
		require.NoError(t, err, part)
		require.Equal(t, w, back)
		for py := y * scale; py < (y+1)*scale; py++ {
			for px := x * scale; px < (x+w)*scale; px++ {
				img.SetGray(px, py, color.Gray{})
			}
		}
	}
	return img
}

// A page is told nothing that the window has not drawn, and of a window that stands
// nothing at all.
func TestNow_SaysNothingThatTheWindowHasNotDrawn(t *testing.T) {
	r := newRig(t, t.TempDir(), "en")
	require.NoError(t, r.Start())
	status, _ := r.ask("")
	require.Equal(t, 503, status, "nothing is drawn yet")
	r.draws(kiosk.CustomerScreen{Kind: kiosk.CustomerQR, QR: "x"})
	_, a := r.ask("")
	r.Show() // the sale is paid; the window has still to draw that
	status, _ = r.ask(a.Revision)
	require.Equal(t, 204, status)
	r.pass(behindMax + time.Second)
	status, _ = r.ask("")
	require.Equal(t, 503, status, "the window stands")
	r.Drawn(kiosk.View{Customer: kiosk.CustomerScreen{Kind: kiosk.CustomerPaid}})
	status, a = r.ask("")
	require.Equal(t, 200, status)
	require.Equal(t, "paid", a.Tone)
}

// Who waits hears of another scene at once, and of none after a while.
func TestNow_WaitsForAnotherScene(t *testing.T) {
	r := started(t)
	_, a := r.ask("")
	status, _ := r.ask(a.Revision)
	require.Equal(t, 204, status, "nothing new")
	for i := range 20 {
		got := make(chan answer)
		go func() {
			status, next := r.ask(a.Revision)
			for status == 204 { // as a device asks again
				status, next = r.ask(a.Revision)
			}
			got <- next
		}()
		r.draws(kiosk.CustomerScreen{Kind: kiosk.CustomerAmount, Amount: strconv.Itoa(i) + ".00"})
		a = <-got
		require.Equal(t, strconv.Itoa(i)+".00", a.Amount)
	}
}

func TestPage_TakenBackIsRefusedAndANewOneIsAnother(t *testing.T) {
	r := started(t)
	old := r.Status().Address
	_, a := r.ask("")
	waiting := make(chan int)
	go func() {
		status := 204
		for status == 204 { // as a device asks again
			status, _ = r.get(old + "/now?screen=two&after=" + a.Revision)
		}
		waiting <- status
	}()
	require.Eventually(t, func() bool { return r.Status().Screens == 2 }, patience, time.Millisecond)
	require.NoError(t, r.TakeBack())
	require.Equal(t, 403, <-waiting, "who waited is told too")
	require.Equal(t, Status{}, r.Status())
	for _, at := range []string{old, old + "/now?screen=one"} {
		status, text := r.get(at)
		require.Equal(t, 403, status)
		require.Contains(t, text, "taken back")
	}
	require.NoError(t, r.Start())
	require.NotEqual(t, old, r.Status().Address)
	status, _ := r.get(old)
	require.Equal(t, 403, status)
	status, _ = r.get(r.Status().Address)
	require.Equal(t, 200, status)
}

func TestPage_LastsOverRestartsUntilItIsTakenBack(t *testing.T) {
	dir := t.TempDir()
	r := newRig(t, dir, "en")
	require.False(t, r.Status().On)
	require.NoError(t, r.Start())
	at := r.Status().Address
	r.stop()
	r = newRig(t, dir, "zh-CN")
	require.Eventually(t, func() bool { return r.Status().Address != "" }, patience, time.Millisecond)
	require.Equal(t, at, r.Status().Address)
	info, err := os.Stat(filepath.Join(dir, fileName))
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NoError(t, r.TakeBack())
	r.stop()
	r = newRig(t, dir, "en")
	require.False(t, r.Status().On)
	require.NoError(t, os.WriteFile(filepath.Join(dir, fileName), []byte("{"), 0o600))
	r.stop()
	r = newRig(t, dir, "en")
	require.False(t, r.Status().On, "a broken file is off")
	require.NoError(t, r.Start())
}

// The port that devices know is waited for.
func TestPage_WaitsForItsPort(t *testing.T) {
	dir := t.TempDir()
	taken, err := net.Listen("tcp4", ":0")
	require.NoError(t, err)
	text, err := json.Marshal(kept{Token: "ABCDEFGHIJKLMNOPQRST", Port: taken.Addr().(*net.TCPAddr).Port})
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, fileName), text, 0o600))
	r := newRig(t, dir, "en")
	require.Eventually(t, func() bool { return r.Status().Trouble != nil }, patience, time.Millisecond)
	require.Empty(t, r.Status().Address)
	require.NoError(t, taken.Close())
	require.Eventually(t, func() bool { return r.Status().Address != "" }, patience, 10*time.Millisecond)
	require.NoError(t, r.Status().Trouble)
}

func TestPage_OtherPathsMethodsAndBodies(t *testing.T) {
	r := started(t)
	at := r.Status().Address
	base, _, _ := strings.Cut(at, path)
	for there, want := range map[string]int{
		base + "/": 404, base + "/favicon.ico": 404, base + path: 403, at + "x": 403, at + "/": 403, at + "/now/": 403,
		strings.ToLower(at): 403, base + "/setup/x": 404, at + "/now": 429, at + "/now?screen=a-b": 429, at + "/now?screen=" + strings.Repeat("a", idMax+1): 429,
	} {
		status, text := r.get(there)
		require.Equal(t, want, status, there)
		require.NotContains(t, text, "<script", there)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		status, _ := r.get(at, func(q *http.Request) { q.Method = method })
		require.Equal(t, 405, status, method)
	}
	status, _ := r.get(at, func(q *http.Request) { q.Body, q.ContentLength = io.NopCloser(strings.NewReader("x")), 1 })
	require.Equal(t, 413, status)
}

// Wrong tokens are answered now and then only; whoever has the right one never waits
// for those who have not.
func TestPage_WrongTokensAreToldRarely(t *testing.T) {
	r := started(t)
	at := r.Status().Address
	told := map[int]int{}
	for range 3 * strangerBurst {
		status, _ := r.get(at + "x")
		told[status]++
	}
	require.Equal(t, map[int]int{403: strangerBurst, 429: 2 * strangerBurst}, told)
	status, _ := r.get(at)
	require.Equal(t, 200, status)
	r.pass(strangerEvery)
	status, _ = r.get(at + "x")
	require.Equal(t, 403, status)
	status, _ = r.get(at + "x")
	require.Equal(t, 429, status)
}

func TestPage_ShowsOnSoManyScreensAndNoMore(t *testing.T) {
	r := started(t)
	ask := func(id int) int {
		status, _ := r.get(r.Status().Address + "/now?screen=s" + strconv.Itoa(id))
		return status
	}
	for id := range screensMax {
		require.Equal(t, 200, ask(id))
	}
	require.Equal(t, screensMax, r.Status().Screens)
	require.Equal(t, 429, ask(screensMax))
	require.Equal(t, 200, ask(0), "who is in stays in")
	r.pass(screenGone)
	require.Zero(t, r.Status().Screens)
	require.Equal(t, 200, ask(screensMax), "those that went make room")
}

// The window goes on while no device takes its answers.
func TestDrawn_WaitsForNobody(t *testing.T) {
	r := started(t)
	_, a := r.ask("")
	for range screensMax {
		c, err := net.Dial("tcp", strings.TrimPrefix(strings.Split(r.Status().Address, path)[0], "http://"))
		require.NoError(t, err)
		defer c.Close()
		_, err = fmt.Fprintf(c, "GET %s%s/now?screen=slow&after=%s HTTP/1.1\r\nHost: x\r\n\r\n", path, r.kept.Token, a.Revision)
		require.NoError(t, err)
	}
	r.Page.mu.Lock() // the worst that a device could hold
	defer r.Page.mu.Unlock()
	for i := range 10_000 {
		r.draws(kiosk.CustomerScreen{Kind: kiosk.CustomerQR, QR: "https://pay.example/" + strconv.Itoa(i)})
	}
}
