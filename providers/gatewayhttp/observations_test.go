package gatewayhttp

import (
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire/wiretest"
)

func TestClient_HearsWhatCallsTellBesideTheirAnswers(t *testing.T) {
	behind := time.Hour
	srv := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Date", time.Now().Add(-behind).UTC().Format(http.TimeFormat))
		switch r.URL.Path {
		case "/moved":
			http.Redirect(w, r, "https://pay.gateway.example/", http.StatusFound)
		case "/busy":
			w.WriteHeader(http.StatusTooManyRequests)
		case "/broken":
			panic(http.ErrAbortHandler)
		}
	})
	c := patient(t)
	require.Equal(t, Observations{}, c.Observations())
	require.NoError(t, c.Connect(t.Context(), srv.URL))
	wiretest.Call(c.Download(t.Context(), srv.URL, BodyBytesMax)).OK(t)
	require.Equal(t, Observations{}, c.Observations(), "a connection tells nothing, and a picture's host is another")

	for path, want := range map[string]struct {
		ledTo  string
		failed bool
	}{
		"/": {}, "/moved": {"pay.gateway.example", true}, "/busy": {}, "/broken": {"", true},
	} {
		_, _ = c.PostForm(t.Context(), srv.URL+path, url.Values{})
		h := c.Observations()
		require.Equal(t, want.ledTo, h.LedTo, path)
		require.Equal(t, want.failed, !h.Failed.IsZero(), path)
	}
	wiretest.Call(c.PostForm(t.Context(), srv.URL, url.Values{})).OK(t)
	require.InDelta(t, behind.Seconds(), c.Observations().Skew.Seconds(), 30)
	require.True(t, c.Observations().Failed.IsZero())
}

func TestLeapt(t *testing.T) {
	for _, row := range []struct {
		wall, steady time.Duration
		want         bool
	}{
		{time.Hour, time.Hour, false}, {time.Hour + time.Second, time.Hour, false}, {time.Hour, time.Second, true}, {-time.Hour, time.Second, true}, {0, 0, false},
	} {
		require.Equal(t, row.want, leapt(row.wall, row.steady), "%v", row)
	}
}
