//go:build e2e

package e2e

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/Shopify/toxiproxy/v2"
	"github.com/rs/zerolog"
	"github.com/stretchr/testify/require"
)

// Some toxics speak through zerolog's own logger, into the test's output.
func init() { zerolog.SetGlobalLevel(zerolog.Disabled) }

// way is the way between a till and its gateway, on which anything may happen.
type way struct {
	t     *testing.T
	proxy *toxiproxy.Proxy
	URL   string
	// met counts the weathers by name.
	met map[string]int
}

// newWay opens a way to a gateway.
func newWay(t *testing.T, g *gateway) *way {
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "gateway", "127.0.0.1:0", strings.TrimPrefix(g.URL, "http://"))
	require.NoError(t, proxy.Start())
	t.Cleanup(proxy.Stop)
	return &way{t: t, proxy: proxy, URL: "http://" + proxy.Listen, met: map[string]int{}}
}

// weather is a state of the way to the gateway that lasts for a while.
type weather struct {
	name   string
	toxics []toxic
	down   bool // nobody is there
}

// toxic is a fault by toxiproxy's own name, which meets a share of the
// connections. It works on answers, or on requests.
type toxic struct {
	kind       string
	requests   bool
	share      float32
	attributes map[string]int64
}

// weathers are drawn with equal chances. Times are ms, rates KB/s.
var weathers = []weather{
	{name: "fair"},
	{name: "latency", toxics: []toxic{
		{"latency", false, 1, map[string]int64{"latency": 700, "jitter": 600}},
		{"latency", true, 1, map[string]int64{"latency": 300, "jitter": 300}},
	}},
	{name: "answers reset", toxics: []toxic{{"reset_peer", false, 0.7, map[string]int64{"timeout": 50}}}},
	{name: "requests reset", toxics: []toxic{{"reset_peer", true, 0.7, map[string]int64{"timeout": 50}}}},
	{name: "slow close", toxics: []toxic{{"slow_close", false, 1, map[string]int64{"delay": 3000}}}},
	{name: "1 kB/s", toxics: []toxic{
		{"bandwidth", false, 1, map[string]int64{"rate": 1}},
		{"bandwidth", true, 1, map[string]int64{"rate": 1}},
	}},
	{name: "silence", toxics: []toxic{{"timeout", false, 0.7, map[string]int64{"timeout": 0}}}},
	{name: "cut off", toxics: []toxic{{"limit_data", false, 0.7, map[string]int64{"bytes": 150}}}},
	{name: "down", down: true},
}

// How long a weather lasts.
const (
	weatherMin = 2 * time.Second
	weatherMax = 6 * time.Second
)

// becomes makes the way like w.
func (wy *way) becomes(w weather) {
	wy.proxy.Toxics.ResetToxics(wy.t.Context())
	wy.met[w.name]++
	if w.down {
		wy.proxy.Stop()
		return
	}
	if !wy.proxy.Enabled {
		require.NoError(wy.t, wy.proxy.Start())
	}
	for _, x := range w.toxics {
		stream := "downstream"
		if x.requests {
			stream = "upstream"
		}
		text, err := json.Marshal(map[string]any{"type": x.kind, "stream": stream, "toxicity": x.share, "attributes": x.attributes})
		require.NoError(wy.t, err)
		_, err = wy.proxy.Toxics.AddToxicJson(strings.NewReader(string(text)))
		require.NoError(wy.t, err, w.name)
	}
}

// clears makes the way fair for good.
func (wy *way) clears() {
	wy.becomes(weather{name: "fair"})
}

// storm changes the weather until stopped, and returns once it is fair.
func (wy *way) storm(rng *rand.Rand, stop <-chan struct{}) {
	for {
		wy.becomes(weathers[rng.IntN(len(weathers))])
		lasts := weatherMin + time.Duration(rng.Int64N(int64(weatherMax-weatherMin)))
		select {
		case <-stop:
			wy.clears()
			return
		case <-time.After(lasts):
		}
	}
}
