package gatewayhttp

import (
	"bufio"
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/wire/wiretest"
)

// echoing is a raw server that sends each request's body back wherever %s stands
// in text.
func echoing(t *testing.T, text string) string {
	return rawServer(t, func(conn net.Conn) {
		if body, err := readRequest(bufio.NewReader(conn)); err == nil {
			io.WriteString(conn, strings.ReplaceAll(text, "%s", body))
		}
	})
}

func TestClient_ErrorsDoNotRepeatWhatWasSent(t *testing.T) {
	const secret = "284236166272756154"
	const ok = "HTTP/1.1 200 OK\r\n"
	errs := map[string]error{}
	for name, text := range map[string]string{
		"in place of a status line":  "%s\r\n\r\n",
		"in the protocol":            "%s 200 OK\r\n\r\n",
		"in the status":              "HTTP/1.1 %s OK\r\n\r\n",
		"in place of a header":       ok + "%s\r\n\r\n{}",
		"in a header's name":         ok + "\x01%s: x\r\n\r\n{}",
		"in a chunk's size":          ok + "Transfer-Encoding: chunked\r\n\r\n%s\r\n{}",
		"in a chunk's size, spoiled": ok + "Transfer-Encoding: chunked\r\n\r\nz%s\r\n{}",
		"in a trailer":               ok + "Transfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n%s\r\n\r\n",
		"as the encoding":            ok + "Transfer-Encoding: %s\r\n\r\n{}",
		"in a Location":              "HTTP/1.1 302 Found\r\nLocation: http://%s/?code=%s\r\nContent-Length: 0\r\n\r\n",
		"in a Content-Length":        ok + "Content-Length: %s\r\n\r\n{}",
		"in a spoiled one":           ok + "Content-Length: x%s\r\n\r\n{}",
		"in two of them":             ok + "Content-Length: 2\r\nContent-Length: %s\r\n\r\n{}",
	} {
		_, err := patient(t).SendJSON(t.Context(), http.MethodPost, echoing(t, text), nil, []byte(secret))
		require.Equal(t, "garbage", wiretest.Proves(err), name)
		errs[name] = err
	}
	address := answering(t, "garbage\r\n\r\n")
	_, errs["in a form"] = patient(t).PostForm(t.Context(), address, url.Values{"code": {secret}})
	_, errs["in a query"] = patient(t).Get(t.Context(), address+"/?code="+secret, nil)
	_, errs["in no address"] = patient(t).Get(t.Context(), "http://\x7f/?code="+secret, nil)
	for name, err := range errs {
		for ; err != nil; err = errors.Unwrap(err) {
			require.NotContains(t, fmt.Sprintf("%v %+v %#v", err, err, err), secret[:8], name)
		}
	}
}

// What holds nothing that was sent keeps its text: it tells people what to mend.
func TestClient_ErrorsOfTheNetworkKeepTheirText(t *testing.T) {
	silent := rawServer(t, func(c net.Conn) {
		r := bufio.NewReader(c)
		readRequest(r)
		r.ReadByte() // until the client hangs up
	})
	half := answering(t, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
	reset := rawServer(t, func(c net.Conn) {
		readRequest(bufio.NewReader(c))
		c.(*net.TCPConn).SetLinger(0)
	})
	withoutTLS := rawServer(t, func(c net.Conn) { io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") })
	var op *net.OpError
	var unknown x509.UnknownAuthorityError
	var dns *net.DNSError
	for _, tt := range []struct {
		address, text string
		is            error
		as            any
	}{
		{half, "unexpected EOF", io.ErrUnexpectedEOF, nil},
		{reset, "reset", syscall.ECONNRESET, &op},
		{untrusted(t), "x509: certificate signed by unknown authority", nil, &unknown},
		{"https://gateway.invalid", "gateway.invalid", nil, &dns},
		{strings.Replace(withoutTLS, "http:", "https:", 1), "does not look like a TLS handshake", nil, nil},
		{"http://\x7f/", "address of a request", nil, nil},
		{answering(t, "SSH-2.0-OpenSSH_9.2\r\n"), "what came is no HTTP", nil, nil},
	} {
		_, err := patient(t).PostForm(t.Context(), tt.address, url.Values{})
		require.ErrorContains(t, err, tt.text, tt.address)
		if tt.is != nil {
			require.ErrorIs(t, err, tt.is)
		}
		if tt.as != nil {
			require.ErrorAs(t, err, tt.as)
		}
	}
	_, err := impatient(t).PostForm(t.Context(), silent, url.Values{})
	require.ErrorContains(t, err, "context deadline exceeded")
	require.ErrorIs(t, err, context.DeadlineExceeded)
}
