package gatewayhttp

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire/wiretest"
)

func TestConnect_AsksNothing(t *testing.T) {
	for name, secure := range map[string]bool{"http": false, "https": true} {
		t.Run(name, func(t *testing.T) {
			var mu sync.Mutex
			requests, connections := 0, 0
			srv := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
				mu.Lock()
				defer mu.Unlock()
				requests++
			}))
			srv.Config.ConnState = func(_ net.Conn, s http.ConnState) {
				mu.Lock()
				defer mu.Unlock()
				if s == http.StateNew {
					connections++
				}
			}
			if secure {
				srv.StartTLS()
			} else {
				srv.Start()
			}
			c := patient(t)
			if secure {
				c = trusting(t, srv)
			}
			wiretest.Call(c.Get(t.Context(), srv.URL, nil)).OK(t) // leaves a connection that is kept
			const times = 3
			for range times {
				require.NoError(t, c.Connect(t.Context(), srv.URL+"/base"))
			}
			c.CloseIdle()
			require.Eventually(t, func() bool { // what waits to be accepted would go with the server
				mu.Lock()
				defer mu.Unlock()
				return connections == 1+times
			}, time.Minute, time.Millisecond, "each is a new one")
			srv.Close() // waits for whatever was asked
			mu.Lock()
			defer mu.Unlock()
			require.Equal(t, 1, requests)
			require.Equal(t, 1+times, connections)
		})
	}
}

func TestConnect_WhatAFailureMeans(t *testing.T) {
	hang := make(chan struct{})
	defer close(hang)
	refused := "https://" + gatewayhttptest.Nobody(t)
	tls := func(serve func(net.Conn)) string { return strings.Replace(rawServer(t, serve), "http:", "https:", 1) }
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for name, row := range map[string]struct {
		ctx           context.Context
		address, want string
	}{
		"refused":                      {t.Context(), refused, "not sent"},
		"no such name":                 {t.Context(), "https://gateway.invalid", "not sent"},
		"plain http to a public host":  {t.Context(), "http://192.0.2.1", "not sent"},
		"no address":                   {t.Context(), "gateway", "not sent"},
		"the till stops":               {ctx, refused, "not sent"},
		"a certificate of nobody":      {t.Context(), untrusted(t), "garbage"},
		"no TLS there":                 {t.Context(), tls(func(c net.Conn) { io.WriteString(c, "HTTP/1.1 400 Bad Request\r\n\r\n") }), "garbage"},
		"one that is cut off":          {t.Context(), tls(func(net.Conn) {}), "no answer"},
		"plain, and silent afterwards": {t.Context(), rawServer(t, func(net.Conn) { <-hang }), "an answer"},
	} {
		t.Run(name, func(t *testing.T) {
			require.Equal(t, row.want, wiretest.Proves(patient(t).Connect(row.ctx, row.address)), name)
		})
	}
	silent := tls(func(net.Conn) { <-hang })
	require.Equal(t, "no answer", wiretest.Proves(impatient(t).Connect(t.Context(), silent)), "a handshake that never ends")
}
