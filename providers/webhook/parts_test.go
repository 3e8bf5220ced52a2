package webhook

import (
	"bytes"
	"context"
	"errors"
	"io/fs"
	stdlog "log"
	"log/slog"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/weburl"
	"facepay/providers/wire/wiretest"
)

// What an address may be is weburl's test.
func TestConfig_Check(t *testing.T) {
	for name, c := range map[string]struct {
		config Config
		want   string // "": fine
	}{
		"nothing":          {Config{}, ""},
		"both":             {Config{"127.0.0.1:8780", "https://shop.example/till1"}, ""},
		"every address":    {Config{":8780", "https://shop.example"}, ""},
		"other server":     {Config{"", "https://shop.example"}, ""},
		"no port":          {Config{"127.0.0.1", ""}, `listen: "127.0.0.1" is not host:port, such as 127.0.0.1:8780`},
		"port 0":           {Config{"127.0.0.1:0", ""}, `listen: "0" is not a port from 1 to 65535`},
		"plain and public": {Config{"", "http://203.0.113.5"}, "public_url: " + weburl.ErrPlain.Error()},
		"query":            {Config{"", "https://shop.example/?a=b"}, "public_url: " + weburl.ErrQuery.Error()},
	} {
		t.Run(name, func(t *testing.T) {
			err := c.config.Check()
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.EqualError(t, err, c.want)
		})
	}
	require.Equal(t, "https://shop.example/till1/notify/yfpay", Config{PublicURL: "https://shop.example/till1/"}.NotifyURL("yfpay"))
	require.Empty(t, Config{Listen: ":8780"}.NotifyURL("yfpay"))
}

func TestNew_NeedsAnAddressAndATill(t *testing.T) {
	require.Error(t, wiretest.Call(New(Config{}, Ports{Post: func(kiosk.Event) bool { return true }})).Err())
	require.Error(t, wiretest.Call(New(Config{Listen: "127.0.0.1:0"}, Ports{})).Err())
}

func TestLimiter_EachAddressAndAllTogether(t *testing.T) {
	now := time.Unix(1000, 0)
	a, b, c := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2"), netip.MustParseAddr("192.0.2.3")
	l := newLimiter(rate{1, 3}, rate{1, 5}, 10)
	took := func(of netip.Addr) (n int) {
		for l.allow(of, now) {
			n++
		}
		return n
	}
	require.Equal(t, 3, took(a))
	require.Equal(t, 2, took(b), "all together have 5")
	require.Equal(t, 0, took(c))
	now = now.Add(time.Second)
	require.Equal(t, 1, took(a))
	now = now.Add(-time.Hour)
	require.Equal(t, 0, took(a), "a clock that goes back gives nothing")
	now = now.Add(2 * time.Hour)
	require.Equal(t, 3, took(c))
}

func TestLimiter_ATableFullOfAddressesSharesWhatIsLeft(t *testing.T) {
	now := time.Unix(1000, 0)
	l := newLimiter(rate{1, 2}, rate{1000, 1000}, 4)
	for i := range byte(4) {
		require.True(t, l.allow(netip.AddrFrom4([4]byte{10, 0, 0, i}), now))
	}
	for i := range byte(100) {
		require.Equal(t, i < 2, l.allow(netip.AddrFrom4([4]byte{10, 0, 1, i}), now))
	}
	require.Len(t, l.table, 4)
	now = now.Add(5 * time.Second) // all are full again, and forgotten for the next
	require.True(t, l.allow(netip.AddrFrom4([4]byte{10, 0, 2, 1}), now))
	require.Len(t, l.table, 1)
}

func TestAddressOf_IPv6CountsByNetwork(t *testing.T) {
	for remote, want := range map[string]string{
		"192.0.2.1:80":             "192.0.2.1",
		"[::ffff:192.0.2.1]:80":    "192.0.2.1",
		"[2001:db8:1:2:3::4]:80":   "2001:db8:1:2::",
		"[2001:db8:1:2:ff::99]:80": "2001:db8:1:2::",
		"[fe80::1%eth0]:80":        "fe80::",
	} {
		require.Equal(t, want, addressOf(remote).String())
	}
	require.False(t, addressOf("pipe").IsValid())
}

func TestGate_TheLongestSilentMakesRoom(t *testing.T) {
	now := time.Unix(1000, 0)
	l := defaultLimits()
	l.conns, l.addressConns, l.connGrace = 3, 2, time.Second
	g := newGate(l)
	a, b := netip.MustParseAddr("192.0.2.1"), netip.MustParseAddr("192.0.2.2")
	admit := func(of netip.Addr) (*conn, net.Conn) {
		far, near := net.Pipe()
		t.Cleanup(func() { far.Close(); near.Close() })
		return g.admit(near, of, now), far
	}
	closed := func(far net.Conn) bool {
		if far.SetReadDeadline(time.Now().Add(-time.Second)) != nil {
			return true
		}
		_, err := far.Read(make([]byte, 1))
		return !errors.Is(err, os.ErrDeadlineExceeded)
	}
	first, farFirst := admit(a)
	now = now.Add(10 * time.Millisecond)
	second, farSecond := admit(a)
	over, _ := admit(a)
	require.Nil(t, over, "nobody has been silent for long enough")
	now = now.Add(time.Second)
	first.busy = true
	third, _ := admit(a)
	require.NotNil(t, third)
	require.True(t, closed(farSecond), "the first is busy")
	require.False(t, closed(farFirst))
	require.NoError(t, third.Close())
	second.Close() // net/http closes it too
	require.Equal(t, 1, g.per[a])

	for range 2 {
		in, _ := admit(b)
		require.NotNil(t, in)
	}
	over, _ = admit(netip.MustParseAddr("192.0.2.3"))
	require.Nil(t, over, "three in all")
	require.Len(t, g.open, 3)
}

func TestTally_ForgetsAfterTenMinutes(t *testing.T) {
	start := time.Unix(1000, 0)
	tally := newCounters(start)
	for _, after := range []time.Duration{0, time.Minute, 9 * time.Minute} {
		tally.add(forged, start.Add(after))
	}
	tally.add(notNow, start)
	for after, want := range map[time.Duration]int{9 * time.Minute: 3, 11 * time.Minute: 1, 18 * time.Minute: 1, 20 * time.Minute: 0, 24 * time.Hour: 0} {
		require.Equal(t, want, tally.lately(start.Add(after)), after)
	}
	tally.add(malformed, start.Add(time.Hour))
	require.Equal(t, 1, tally.lately(start.Add(time.Hour)))
	require.Equal(t, Counts{Forged: 3, NotNow: 1, Malformed: 1}, tally.snapshot())
}

func TestThrottle_SaysAKindOnceAMinuteAndHowOftenItDidNot(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var b bytes.Buffer
		log := newLogLimiter(slog.New(slog.NewTextHandler(&b, nil)), logGap)
		for range 3 {
			log.warn("one", "n", 1)
		}
		log.warn("two")
		require.Equal(t, 2, strings.Count(b.String(), "\n"))
		time.Sleep(logGap)
		log.warn("one", "n", 2)
		require.Equal(t, 3, strings.Count(b.String(), "\n"))
		require.Contains(t, b.String(), "n=2 unsaid=2")
		stdlog.New(log, "", 0).Print(strings.Repeat("x", 5000))
		require.Less(t, b.Len(), 1000, "lines are cut")
	})
}

func TestStatus_AnotherProcessReadsTheCounts(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify.json")
	wiretest.Call(ReadStatus(path)).Fails(t, fs.ErrNotExist)

	r := start(t, func(_ *Config, p *Ports, l *limits, _ *fakeTill) {
		p.StatusFile, l.statusGap = path, time.Millisecond
	})
	status := func() Status {
		s, err := ReadStatus(path)
		if err != nil {
			require.ErrorIs(t, err, fs.ErrNotExist, "never half a file")
		}
		return s
	}
	eventually(t, func() bool { return status().Address == r.Addr() })
	r.notify(t, "T1", 1234)
	for range 3 {
		r.send(t, "/notify/acme", vendorType, "x")
	}
	eventually(t, func() bool { return status().Counts == Counts{Taken: 1, Forged: 3} })
	s := status()
	require.Equal(t, 3, s.RefusedLately)
	require.Zero(t, s.Ended)
	require.False(t, s.Started.IsZero() || s.Updated.Before(s.Started))
	eventually(t, func() bool { return r.till.get(func(f *fakeTill) int { return len(f.refused) }) > 0 })

	r.stop()
	s = status()
	require.False(t, s.Ended.IsZero())
	require.Empty(t, s.Address)
	require.Equal(t, Counts{Taken: 1, Forged: 3}, s.Counts)
	info := wiretest.Call(os.Stat(path)).OK(t)
	require.EqualValues(t, statusMode, info.Mode().Perm())
	left := wiretest.Call(os.ReadDir(filepath.Dir(path))).OK(t)
	require.Len(t, left, 1)
}

func TestStatus_DamageIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "notify.json")
	for name, text := range map[string]string{"empty": "", "half": `{"started":`, "long": `{"address":"` + string(make([]byte, statusBytesMax)), "list": "[]"} {
		require.NoError(t, os.WriteFile(path, []byte(text), statusMode))
		require.Error(t, wiretest.Call(ReadStatus(path)).Err(), name)
	}
}

func TestServer_APortThatIsTakenIsTriedAgain(t *testing.T) {
	other := wiretest.Call(net.Listen("tcp", "127.0.0.1:0")).OK(t)
	defer other.Close()
	path := filepath.Join(t.TempDir(), "notify.json")
	l := defaultLimits()
	l.listenGap, l.statusGap = time.Millisecond, time.Millisecond
	told := make(chan bool, 16)
	s, err := newServer(Config{Listen: other.Addr().String()}, Ports{StatusFile: path, Post: func(e kiosk.Event) bool {
		if h, ok := e.(kiosk.ListenerChanged); ok {
			told <- h.Listening
		}
		return true
	}}, l)
	require.NoError(t, err)
	require.Error(t, s.Listen())
	ctx, cancel := context.WithCancel(context.Background())
	var ends sync.WaitGroup
	ends.Go(func() {
		if err := s.Run(ctx); err != nil {
			t.Errorf("run: %v", err)
		}
	})
	defer ends.Wait()
	defer cancel()
	eventually(t, func() bool { st, err := ReadStatus(path); return err == nil && st.Error != "" && st.Address == "" })
	require.Empty(t, told, "another program has the port")
	require.NoError(t, other.Close())
	require.True(t, <-told)
	eventually(t, func() bool { return s.Addr() != "" })
	eventually(t, func() bool {
		st, err := ReadStatus(path)
		return err == nil && st.Error == "" && st.Address == s.Addr()
	})

	// A port that fails while it is open is opened again, too.
	s.mu.Lock()
	broken := s.listener
	s.mu.Unlock()
	require.NoError(t, broken.Close())
	eventually(t, func() bool { s.mu.Lock(); defer s.mu.Unlock(); return s.listener != nil && s.listener != broken })
}
