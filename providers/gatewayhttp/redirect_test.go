package gatewayhttp

import (
	"fmt"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/wire/wiretest"
)

func TestClient_ARedirectNamesWhereItLeads(t *testing.T) {
	const code = "284236166272756154"
	for name, row := range map[string]struct{ location, says string }{
		"to another name":          {"https://pay.gateway.example/api", "to pay.gateway.example"},
		"with user and query":      {"https://me:hidden@pay.gateway.example/?code=" + code, "to pay.gateway.example"},
		"without a scheme":         {"//pay.gateway.example", "to pay.gateway.example"},
		"in the same place":        {"/login", ""},
		"to the same host":         {"https://127.0.0.1/x", ""},
		"to nowhere":               {"", ""},
		"to what was sent":         {"https://" + code + ".example/", ""},
		"to a piece of it":         {"https://a" + code[3:11] + "b.example/", ""},
		"to the query's piece":     {"https://secretary.example/", ""},
		"to what cannot be parsed": {"http://a b/", ""},
	} {
		for _, status := range []int{301, 302, 303, 307, 308} {
			t.Run(fmt.Sprint(name, " ", status), func(t *testing.T) {
				address := answering(t, fmt.Sprintf("HTTP/1.1 %d %s\r\nLocation: %s\r\nContent-Length: 0\r\n\r\n", status, http.StatusText(status), row.location))
				_, err := patient(t).PostForm(t.Context(), address+"/?key=secretary", url.Values{"code": {code}})
				require.Equal(t, "garbage", wiretest.Proves(err))
				require.ErrorIs(t, err, ErrRedirect)
				want := fmt.Sprintf("redirect: HTTP status %d", status)
				if row.says != "" {
					want += " " + row.says
				}
				require.Regexp(t, want+"$", err.Error())
			})
		}
	}
}
