package practice_test

import (
	"context"
	"net"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	alipayservicepractice "facepay/providers/alipayservice/practice"
	lepaypractice "facepay/providers/lepay/practice"
	"facepay/providers/practice"
	"facepay/providers/practice/practicetest"
	smallsaaspractice "facepay/providers/smallsaas/practice"
	weidoufupractice "facepay/providers/weidoufu/practice"
	"facepay/providers/wire/wiretest"
	yfpaypractice "facepay/providers/yfpay/practice"
)

func TestMain(m *testing.M) {
	if path := os.Getenv("PRACTICE_TEST_JOURNAL"); path != "" {
		hostGateway(path)
		return
	}
	goleak.VerifyTestMain(m)
}

// dialects are all that are spoken.
var dialects = []practice.NewDialect{
	lepaypractice.Dialect, smallsaaspractice.Dialect, yfpaypractice.Dialect, alipayservicepractice.Dialect, weidoufupractice.Dialect,
}

// What the practice gateway is built of must start: no two dialects claim one
// call, and each that notifies can tell an acknowledgement.
func TestDialects_GetAlong(t *testing.T) {
	start(t, practice.Config{})
	for _, make := range dialects {
		d := make(practice.Defaults())
		require.Equal(t, d.Notify == nil, d.Accepts == nil, d.Name)
		require.True(t, d.Notify != nil || d.Retries == nil, d.Name)
		for _, rt := range d.Routes {
			require.NotNil(t, rt.Serve, rt.Name)
			require.NotEqual(t, practice.NotifyRoute, rt.Name)
			require.Equal(t, rt.Path, practice.NormalPath(rt.Path), "it could never be met")
		}
	}
}

func start(t *testing.T, c practice.Config) *practice.Server {
	t.Helper()
	return practicetest.Start(t, c, dialects...)
}

func TestStart_ConfigMistakesNameTheirKey(t *testing.T) {
	for key, c := range map[string]practice.Config{
		"listen":         {Listen: "nowhere"},
		"phone_url":      {PhoneURL: "shop.example"},
		"free_limit":     {FreeLimit: "1e3"},
		"password_reply": {PasswordReply: "loud"},
		"qr_valid":       {QRValid: -time.Second},
		"auto_pay":       {AutoPay: -time.Second},
		"faults[0]":      {Faults: []practice.Fault{{Kind: "rust"}}},
	} {
		t.Run(key, func(t *testing.T) {
			require.ErrorContains(t, wiretest.Call(practice.Start(t.Context(), c, dialects...)).Err(), key)
		})
	}
}

func TestStart_EndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	s := wiretest.Call(practice.Start(ctx, practice.Config{}, dialects...)).OK(t)
	cancel()
	addr := strings.TrimPrefix(s.URL(), "http://")
	require.Eventually(t, func() bool {
		c, err := net.Dial("tcp", addr)
		if err == nil {
			c.Close()
		}
		return err != nil
	}, time.Minute, 5*time.Millisecond)
	require.NoError(t, s.Close(), "a second Close waits for the first")
}

func TestURLs_ListTheShopsNetworkOnlyWhenListeningThere(t *testing.T) {
	require.Len(t, start(t, practice.Config{}).URLs(), 1)

	s := start(t, practice.Config{Listen: "0.0.0.0:0"})
	require.True(t, strings.HasPrefix(s.URLs()[0], "http://127.0.0.1:"))
	for _, u := range s.URLs()[1:] {
		practicetest.Get(t, u+"/adverts/none")
	}
}
