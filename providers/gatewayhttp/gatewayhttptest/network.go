package gatewayhttptest

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/wire/wiretest"
)

// Calls are the calls of a gateway by their names.
type Calls = map[string]func(context.Context) (any, error)

// Network asks each call where no answer comes back as it was sent: whatever the
// network makes of good, it is no verdict, the error tells none of secrets, and
// nothing is sent twice. gateway is one that asks at an address.
func Network(t *testing.T, good string, secrets []string, gateway func(t *testing.T, address string) Calls) {
	const hugeBytes = 16 << 20
	// each asks every call, of a server of its own.
	each := func(fault, proves string, times int, answer http.HandlerFunc, ask func(*testing.T, func(context.Context) (any, error)) error) {
		for name := range gateway(t, "http://"+Nobody(t)) {
			t.Run(fault+"/"+name, func(t *testing.T) {
				s := Serve(t, answer)
				err := ask(t, gateway(t, s.URL)[name])
				require.Equal(t, proves, wiretest.Proves(err), "%v", err)
				for _, secret := range secrets {
					require.NotContains(t, err.Error(), secret)
				}
				require.Len(t, s.Asked(), times, "sent once, whatever happens")
			})
		}
	}
	plainly := func(t *testing.T, call func(context.Context) (any, error)) error {
		_, err := call(t.Context())
		return err
	}
	for fault, answer := range map[string]http.HandlerFunc{
		"error 500 with a yes in it": Says(http.StatusInternalServerError, "application/json", good),
		"HTML of a proxy":            Says(http.StatusBadGateway, "text/html", "<html>502</html>"),
		"HTML with status 200":       Says(http.StatusOK, "text/html", "<html></html>"),
		"empty":                      Says(http.StatusOK, "application/json", ""),
		"truncated": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", strconv.Itoa(len(good)))
			_, _ = io.WriteString(w, good[:len(good)/2])
		},
		"huge": func(w http.ResponseWriter, _ *http.Request) {
			block := strings.Repeat("0", 64<<10)
			_, err := io.WriteString(w, `{"x":"`)
			for n := 0; n < hugeBytes && err == nil; n += len(block) {
				_, err = io.WriteString(w, block)
			}
		},
		"redirect": func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "/elsewhere", http.StatusTemporaryRedirect)
		},
	} {
		each(fault, "garbage", 1, answer, plainly)
	}
	each("connection dropped", "no answer", 1, Drops, plainly)
	each("given up before it is sent", "not sent", 0, Drops, func(t *testing.T, call func(context.Context) (any, error)) error {
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := call(ctx)
		return err
	})
	for name, call := range gateway(t, "http://"+Nobody(t)) {
		t.Run("nobody listens/"+name, func(t *testing.T) {
			_, err := call(t.Context())
			require.Equal(t, "not sent", wiretest.Proves(err), "%v", err)
		})
	}
}
