package gatewayhttp

import (
	"bufio"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire/wiretest"
)

// impatient is a client whose whole request ends within a test's patience, for servers
// that never end one. A busy machine still comes to the silence by then.
func impatient(t *testing.T) *Client {
	c := patient(t)
	c.whole = 3 * time.Second
	return c
}

func patient(t *testing.T) *Client { return gatewayhttptest.Closing(t, New("test")) }

// trusting is a client that takes a test server's certificate.
func trusting(t *testing.T, srv *httptest.Server) *Client {
	c := patient(t)
	c.transport.TLSClientConfig.RootCAs = srv.Client().Transport.(*http.Transport).TLSClientConfig.RootCAs
	return c
}

// posts posts a form to address and returns the result.
func posts(t *testing.T, c *Client, address string) wiretest.Result[Reply] {
	return wiretest.Call(c.PostForm(t.Context(), address, url.Values{"money": {"1"}}))
}

// rawServer hands each connection to serve.
func rawServer(t *testing.T, serve func(net.Conn)) string {
	return "http://" + gatewayhttptest.Listen(t, serve)
}

// readRequest reads one whole request.
func readRequest(r *bufio.Reader) (body string, err error) {
	req, err := http.ReadRequest(r)
	if err != nil {
		return "", err
	}
	b, err := io.ReadAll(req.Body)
	return string(b), err
}

// answering is a raw server that sends text to each request and hangs up.
func answering(t *testing.T, text string) string {
	return rawServer(t, func(conn net.Conn) {
		if _, err := readRequest(bufio.NewReader(conn)); err == nil {
			io.WriteString(conn, text)
		}
	})
}

func TestClient_Failures(t *testing.T) {
	hang := make(chan struct{})
	reset := func(conn net.Conn) { conn.(*net.TCPConn).SetLinger(0) }

	type failure struct {
		name, address, want string
	}
	ends := []failure{
		{"refused connection", "http://" + gatewayhttptest.Nobody(t), "not sent"},
		{"host name that does not exist", "https://gateway.invalid", "not sent"},
		{"TLS certificate nobody signed", untrusted(t), "not sent"},
		{"TLS to a server that speaks none", strings.Replace(answering(t, "hello\r\n"), "http:", "https:", 1), "not sent"},
		{"public host over plain http", "http://192.0.2.1", "not sent"},
		{"hang-up after the request", rawServer(t, func(c net.Conn) { readRequest(bufio.NewReader(c)) }), "no answer"},
		{"reset after the request", rawServer(t, func(c net.Conn) { readRequest(bufio.NewReader(c)); reset(c) }), "no answer"},
		{"header over its cap", answering(t, "HTTP/1.1 200 OK\r\nX: "+strings.Repeat("x", 2*headerBytesMax)+"\r\n\r\n{}"), "garbage"},
		{"body shorter than announced", answering(t, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\""), "garbage"},
		{"reset in the middle of the body", rawServer(t, func(c net.Conn) {
			readRequest(bufio.NewReader(c))
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"status\"")
			reset(c)
		}), "garbage"},
		{"broken chunk", answering(t, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), "garbage"},
		{"not HTTP", answering(t, "SSH-2.0-OpenSSH_9.2\r\n"), "garbage"},
		{"announced body over the cap", answering(t, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n"), "garbage"},
		{"HTTP 200 with an empty body", answering(t, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"), "an answer"},
		{"HTTP 502 with HTML", answering(t, "HTTP/1.1 502 Bad Gateway\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>"), "an answer"},
	}
	hangs := []failure{
		{"TLS handshake that never ends", strings.Replace(rawServer(t, func(net.Conn) { <-hang }), "http:", "https:", 1), "not sent"},
		{"silence after the request", rawServer(t, func(c net.Conn) { readRequest(bufio.NewReader(c)); <-hang }), "no answer"},
		{"header that never ends", rawServer(t, func(c net.Conn) {
			readRequest(bufio.NewReader(c))
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-")
			<-hang
		}), "garbage"},
		{"body that stops", rawServer(t, func(c net.Conn) {
			readRequest(bufio.NewReader(c))
			io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{")
			<-hang
		}), "garbage"},
	}
	// Registered last, so that it runs before the servers wait for their ends.
	t.Cleanup(func() { close(hang) })
	fails := func(all []failure, client func(*testing.T) *Client) {
		for _, tt := range all {
			t.Run(tt.name, func(t *testing.T) {
				t.Parallel()
				_, err := client(t).PostForm(t.Context(), tt.address, url.Values{"money": {"1"}})
				require.Equal(t, tt.want, wiretest.Proves(err), "%v", err)
			})
		}
	}
	fails(ends, patient)
	fails(hangs, impatient)
}

// untrusted is an HTTPS server whose certificate no machine trusts.
func untrusted(t *testing.T) string {
	srv := httptest.NewUnstartedServer(http.NotFoundHandler())
	srv.Config.ErrorLog = log.New(io.Discard, "", 0)
	srv.StartTLS()
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestClient_ContextEndedBeforehand_NotSent(t *testing.T) {
	srv := gatewayhttptest.Serve(t, func(http.ResponseWriter, *http.Request) {})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := patient(t).PostForm(ctx, srv.URL, url.Values{})
	require.Equal(t, "not sent", wiretest.Proves(err))
	require.ErrorIs(t, err, context.Canceled)
	require.Empty(t, srv.Asked())
}

func TestClient_CallersDeadlineEndsAWait(t *testing.T) {
	arrived := make(chan struct{})
	address := rawServer(t, func(conn net.Conn) {
		r := bufio.NewReader(conn)
		if _, err := readRequest(r); err != nil {
			return
		}
		close(arrived)
		r.ReadByte() // until the client hangs up
	})
	ctx, cancel := context.WithCancel(t.Context())
	go func() {
		<-arrived
		cancel()
	}()
	_, err := patient(t).PostForm(ctx, address, url.Values{"code": {"1"}})
	require.Equal(t, "no answer", wiretest.Proves(err))
	require.ErrorIs(t, err, context.Canceled)
}

func TestClient_TLSHangUpAfterTheRequest_NoAnswer(t *testing.T) {
	srv := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		io.Copy(io.Discard, r.Body)
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
	}))
	t.Cleanup(srv.Close)
	c := trusting(t, srv)
	_, err := c.PostForm(t.Context(), srv.URL, url.Values{"a": {"b"}})
	require.Equal(t, "no answer", wiretest.Proves(err), "%v", err)
}

func TestClient_EndlessBodyIsCutAtTheCap(t *testing.T) {
	const gib = 1 << 30
	var sent atomic.Int64
	done := make(chan struct{})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		defer close(done)
		chunk := make([]byte, 64<<10)
		for sent.Load() < gib {
			n, err := w.Write(chunk)
			sent.Add(int64(n))
			if err != nil {
				return
			}
		}
	}))
	t.Cleanup(srv.Close)
	_, err := patient(t).PostForm(t.Context(), srv.URL, url.Values{})
	require.Equal(t, "garbage", wiretest.Proves(err))
	require.ErrorIs(t, err, ErrTooLarge)
	<-done
	// What the two kernels hold in their buffers is beyond the cap; a GiB is not.
	require.Less(t, sent.Load(), int64(gib/16))
}

func TestClient_BodyOfExactlyTheCapIsTaken(t *testing.T) {
	for _, size := range []int{BodyBytesMax, BodyBytesMax + 1} {
		srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.(http.Flusher).Flush() // no Content-Length
			w.Write(make([]byte, size))
		}))
		reply, err := patient(t).PostForm(t.Context(), srv.URL, url.Values{})
		srv.Close()
		if size > BodyBytesMax {
			require.ErrorIs(t, err, ErrTooLarge)
			continue
		}
		require.NoError(t, err)
		require.Len(t, reply.Body, size)
	}
}

func TestClient_WhatIsSent(t *testing.T) {
	srv := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "1"})
		gatewayhttptest.Says(http.StatusOK, "text/html; charset=utf-8", "{}")(w, r)
	})
	c := gatewayhttptest.Closing(t, New("1.2.3"))
	ctx := t.Context()

	reply := wiretest.Call(c.PostForm(ctx, srv.URL+"/pay?x=1", url.Values{"msg": {"充值 a&b"}})).OK(t)
	require.Equal(t, "session=1", reply.Header.Get("Set-Cookie"))
	reply.Header = nil
	require.Equal(t, Reply{Status: 200, ContentType: "text/html; charset=utf-8", Body: []byte("{}")}, reply)
	wiretest.Call(c.SendJSON(ctx, http.MethodPost, srv.URL, http.Header{"Authorization": {"token"}}, []byte(`{"a":1}`))).OK(t)
	wiretest.Call(c.SendJSON(ctx, http.MethodPut, srv.URL, nil, []byte(`{"b":2}`))).OK(t)
	wiretest.Call(c.Get(ctx, srv.URL, nil)).OK(t)

	require.Equal(t, []string{"POST /pay", "POST /", "PUT /", "GET /"}, srv.Calls())
	form, post, put, get := srv.Asked()[0], srv.Asked()[1], srv.Asked()[2], srv.Asked()[3]
	require.Equal(t, "facepay/1.2.3", form.Header.Get("User-Agent"))
	require.Equal(t, "application/x-www-form-urlencoded", form.Header.Get("Content-Type"))
	require.Equal(t, "x=1", form.RawQuery)
	require.Equal(t, "充值 a&b", form.Form().Get("msg"))
	require.Equal(t, "token", post.Header.Get("Authorization"))
	require.JSONEq(t, `{"a":1}`, post.Body)
	require.Empty(t, post.Header["Cookie"], "no cookie of the first answer comes back")
	require.Equal(t, "identity", post.Header.Get("Accept-Encoding"))
	require.JSONEq(t, `{"b":2}`, put.Body)
	require.Empty(t, get.Body)
}

func TestClient_RedirectIsNotFollowed(t *testing.T) {
	srv := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/there", http.StatusTemporaryRedirect)
	})
	c := patient(t)
	wiretest.Call(c.PostForm(t.Context(), srv.URL, url.Values{"code": {"x"}})).Fails(t, ErrRedirect)
	wiretest.Call(c.Get(t.Context(), srv.URL, nil)).Fails(t, ErrRedirect)
	require.Equal(t, []string{"POST /", "GET /"}, srv.Calls())
}

// dyingServer answers the first request of each connection, keeps it alive, and
// hangs up on the second once it has read it, as a server does whose keep-alive
// ran out while the request was on its way.
func dyingServer(t *testing.T) (address string, seen func() []string) {
	var mu sync.Mutex
	var bodies []string
	address = rawServer(t, func(conn net.Conn) {
		r := bufio.NewReader(conn)
		for i := range 2 {
			body, err := readRequest(r)
			if err != nil {
				return
			}
			mu.Lock()
			bodies = append(bodies, body)
			mu.Unlock()
			if i == 0 {
				io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
			}
		}
	})
	return address, func() []string {
		mu.Lock()
		defer mu.Unlock()
		return append([]string(nil), bodies...)
	}
}

func TestClient_PostOnADyingConnectionArrivesOnceAndProvesNothing(t *testing.T) {
	// A caller's idempotency header would invite the transport to repeat.
	header := http.Header{"Idempotency-Key": {"k"}, "X-Idempotency-Key": {"k"}}
	for name, row := range map[string]struct {
		call   func(c *Client, address, body string) (Reply, error)
		second string
		seen   []string
	}{
		"a POST": {func(c *Client, address, body string) (Reply, error) {
			return c.SendJSON(t.Context(), http.MethodPost, address, header, []byte(body))
		}, "no answer", []string{"first", "second"}},
		"and so does a PUT": {func(c *Client, address, body string) (Reply, error) {
			return c.SendJSON(t.Context(), http.MethodPut, address, header, []byte(body))
		}, "no answer", []string{"first", "second"}},
		"and so does one without a body": {func(c *Client, address, _ string) (Reply, error) {
			return c.SendJSON(t.Context(), http.MethodPost, address, header, nil)
		}, "no answer", []string{"", ""}},
		"where a GET would have been repeated": {func(c *Client, address, _ string) (Reply, error) {
			return c.Get(t.Context(), address, nil)
		}, "an answer", []string{"", "", ""}},
	} {
		t.Run(name, func(t *testing.T) {
			address, seen := dyingServer(t)
			c := patient(t)
			wiretest.Call(row.call(c, address, "first")).OK(t)
			_, err := row.call(c, address, "second")
			require.Equal(t, row.second, wiretest.Proves(err), "%v", err)
			require.Equal(t, row.seen, seen())
		})
	}
}

// A server that closes kept-alive connections at any moment: whatever the
// client concludes must agree with what arrived.
func TestClient_StaleConnections_ConclusionsAgreeWithTheServer(t *testing.T) {
	var mu sync.Mutex
	arrived := map[string]int{}
	address := rawServer(t, func(conn net.Conn) {
		body, err := readRequest(bufio.NewReader(conn))
		if err != nil {
			return
		}
		mu.Lock()
		arrived[body]++
		n := len(arrived)
		mu.Unlock()
		io.WriteString(conn, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
		if n%2 == 0 {
			conn.(*net.TCPConn).SetLinger(0) // a reset instead of a close
		}
	})
	c := patient(t)
	const posts = 300
	for i := range posts {
		body := strconv.Itoa(i)
		_, err := c.PostForm(t.Context(), address, url.Values{"n": {body}})
		mu.Lock()
		times := arrived["n="+body]
		mu.Unlock()
		switch what := wiretest.Proves(err); what {
		case "an answer":
			require.Equal(t, 1, times, "post %d", i)
		case "not sent":
			require.Zero(t, times, "post %d: %v", i, err)
		default:
			require.LessOrEqual(t, times, 1, "post %d: %v", i, err)
		}
	}
}

// brokenPipe is a connection that the kernel takes nothing on.
type brokenPipe struct{ net.Conn }

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func TestWatch_Classify(t *testing.T) {
	cause := errors.New("it failed")
	written := func(n int64) *countedConn { return &countedConn{taken: n} }
	tests := []struct {
		name string
		w    *watch
		want string
	}{
		{"no connection was had", &watch{}, "not sent"},
		{"nothing was taken after the handshake", &watch{carriers: []carrier{{written(700), 700}}}, "not sent"},
		{"one byte was taken", &watch{carriers: []carrier{{written(701), 700}}}, "no answer"},
		{"a write is under way", &watch{carriers: []carrier{{&countedConn{writing: 1}, 0}}}, "no answer"},
		{"the first of two connections carried a byte", &watch{carriers: []carrier{{written(1), 0}, {written(0), 0}}}, "no answer"},
		{"the connection cannot be counted", &watch{opaque: true}, "no answer"},
		{"a reply began", &watch{answered: true}, "garbage"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			err := tt.w.classify(cause)
			require.Equal(t, tt.want, wiretest.Proves(err))
			require.ErrorIs(t, err, cause)
		})
	}
}

func TestWatch_ConnectionSaidToBeUnusedCannotBeWrittenAfterwards(t *testing.T) {
	ours, theirs := net.Pipe()
	t.Cleanup(func() { ours.Close(); theirs.Close() })
	require.NoError(t, ours.SetDeadline(time.Now())) // an unsealed write fails too, in another way
	conn := &countedConn{Conn: ours}
	w := &watch{carriers: []carrier{{conn, 0}}}
	require.Equal(t, "not sent", wiretest.Proves(w.classify(io.EOF)))
	wiretest.Call(conn.Write([]byte("late"))).Fails(t, errSealed)
}

func TestClient_WriteThatTheKernelRefusedWhole_NotSent(t *testing.T) {
	c := patient(t)
	c.transport.DialContext = func(context.Context, string, string) (net.Conn, error) {
		ours, theirs := net.Pipe()
		t.Cleanup(func() { theirs.Close() })
		return &countedConn{Conn: brokenPipe{ours}}, nil
	}
	_, err := c.PostForm(t.Context(), "http://127.0.0.1:1", url.Values{"a": {"b"}})
	require.Equal(t, "not sent", wiretest.Proves(err), "%v", err)
}

func TestReply_OK(t *testing.T) {
	for status, want := range map[int]string{200: "an answer", 204: "an answer", 299: "an answer",
		199: "garbage", 400: "garbage", 404: "garbage", 500: "garbage"} {
		require.Equal(t, want, wiretest.Proves(Reply{Status: status}.OK()), "%d", status)
	}
}

// A server that asks for a certificate is shown the one of WithCertificate, and none by the
// client that it was made of.
func TestClient_WithCertificate(t *testing.T) {
	key := wiretest.Call(rsa.GenerateKey(rand.Reader, 2048)).OK(t)
	own := &x509.Certificate{SerialNumber: big.NewInt(7), NotBefore: time.Now(), NotAfter: time.Now().Add(time.Hour)}
	der := wiretest.Call(x509.CreateCertificate(rand.Reader, own, own, &key.PublicKey, key)).OK(t)
	srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for _, c := range r.TLS.PeerCertificates {
			_, _ = io.WriteString(w, c.SerialNumber.String())
		}
		body, _ := io.ReadAll(r.Body)
		_, _ = w.Write(body)
	}))
	srv.TLS = &tls.Config{ClientAuth: tls.RequestClientCert}
	srv.StartTLS()
	t.Cleanup(srv.Close)
	c := New("test")
	c.transport.TLSClientConfig.RootCAs = x509.NewCertPool()
	c.transport.TLSClientConfig.RootCAs.AddCert(srv.Certificate())
	shown := c.WithCertificate(tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key})
	t.Cleanup(c.CloseIdle)
	t.Cleanup(shown.CloseIdle)
	for client, want := range map[*Client]string{shown: "7<xml/>", c: "<xml/>"} {
		reply := wiretest.Call(client.SendXML(t.Context(), srv.URL, []byte("<xml/>"))).OK(t)
		require.Equal(t, want, string(reply.Body))
	}
}
