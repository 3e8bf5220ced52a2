package main

import (
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
)

func TestHeardClock_TellsOnceFromTheGatewaysOwnReplies(t *testing.T) {
	off := time.Duration(0)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Date", time.Now().Add(off).UTC().Format(http.TimeFormat))
	}))
	defer server.Close()
	var told []kiosk.Finding
	full := true
	clock := &heardClock{post: func(e kiosk.Event) bool {
		if full {
			return false
		}
		told = append(told, e.(kiosk.Ailing).Finding)
		return true
	}}
	client := gatewayhttp.New("test")
	client.OnDate(clock.heard)
	ask := func() {
		_, err := client.Get(t.Context(), server.URL, nil)
		require.NoError(t, err)
	}
	ask()
	off = -5 * time.Minute
	ask()
	require.Empty(t, told, "the till was busy")
	full = false
	ask()
	ask()
	require.Len(t, told, 1)
	require.Equal(t, "check.brief.clock.off", told[0].Brief.ID)
	off = 0
	ask()
	ask()
	require.Len(t, told, 2)
	require.Equal(t, kiosk.HealthOK, told[1].Health, "it is right again")
}
