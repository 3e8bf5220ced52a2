//go:build e2e

package e2e

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"sync"
	"testing"
	"time"
)

// benchGateway speaks as much of lepay's dialect as the benchmarks need, over
// real HTTP on loopback, and notes when bytes of a request come and when an
// answer goes.
type benchGateway struct {
	url     string
	arrived chan time.Time // first bytes of a request for a QR or a charge
	answer  chan struct{}  // lets a request for a QR be answered

	mu       sync.Mutex
	orders   int
	paid     bool
	answered chan time.Time // QR texts and payments, as they are about to be told
}

func newBenchGateway(b *testing.B) *benchGateway {
	g := &benchGateway{arrived: make(chan time.Time, 1), answer: make(chan struct{}), answered: make(chan time.Time, 1)}
	mux := http.NewServeMux()
	mux.HandleFunc("/Pay/WxFacePay/qrCodePay", g.qrCodePay)
	mux.HandleFunc("/Pay/WxFacePay/queryOrder", g.queryOrder)
	mux.HandleFunc("/Pay/WxFacePay/getadvert", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprint(w, `{"code":"000000","msg":"ok","data":[]}`)
	})
	mux.HandleFunc("/index.php/Register/PayAndRefund/tofastpay", g.charge)
	server := httptest.NewUnstartedServer(mux)
	server.Listener = stampingListener{server.Listener}
	server.Config.ConnContext = withConn
	server.Start()
	b.Cleanup(server.Close)
	g.url = server.URL
	return g
}

// qrCodePay makes an order once it may.
func (g *benchGateway) qrCodePay(w http.ResponseWriter, r *http.Request) {
	g.arrived <- firstByte(r)
	<-g.answer
	g.mu.Lock()
	g.orders++
	g.paid = false
	no := fmt.Sprintf("L%019d", g.orders)
	g.mu.Unlock()
	g.answered <- time.Now()
	fmt.Fprintf(w, `{"code":"000000","msg":"ok","data":{"qr_code":"weixin://wxpay/bizpayurl?pr=%s","out_trade_no":%q}}`, no, no)
}

// queryOrder tells whether the customer has paid.
func (g *benchGateway) queryOrder(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	paid := g.paid
	g.paid = false
	g.mu.Unlock()
	state := "NOTPAY"
	if paid {
		state = "SUCCESS"
		g.answered <- time.Now()
	}
	fmt.Fprintf(w, `{"code":"000000","msg":"ok","data":{"order_state":%q,"out_trade_no":%q,"tradedate":%d}}`,
		state, r.FormValue("out_trade_no"), time.Now().Unix())
}

func (g *benchGateway) pay() {
	g.mu.Lock()
	g.paid = true
	g.mu.Unlock()
}

// charge takes the money of any code.
func (g *benchGateway) charge(w http.ResponseWriter, r *http.Request) {
	g.arrived <- firstByte(r)
	g.mu.Lock()
	g.orders++
	no := fmt.Sprintf("L%019d", g.orders)
	g.mu.Unlock()
	fmt.Fprintf(w, `{"status":1,"msg":"ok","result":{"out_trade_no":%q}}`, no)
}

// stampingListener notes when the first byte of each request on its connections
// came.
type stampingListener struct{ net.Listener }

func (l stampingListener) Accept() (net.Conn, error) {
	conn, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &stampingConn{Conn: conn}, nil
}

type stampingConn struct {
	net.Conn
	mu    sync.Mutex
	first time.Time // of the request under way, zero between two
}

// Read waits for the next request, and notes the time of its first byte.
func (c *stampingConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	now := time.Now()
	c.mu.Lock()
	if n > 0 && c.first.IsZero() {
		c.first = now
	}
	c.mu.Unlock()
	return n, err
}

// Write begins the answer, after which the next byte belongs to a new request.
func (c *stampingConn) Write(p []byte) (int, error) {
	c.mu.Lock()
	c.first = time.Time{}
	c.mu.Unlock()
	return c.Conn.Write(p)
}

type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// firstByte is the time at which the first byte of r came.
func firstByte(r *http.Request) time.Time {
	c := r.Context().Value(connKey{}).(*stampingConn)
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.first
}
