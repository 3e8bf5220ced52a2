package gatewayhttptest

import (
	"bufio"
	"encoding/base64"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// Nobody is an address on this machine at which nobody listens, and nobody can
// until the test ends: it is a connection's near end.
func Nobody(t testing.TB) string {
	from := net.Dialer{LocalAddr: &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)}}
	conn, err := from.Dial("tcp", Listen(t, func(c net.Conn) { _, _ = io.Copy(io.Discard, c) }))
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn.LocalAddr().String()
}

// Listen takes connections until the test ends and hands each to serve; the test
// waits for all of them.
func Listen(t testing.TB, serve func(net.Conn)) string {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			all.Go(func() {
				defer conn.Close()
				serve(conn)
			})
		}
	})
	t.Cleanup(func() {
		l.Close()
		all.Wait()
	})
	return l.Addr().String()
}

// Proxy leads every CONNECT to one backend, or answers as it is told to.
type Proxy struct {
	Address string

	backend, refusal string
	mu               sync.Mutex
	asked            []string
}

// NewProxy is a proxy. refusal is a whole answer in which %s is the login that
// came, or "" for a way to backend.
func NewProxy(t testing.TB, backend, refusal string) *Proxy {
	p := &Proxy{backend: backend, refusal: refusal}
	p.Address = Listen(t, p.serve)
	return p
}

func (p *Proxy) serve(c net.Conn) {
	r := bufio.NewReader(c)
	req, err := http.ReadRequest(r)
	if err != nil {
		return
	}
	_, login, _ := strings.Cut(req.Header.Get("Proxy-Authorization"), " ")
	plain, _ := base64.StdEncoding.DecodeString(login)
	p.mu.Lock()
	p.asked = append(p.asked, strings.TrimSpace(req.Method+" "+req.Host+" "+string(plain)))
	p.mu.Unlock()
	if p.refusal != "" {
		_, _ = io.WriteString(c, strings.ReplaceAll(p.refusal, "%s", string(plain)))
		return
	}
	to, err := net.Dial("tcp", p.backend)
	if err != nil {
		return
	}
	defer to.Close()
	_, _ = io.WriteString(c, "HTTP/1.1 200 Connection established\r\n\r\n")
	go func() {
		_, _ = io.Copy(to, r)
		_ = to.(*net.TCPConn).CloseWrite()
	}()
	_, _ = io.Copy(c, to)
}

// Asked are the requests so far: method, target and login.
func (p *Proxy) Asked() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.asked)
}
