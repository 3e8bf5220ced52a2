//go:build e2e

package e2e

import (
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

func newWay(t *testing.T, g *gateway) *way {
	server := toxiproxy.NewServer(toxiproxy.NewMetricsContainer(nil), zerolog.Nop())
	proxy := toxiproxy.NewProxy(server, "gateway", newHost()+":0", strings.TrimPrefix(g.URL, "http://"))
	require.NoError(t, proxy.Start())
	t.Cleanup(proxy.Stop)
	return &way{t: t, proxy: proxy, URL: "http://" + proxy.Listen, met: map[string]int{}}
}

// weather is a state of the way to the gateway that lasts for a while.
type weather struct {
	name   string
	toxics []string // as toxiproxy reads them; what names no stream works on answers
	down   bool     // nobody is there
}

// weathers are drawn with equal chances. Times are ms, rates KB/s; toxicity is the
// share of the connections that it meets.
var weathers = []weather{
	{name: "fair"},
	{name: "latency", toxics: []string{
		`{"type": "latency", "attributes": {"latency": 700, "jitter": 600}}`,
		`{"type": "latency", "stream": "upstream", "attributes": {"latency": 300, "jitter": 300}}`,
	}},
	{name: "answers reset", toxics: []string{`{"type": "reset_peer", "toxicity": 0.7, "attributes": {"timeout": 50}}`}},
	{name: "requests reset", toxics: []string{`{"type": "reset_peer", "stream": "upstream", "toxicity": 0.7, "attributes": {"timeout": 50}}`}},
	{name: "slow close", toxics: []string{`{"type": "slow_close", "attributes": {"delay": 3000}}`}},
	{name: "1 kB/s", toxics: []string{
		`{"type": "bandwidth", "attributes": {"rate": 1}}`,
		`{"type": "bandwidth", "stream": "upstream", "attributes": {"rate": 1}}`,
	}},
	{name: "silence", toxics: []string{`{"type": "timeout", "toxicity": 0.7, "attributes": {"timeout": 0}}`}},
	{name: "cut off", toxics: []string{`{"type": "limit_data", "toxicity": 0.7, "attributes": {"bytes": 150}}`}},
	{name: "down", down: true},
}

// How long a weather lasts.
const (
	weatherMin = 2 * time.Second
	weatherMax = 6 * time.Second
)

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
	for _, toxic := range w.toxics {
		_, err := wy.proxy.Toxics.AddToxicJson(strings.NewReader(toxic))
		require.NoError(wy.t, err, w.name)
	}
}

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
