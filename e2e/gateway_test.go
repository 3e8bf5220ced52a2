//go:build e2e

package e2e

import (
	"bufio"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/practice/practicetest"
)

// gateway is a practice gateway in a process of its own, which outlives any
// till, with a customer and a network to play.
type gateway struct {
	t *testing.T
	*practicetest.Client
}

func newGateway(t *testing.T) *gateway {
	cmd := exec.Command(program, "practice", "--listen", newHost()+":0")
	cmd.Stderr = os.Stderr
	stdout, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() { end(t, cmd, os.Interrupt) })
	line, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err, "the practice gateway prints its address")
	return &gateway{t, &practicetest.Client{URL: strings.TrimSpace(line)}}
}

// end ends a process that this test started and waits for it, so that none is
// left behind. A process that does not listen is killed.
func end(t *testing.T, cmd *exec.Cmd, signal os.Signal) {
	_ = cmd.Process.Signal(signal) // it may have ended by itself
	stubborn := time.AfterFunc(patience, func() {
		t.Errorf("process %d did not end within %s", cmd.Process.Pid, patience)
		_ = cmd.Process.Kill()
	})
	_ = cmd.Wait() // how it ended is asked where that matters
	stubborn.Stop()
}

func (g *gateway) book() practice.Ledger {
	l, err := g.Ledger(g.t.Context())
	require.NoError(g.t, err)
	return l
}

func (g *gateway) order(no string) practice.Order {
	o, found := g.book().Order(no)
	require.True(g.t, found, "no order %s at the gateway", no)
	return o
}

// requests counts those of one of lepay's routes.
func (g *gateway) requests(route string) int {
	return g.book().Requests["lepay/"+route]
}

// newest waits until the gateway has more than n orders and returns the newest.
func (g *gateway) newest(n int) practice.Order {
	var orders []practice.Order
	await(g.t, "order at the gateway", func() bool {
		orders = g.book().Orders
		return len(orders) > n
	}, nil)
	return orders[len(orders)-1]
}

// acts lets the customer do something with an order.
func (g *gateway) acts(what practice.Action, no string) {
	_, err := g.Act(g.t.Context(), what, no)
	require.NoError(g.t, err)
}

func (g *gateway) pays(no string) { g.acts(practice.ActionPay, no) }

// paysLate pays an order that was closed, or that a phone still shows.
func (g *gateway) paysLate(no string) { g.acts(practice.ActionPayLate, no) }

// scans lets the customer scan a QR and think.
func (g *gateway) scans(no string) { g.acts(practice.ActionScan, no) }

func (g *gateway) faults(f practice.Fault) {
	_, err := g.AddFault(g.t.Context(), f)
	require.NoError(g.t, err)
}

// fails lets a fault meet the next request on a route.
func (g *gateway) fails(kind practice.FaultKind, route string) {
	g.faults(practice.Fault{Kind: kind, Route: route, Count: 1})
}

// dawdles lets all answers on a route come this much later, until hurries.
func (g *gateway) dawdles(route string, delay time.Duration) {
	g.faults(practice.Fault{Kind: practice.FaultDelay, Route: route, DelayMS: delay.Milliseconds()})
}

func (g *gateway) hurries() {
	require.NoError(g.t, g.ClearFault(g.t.Context(), 0))
}

// network takes the way to the gateway down or brings it back.
func (g *gateway) network(n practice.Network) {
	require.NoError(g.t, g.SetNetwork(g.t.Context(), n, 0))
}

func (g *gateway) set(change func(*practice.Settings)) {
	s, err := g.Settings(g.t.Context())
	require.NoError(g.t, err)
	change(&s)
	require.NoError(g.t, g.SetSettings(g.t.Context(), s))
}

// onceOnly asserts what may never happen, whatever went wrong: a code sent
// twice, an order charged twice, or two charges for one amount. Each sale of
// these tests has an amount of its own, so the last is two charges for a sale.
func (g *gateway) onceOnly() {
	book := g.book()
	for _, c := range book.Codes {
		require.LessOrEqual(g.t, c.Sent, 1, "code …%s was sent %d times", c.Tail, c.Sent)
	}
	charged := map[kiosk.Fen]int{}
	for _, o := range book.Orders {
		charged[o.Amount] += o.Charges
	}
	for amount, n := range charged {
		require.LessOrEqual(g.t, n, 1, "the sale of %s was charged %d times", amount.Yuan(), n)
	}
}

// openMini opens an order in the mini-program as a buyer does, who gets the
// parameters to pay it or is refused.
func (g *gateway) openMini(number string, w kiosk.Wallet, buyer string, refused kiosk.MiniError) practice.MiniAnswer {
	a, err := g.MiniOpen(g.t.Context(), number, kiosk.Buyer{Wallet: w, ID: buyer})
	require.NoError(g.t, err)
	require.Equal(g.t, string(refused), a.Error)
	if refused == "" {
		require.Equal(g.t, http.StatusOK, a.Status)
		require.NotEmpty(g.t, a.Params)
	}
	return a
}
