package tablet

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"time"

	qrcode "github.com/skip2/go-qrcode"

	"facepay/kiosk"
)

// behindMax is for how long a View may wait for the window before the page says that it
// is not connected: a window that stands may show what is no longer so.
const behindMax = 3 * time.Second

// scene is one state of the customer's side. It is made for the first device that asks.
type scene struct {
	revision string
	side     kiosk.CustomerScreen
	practice bool
	next     chan struct{} // closed when another one took its place
	text     func() []byte
}

// answer is a scene as the page reads it: every text is ready, nothing is to be decided.
type answer struct {
	Revision string `json:"revision"`
	// Scene is "idle", "amount", "card" or "result".
	Scene string `json:"scene"`
	// Tone is a wallet's or a result's colours, Mark a result's shape.
	Tone     string   `json:"tone,omitempty"`
	Mark     string   `json:"mark,omitempty"`
	Head     string   `json:"head,omitempty"`
	Badge    string   `json:"badge,omitempty"`
	Amount   string   `json:"amount,omitempty"`
	Shape    string   `json:"shape,omitempty"` // "qr", "phone" or "spin"
	QR       string   `json:"qr,omitempty"`    // its black squares as the path of an SVG
	Modules  int      `json:"modules,omitempty"`
	Title    string   `json:"title,omitempty"`
	Detail   string   `json:"detail,omitempty"`
	Guide    []string `json:"guide,omitempty"`
	Second   []string `json:"second,omitempty"` // all of it in the other language, where there is a guide
	Practice bool     `json:"practice,omitempty"`
}

// Show is told of each View that the window is to draw, from any goroutine.
func (p *Page) Show() { p.behind.CompareAndSwap(0, int64(p.Now().Sub(p.started))) }

// Drawn is told each View that the window has painted, on the window's goroutine, which it
// does not hold up.
func (p *Page) Drawn(v kiosk.View) {
	p.behind.Store(0)
	before := p.drawn.Load()
	if before != nil && before.practice == v.Practice && before.side.Equal(&v.Customer) {
		return
	}
	p.scenes++
	s := &scene{revision: fmt.Sprintf("%s-%d", p.run, p.scenes), side: v.Customer, practice: v.Practice, next: make(chan struct{})}
	s.text = sync.OnceValue(func() []byte {
		text, err := json.Marshal(p.answer(s))
		if err != nil {
			panic(err) // it is made of texts and numbers
		}
		return text
	})
	p.drawn.Store(s)
	if before != nil {
		close(before.next)
	}
}

// current is the scene that stands in the window; nil for none, and where the window
// stands itself.
func (p *Page) current() *scene {
	if since := p.behind.Load(); since != 0 && p.Now().Sub(p.started)-time.Duration(since) > behindMax {
		return nil
	}
	return p.drawn.Load()
}

// results are the colours and marks of what became of a payment.
var results = map[kiosk.CustomerScreenKind]struct{ tone, mark string }{
	kiosk.CustomerPaid: {"paid", "tick"}, kiosk.CustomerFailed: {"failed", "cross"},
	kiosk.CustomerUnsure: {"unsure", "dots"}, kiosk.CustomerAskHelp: {"unsure", "question"},
}

func (p *Page) answer(s *scene) answer {
	c := &s.side
	a := answer{Revision: s.revision, Scene: "idle", Practice: s.practice}
	switch c.Kind {
	case kiosk.CustomerAdverts, "":
		return a
	case kiosk.CustomerAmount:
		a.Scene = "amount"
	default:
		a.Scene = "card"
		p.card(&a, c)
	}
	if r, ended := results[c.Kind]; ended {
		a.Scene, a.Tone, a.Mark, a.Shape = "result", r.tone, r.mark, ""
	}
	a.Amount, a.Title, a.Detail = c.Amount, p.Texts.Text(c.Title), p.Texts.Text(c.Detail)
	if len(c.Guide) == 0 {
		return a
	}
	for _, t := range c.Guide {
		a.Guide = append(a.Guide, p.Texts.Text(t))
	}
	a.Second = []string{p.second.Sentences(c.Title, c.Detail), p.second.Sentences(c.Guide...)}
	return a
}

// card is the head and the shape of an open sale.
func (p *Page) card(a *answer, c *kiosk.CustomerScreen) {
	switch {
	case c.Tone == kiosk.ToneMini:
		a.Tone, a.Badge, a.Head = "mini", "mini", p.Texts.Text(kiosk.T("screen.stage.mini"))
	case c.Wallet == kiosk.WeChat, c.Wallet == kiosk.Alipay:
		a.Tone, a.Badge = string(c.Wallet), string(c.Wallet)
		a.Head = p.Texts.Text(kiosk.T("screen.stage." + string(c.Wallet)))
	case c.Wallet == kiosk.UnionPay:
		a.Badge, a.Head = "union", p.Texts.Text(kiosk.T("screen.stage.unionpay"))
	}
	switch c.Kind {
	case kiosk.CustomerQR:
		a.Shape = "qr"
		a.QR, a.Modules = squares(c.QR)
	case kiosk.CustomerShowCode:
		a.Shape = "phone"
	default:
		a.Shape = "spin"
	}
}

// squares are the black modules of a QR as the path of an SVG that is n modules wide,
// its quiet zone of four included; "" for a text that is too long for one.
func squares(text string) (path string, n int) {
	q, err := qrcode.New(text, qrcode.Medium) // as the window draws it
	if err != nil {
		return "", 0
	}
	var b strings.Builder
	all := q.Bitmap() // with the quiet zone
	for y, row := range all {
		for x := 0; x < len(row); x++ {
			from := x
			for x < len(row) && row[x] {
				x++
			}
			if x > from {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", from, y, x-from, x-from)
			}
		}
	}
	return b.String(), len(all)
}
