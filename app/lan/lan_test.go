package lan

import (
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// pipeListener hands out connections that come from addresses of the test's choice.
type pipeListener struct {
	net.Listener
	from chan string
}

type fromConn struct {
	net.Conn
	at     net.Addr
	closed chan struct{}
}

func (c fromConn) RemoteAddr() net.Addr { return c.at }
func (c fromConn) Close() error         { close(c.closed); return c.Conn.Close() }

func (l pipeListener) Accept() (net.Conn, error) {
	at, open := <-l.from
	if !open {
		return nil, errors.New("closed")
	}
	c, _ := net.Pipe()
	return fromConn{c, net.TCPAddrFromAddrPort(netip.MustParseAddrPort(at)), make(chan struct{})}, nil
}

func TestBound_LetsInOnlyThisNetworkAndNotMoreThanItsShare(t *testing.T) {
	const one, other = "192.168.1.7:1000", "10.0.0.8:1000"
	from := make(chan string, 2*connsMax)
	b := Bound(pipeListener{from: from})
	accepts := func(at ...string) net.Conn {
		for _, a := range at {
			from <- a
		}
		c, err := b.Accept()
		require.NoError(t, err)
		return c
	}
	for _, stranger := range []string{"8.8.8.8:53", "[2001:db8::1]:9", "0.0.0.0:1", "100.64.1.1:7"} {
		require.Equal(t, one, accepts(stranger, one).RemoteAddr().String(), stranger)
	}
	var last net.Conn
	for range addressConnsMax - 4 {
		last = accepts(one)
	}
	require.Equal(t, other, accepts(one, other).RemoteAddr().String(), "one address has its share")
	require.NoError(t, last.Close())
	require.Equal(t, one, accepts(one).RemoteAddr().String(), "one that left makes room")
	for i := range connsMax - addressConnsMax - 1 {
		accepts(netip.AddrPortFrom(netip.AddrFrom4([4]byte{10, 1, 0, byte(i)}), 1).String())
	}
	from <- "10.2.0.1:1"
	close(from)
	_, err := b.Accept()
	require.Error(t, err, "all of them are let in, and one more is not")
}

func TestAddress_IsNear(t *testing.T) {
	a, err := Address()
	require.NoError(t, err)
	require.True(t, near(a), a)
}

func TestSameToken(t *testing.T) {
	require.True(t, SameToken("abc", "abc"))
	for _, sent := range []string{"", "ab", "abd", "abcd"} {
		require.False(t, SameToken(sent, "abc"), sent)
	}
	require.False(t, SameToken("", ""), "nobody has the empty one")
}

func TestServer_TellsNobodyToKeepItAndTakesNoLargeHeader(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s := NewServer(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) }, "default-src 'none'", Timeouts{time.Minute, time.Minute})
	go func() { _ = s.Serve(Bound(l)) }()
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	at := "http://" + l.Addr().String()
	a, err := http.Get(at)
	require.NoError(t, err)
	require.NoError(t, a.Body.Close())
	for name, value := range map[string]string{"Cache-Control": "no-store", "Content-Security-Policy": "default-src 'none'", "X-Content-Type-Options": "nosniff"} {
		require.Equal(t, value, a.Header.Get(name))
	}
	q, err := http.NewRequest(http.MethodGet, at, nil)
	require.NoError(t, err)
	q.Header.Set("Cookie", strings.Repeat("x", 64<<10))
	a, err = http.DefaultClient.Do(q)
	require.NoError(t, err)
	_, _ = io.Copy(io.Discard, a.Body)
	require.NoError(t, a.Body.Close())
	require.Equal(t, http.StatusRequestHeaderFieldsTooLarge, a.StatusCode)
}
