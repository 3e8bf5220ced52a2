package webhook

import (
	"bytes"
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"mime"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/kiosk"
	"facepay/providers/wire/wiretest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// vendor is a small gateway: it signs JSON with HMAC-SHA256. A body is the
// signature in hex, a line end, and the JSON.
type vendor struct{ key []byte }

type vendorNotice struct {
	Order string `json:"order"`
	Fen   int64  `json:"fen"`
}

const (
	vendorType = "application/json"
	vendorAck  = "got it"
)

func (v vendor) sign(text []byte) string {
	mac := hmac.New(sha256.New, v.key)
	mac.Write(text)
	return hex.EncodeToString(mac.Sum(nil))
}

func (v vendor) body(order string, fen int64) string {
	text, err := json.Marshal(vendorNotice{order, fen})
	if err != nil {
		panic(err)
	}
	return v.sign(text) + "\n" + string(text)
}

func (v vendor) ReadNotification(contentType string, body []byte) (kiosk.Notification, error) {
	sign, text, _ := bytes.Cut(body, []byte("\n"))
	if !hmac.Equal(sign, []byte(v.sign(text))) {
		return kiosk.Notification{}, fmt.Errorf("read a notification: %w", kiosk.ErrForged)
	}
	if t, _, err := mime.ParseMediaType(contentType); err != nil || t != vendorType {
		return kiosk.Notification{}, fmt.Errorf("read a notification: %w: content type", kiosk.ErrNotification)
	}
	var n vendorNotice
	if err := json.Unmarshal(text, &n); err != nil {
		return kiosk.Notification{}, fmt.Errorf("read a notification: %w", kiosk.ErrNotification)
	}
	fen := kiosk.Fen(n.Fen)
	return kiosk.Notification{
		OrderNo: kiosk.OrderNo(n.Order),
		Answer:  kiosk.Answer{Verdict: kiosk.VerdictPaid, Order: n.Order, Amount: &fen},
	}, nil
}

func (vendor) NotificationAck() (string, []byte) { return "text/plain", []byte(vendorAck) }

// fakeTill is a till with a book of orders. It takes events one by one, as the
// real one does.
type fakeTill struct {
	events chan kiosk.Event
	server *Server
	silent bool // it takes events and answers none

	mu      sync.Mutex
	book    map[kiosk.OrderNo]kiosk.Fen
	paid    map[kiosk.OrderNo]int // times that each was entered as paid
	noticed int
	asked   []kiosk.MiniAsked
	refused []int // counts of NotificationsRefused
	deepest int   // most events that ever waited
	reply   func(kiosk.MiniAsked) kiosk.MiniReply
	result  kiosk.NotificationResult // instead of the book's, when set
}

func newTill() *fakeTill {
	return &fakeTill{
		events: make(chan kiosk.Event, 256),
		book:   map[kiosk.OrderNo]kiosk.Fen{"T1": 1234},
		paid:   map[kiosk.OrderNo]int{},
		reply: func(a kiosk.MiniAsked) kiosk.MiniReply {
			return kiosk.MiniReply{OrderNo: a.OrderNo, Amount: 1234, Params: json.RawMessage(`{"package":"prepay_id=<1>&x"}`)}
		},
	}
}

func (f *fakeTill) post(e kiosk.Event) bool {
	f.mu.Lock()
	f.deepest = max(f.deepest, len(f.events)+1)
	f.mu.Unlock()
	select {
	case f.events <- e:
		return true
	default:
		return false
	}
}

func (f *fakeTill) run(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-f.events:
			f.step(e)
		}
	}
}

func (f *fakeTill) step(e kiosk.Event) {
	f.mu.Lock()
	defer f.mu.Unlock()
	switch e := e.(type) {
	case kiosk.NotificationReceived:
		f.noticed++
		if !f.silent {
			f.server.Acknowledge(e.ID, f.judge(e.Notification))
		}
	case kiosk.MiniAsked:
		f.asked = append(f.asked, e)
		if !f.silent {
			f.server.ReplyMini(e.ID, f.reply(e))
		}
	case kiosk.NotificationsRefused:
		f.refused = append(f.refused, e.Count)
	}
}

func (f *fakeTill) judge(n kiosk.Notification) kiosk.NotificationResult {
	if f.result != "" {
		return f.result
	}
	amount, known := f.book[n.OrderNo]
	switch {
	case !known:
		return kiosk.NotificationNoOrder
	case *n.Answer.Amount != amount:
		return kiosk.NotificationAmount
	}
	if f.paid[n.OrderNo] == 0 {
		f.paid[n.OrderNo]++
	}
	return kiosk.NotificationTaken
}

func (f *fakeTill) get(what func(*fakeTill) int) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return what(f)
}

func noticedBy(f *fakeTill) int { return f.noticed }

// rig is a listener with its till.
type rig struct {
	*Server
	till   *fakeTill
	vendor vendor
	log    *lockedBuffer
	client *http.Client
	stop   func() // ends the listener and waits for it
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *lockedBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

type option func(*Config, *Ports, *limits, *fakeTill)

func withLimits(change func(*limits)) option {
	return func(_ *Config, _ *Ports, l *limits, _ *fakeTill) { change(l) }
}

func withTill(change func(*fakeTill)) option {
	return func(_ *Config, _ *Ports, _ *limits, f *fakeTill) { change(f) }
}

func start(t testing.TB, options ...option) *rig {
	t.Helper()
	r := &rig{till: newTill(), vendor: vendor{[]byte("the vendor's key")}, log: &lockedBuffer{}}
	cfg := Config{Listen: "127.0.0.1:0"}
	parts := Ports{
		Post: r.till.post,
		Log:  slog.New(slog.NewJSONHandler(r.log, nil)),
	}
	l := defaultLimits()
	// Whoever answers is waited for, as long as a busy machine needs.
	l.headerTime, l.readTime, l.noticeWait, l.miniWait, l.closeTime = time.Minute, time.Minute, patience, patience, patience
	for _, o := range options {
		o(&cfg, &parts, &l, r.till)
	}
	var err error
	r.Server, err = newServer(cfg, parts, l)
	require.NoError(t, err)
	r.Handle("acme", r.vendor)
	r.Handle("bad", faulty{})
	r.till.server = r.Server
	require.NoError(t, r.Listen())
	ctx, cancel := context.WithCancel(context.Background())
	var ends sync.WaitGroup
	ends.Go(func() {
		if err := r.Run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	tillCtx, tillCancel := context.WithCancel(context.Background())
	ends.Go(func() { r.till.run(tillCtx) })
	transport := &http.Transport{}
	r.client = &http.Client{Transport: transport}
	r.stop = sync.OnceFunc(func() {
		transport.CloseIdleConnections()
		cancel()
		tillCancel()
		ends.Wait()
	})
	t.Cleanup(r.stop)
	return r
}

// send posts body and returns the status and the answer.
func (r *rig) send(t testing.TB, path, contentType, body string) (int, string) {
	t.Helper()
	status, answer, err := r.trySend(path, contentType, body)
	require.NoError(t, err)
	return status, answer
}

func (r *rig) trySend(path, contentType, body string) (int, string, error) {
	resp, err := r.client.Post("http://"+r.Addr()+path, contentType, strings.NewReader(body))
	if err != nil {
		return 0, "", err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	return resp.StatusCode, string(answer), err
}

func (r *rig) notify(t testing.TB, order string, fen int64) (int, string) {
	t.Helper()
	return r.send(t, "/notify/acme", vendorType, r.vendor.body(order, fen))
}

// takes holds that a notification of the known order is acknowledged.
func (r *rig) takes(t testing.TB, msg ...any) {
	t.Helper()
	status, answer := r.notify(t, "T1", 1234)
	require.Equal(t, 200, status, msg...)
	require.Equal(t, vendorAck, answer)
}

// refuses holds that it is refused so that the gateway sends again.
func (r *rig) refuses(t testing.TB, want int) {
	t.Helper()
	status, answer := r.notify(t, "T1", 1234)
	require.Equal(t, want, status)
	require.Equal(t, refusal, answer)
}

// dial opens a bare connection.
func (r *rig) dial(t testing.TB) net.Conn {
	t.Helper()
	c := wiretest.Call(net.Dial("tcp", r.Addr())).OK(t)
	t.Cleanup(func() { c.Close() })
	return c
}

// raw writes text on a bare connection and returns all that comes back until
// the server ends it.
func (r *rig) raw(t testing.TB, text string) string {
	t.Helper()
	c := r.dial(t)
	io.WriteString(c, text) // a server that has enough ends it midway
	answer, _ := io.ReadAll(c)
	return string(answer)
}

// patience bounds a wait, after which a test has failed.
const patience = 20 * time.Second

func eventually(t testing.TB, what func() bool) {
	t.Helper()
	require.Eventually(t, what, patience, 2*time.Millisecond)
}
