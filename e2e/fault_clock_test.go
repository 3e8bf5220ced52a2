//go:build e2e

package e2e

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// clockChange is the clock that somebody sets while the till runs.
type clockChange struct {
	name  string
	until func(*faultTill) // the steps before
	by    time.Duration
	after func(*faultTill) // the steps afterwards
}

var clockChanges = []clockChange{
	{"back by 8 h while a QR is on show", (*faultTill).showsOne, -8 * time.Hour, paysAndGoesOn},
	{"forward by 8 h while a QR is on show", (*faultTill).showsOne, 8 * time.Hour, paysAndGoesOn},
	{"back by 30 min after a sale was let go", (*faultTill).cancels, -30 * time.Minute, paysLate},
	{"forward by 25 h after a sale was let go", (*faultTill).cancels, 25 * time.Hour, paysLate},
	{"back by a year while a code is on its way", func(m *faultTill) { m.sendsOne(func() {}) }, -365 * 24 * time.Hour, nextOne},
	{"forward by a year and 2 min while a code is on its way", func(m *faultTill) { m.sendsOne(func() {}) }, 365*24*time.Hour + 2*time.Minute, nextOne},
}

func (m *faultTill) showsOne() { m.opensQR(kiosk.WeChat) }

func nextOne(m *faultTill) { m.next() }

// sendsOne sends a code whose answer takes its time, in which something happens.
func (m *faultTill) sendsOne(meanwhile func()) {
	before := len(m.gateway.book().Orders)
	m.gateway.dawdles("yfpay/pay", 3*time.Second)
	m.arms(m.amount())
	m.scansCode()
	m.gateway.newest(before)
	meanwhile()
	m.gateway.hurries()
}

func paysAndGoesOn(m *faultTill) {
	m.customerPays()
	m.next()
}

func paysLate(m *faultTill) {
	m.customerPays()
	m.awaitPanel("alarm.late.title.cancelled")
	m.answers("F4")
	m.awaitNext()
}

// The clock is set while the till runs and while it is off. Neither money nor
// time to find out about it is lost.
func TestClockIsSet(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	m := newFaultTill(t, g, g.yfpay())
	clock := filepath.Join(t.TempDir(), "clock")
	m.environ = append(m.environ, faultClock+"="+clock)
	var offset time.Duration
	set := func(by time.Duration) {
		offset += by
		require.NoError(t, os.WriteFile(clock+".new", []byte(offset.String()), 0o600))
		require.NoError(t, os.Rename(clock+".new", clock))
	}
	m.open()
	for i, c := range clockChanges {
		t.Log(c.name)
		c.until(m)
		set(c.by)
		c.after(m)
		m.settles(settleLimit)
		require.Len(t, m.told("the clock jumped"), i+1)
		m.sellsByCode()
	}
	// Killed with a QR on show that is paid then, and started on another day.
	for _, by := range []time.Duration{-48 * time.Hour, 72 * time.Hour} {
		m.showsOne()
		m.kill()
		m.customerPays()
		set(by)
		m.open()
		m.settles(settleLimit)
		m.sellsByCode()
	}
	said := m.settles(settleLimit)
	m.logsNoError()
	t.Logf("the clock was set %d times: %s", len(clockChanges)+2, said)
}

// The machine starts in 1970, as without a clock's battery, until the network tells the
// time: the till says so, sells on in the order of its records, and is right again as
// soon as the clock is.
func TestClockIsLost(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	m := newFaultTill(t, g, g.yfpay())
	clock := filepath.Join(t.TempDir(), "clock")
	m.environ = append(m.environ, faultClock+"="+clock)
	m.open()
	m.sellsByCode()
	before := m.export()
	m.kill()
	to1970 := time.Until(time.Unix(0, 0)).String()
	require.NoError(t, os.WriteFile(clock, []byte(to1970), 0o600))
	m.open()
	m.sellsByCode()
	lost := m.export() // which is in the order of time
	require.Len(t, lost, len(before)+1)
	require.Equal(t, before[0]["order_no"], lost[0]["order_no"], "sold before")
	require.NotContains(t, lost[1]["order_no"], "1970")

	require.NoError(t, os.Remove(clock))
	m.sellsByCode()
	healed := m.export()
	require.Len(t, healed, len(lost)+1)
	require.WithinDuration(t, time.Now(), createdAt(t, healed[len(healed)-1]), patience)
	backups, err := filepath.Glob(filepath.Join(m.data, "backups", "ledger-*.db"))
	require.NoError(t, err)
	for _, name := range backups {
		require.NotContains(t, filepath.Base(name), "ledger-19")
	}
	m.settles(settleLimit)
	m.logsNoError()
}

func createdAt(t *testing.T, r row) time.Time {
	at, err := time.Parse(time.RFC3339Nano, r["created_at"])
	require.NoError(t, err)
	return at
}
