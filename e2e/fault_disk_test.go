//go:build e2e

package e2e

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// disk is a till's data directory, which can stop taking any more. How it does
// depends on what this machine allows; the test's log says which way.
type disk struct {
	t       *testing.T
	dir     string
	mounted bool
	fault   string   // the file by which the till's ledger fails, where nothing else may be done
	locked  []string // files that nobody may write
}

// diskSize has room for a ledger, its write-ahead log and some pictures.
const diskSize = "size=16m,mode=700"

// newDisk is a small file system of its own where one may be mounted, else a
// folder of which the till's ledger is told that it is full.
func newDisk(t *testing.T) *disk {
	d := &disk{t: t, dir: filepath.Join(t.TempDir(), "disk")}
	require.NoError(t, os.Mkdir(d.dir, 0o700))
	d.fault = filepath.Join(t.TempDir(), "fault")
	out, err := exec.Command("mount", "-t", "tmpfs", "-o", diskSize, "tmpfs", d.dir).CombinedOutput()
	if err != nil {
		t.Logf("no file system of its own (%v: %.200s): the ledger itself is limited", err, out)
		return d
	}
	d.mounted = true
	t.Cleanup(func() {
		out, err := exec.Command("umount", "-l", d.dir).CombinedOutput()
		require.NoError(t, err, string(out))
	})
	return d
}

// till has its folder on this disk. Its log stands elsewhere, as the tests read
// there what the till shows.
func (d *disk) till(g *gateway) *faultTill {
	m := newFaultTill(d.t, g, g.yfpay())
	m.data = filepath.Join(d.dir, "data")
	require.NoError(d.t, os.Mkdir(m.data, 0o700))
	require.NoError(d.t, os.Symlink(d.t.TempDir(), filepath.Join(m.data, "log")))
	m.environ = []string{faultLedger + "=" + d.fault}
	m.setsPIN()
	return m
}

func (d *disk) ballast() string { return filepath.Join(d.dir, "ballast") }

// fills leaves no room on the disk.
func (d *disk) fills() {
	if !d.mounted {
		d.fails("full")
		return
	}
	f, err := os.OpenFile(d.ballast(), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	require.NoError(d.t, err)
	for chunk := make([]byte, 1<<16); len(chunk) > 0; {
		if _, err := f.Write(chunk); err != nil {
			require.ErrorIs(d.t, err, syscall.ENOSPC)
			chunk = chunk[:len(chunk)/2]
		}
	}
	require.NoError(d.t, f.Close())
}

func (d *disk) clears() {
	if !d.mounted {
		d.fails("")
		return
	}
	require.NoError(d.t, os.Remove(d.ballast()))
}

// fails makes the till's ledger fail by itself; "" mends it.
func (d *disk) fails(as string) {
	whole := d.fault + ".new"
	require.NoError(d.t, os.WriteFile(whole, []byte(as), 0o600))
	require.NoError(d.t, os.Rename(whole, d.fault))
}

// locks lets nobody write the ledger of a till that runs: its files become
// immutable where that can be, for those too who have them open.
func (d *disk) locks(data string) {
	if !d.immutable() {
		d.fails("read-only")
		return
	}
	for _, name := range []string{"ledger.db", "ledger.db-wal"} {
		name = filepath.Join(data, name)
		require.NoError(d.t, exec.Command("chattr", "+i", name).Run())
		d.locked = append(d.locked, name)
	}
	d.t.Cleanup(d.unlocks)
}

// immutable reports whether a file that is open can be made immutable here.
func (d *disk) immutable() bool {
	name := filepath.Join(d.dir, "probe")
	f, err := os.Create(name)
	require.NoError(d.t, err)
	defer func() { require.NoError(d.t, errors.Join(f.Close(), os.Remove(name))) }()
	if err := exec.Command("chattr", "+i", name).Run(); err != nil {
		d.t.Logf("files cannot be made immutable (%v): the ledger itself refuses", err)
		return false
	}
	_, err = f.WriteString("x")
	require.NoError(d.t, exec.Command("chattr", "-i", name).Run())
	if err == nil {
		d.t.Log("this file system lets immutable files be written by those who have them open: the ledger itself refuses")
	}
	return err != nil
}

func (d *disk) unlocks() {
	for _, name := range d.locked {
		if err := exec.Command("chattr", "-i", name).Run(); err != nil {
			d.t.Errorf("make %s writable: %v", name, err)
		}
	}
	d.locked = nil
	if !d.mounted {
		d.fails("")
	}
}

// remounts makes the whole disk read-only, or writable again.
func (d *disk) remounts(as string) {
	out, err := exec.Command("mount", "-o", "remount,"+as, d.dir).CombinedOutput()
	require.NoError(d.t, err, string(out))
}

// seesStopped waits until the till says that it sells nothing, and why.
func (m *faultTill) seesStopped(why string) {
	m.awaitScreen(kiosk.ScreenStopped)
	v := m.view()
	require.Equal(m.t, why, v.Detail)
	require.NotEqual(m.t, kiosk.CustomerPaid, v.Stage, "what is not on record is not said to be paid")
	require.NotEqual(m.t, kiosk.CustomerQR, v.Stage, "nobody is asked to pay what cannot be recorded")
}

// ledgerFails is a moment at which the ledger cannot be written any more.
type ledgerFails struct {
	name string
	// until plays up to it; fail makes the ledger fail.
	until  func(m *faultTill, fail func())
	orders int // that the gateway has more by then
}

// A ledger that fails is met in the middle of everything.
var ledgerFailures = []ledgerFails{
	{name: "when a sale begins", until: func(m *faultTill, fail func()) {
		fail()
		m.types(m.amount())
		m.keys("F1")
	}},
	{name: "while a QR is on show, which is paid then", orders: 1, until: func(m *faultTill, fail func()) {
		m.opensQR(kiosk.Alipay)
		fail()
		m.customerPays()
	}},
	{name: "while a code is on its way", orders: 1, until: func(m *faultTill, fail func()) {
		m.sendsOne(fail)
	}},
	{name: "when a refund is asked for", until: func(m *faultTill, fail func()) {
		m.opensHistory()
		m.choosesRefund()
		m.answers("Return")
		m.awaitPanel("refund.confirm.title")
		fail()
		m.answers("Return")
	}},
}

// meets plays each of the failures and lets them pass again.
func (m *faultTill) meets(why string, fail, mend func()) {
	t := m.t
	for _, f := range ledgerFailures {
		t.Log("the ledger fails", f.name)
		before := m.gateway.book()
		f.until(m, fail)
		m.seesStopped(why)
		after := m.gateway.book()
		require.Len(t, after.Orders, len(before.Orders)+f.orders, "nothing leaves that is not on record")
		require.Equal(t, before.Returned, after.Returned)
		mend()
		m.settles(settleLimit)
		m.sellsByCode()
	}
	t.Log(m.settles(settleLimit))
}

// The disk fills up under a till that sells, and under one that was killed then.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	d := newDisk(t)
	m := d.till(newGateway(t))
	m.open()
	m.sellsByCode()
	m.meets("stopped.full", d.fills, d.clears)

	// Killed while it is full, with money that is not on record.
	ledgerFailures[1].until(m, d.fills)
	m.seesStopped("stopped.full")
	m.kill()
	m.run()
	m.awaits("word about the full disk", func() bool {
		return m.view().Screen == kiosk.ScreenStopped || len(m.display.windows(m.cmd.Process.Pid)) > 0 && m.stderr.Len() > 0
	})
	m.kill()
	d.clears()
	m.open()
	t.Log("killed while the disk was full: ", m.recovers(settleLimit))
}

// The ledger becomes read-only under a till that sells, and for one that starts.
func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	d := &disk{t: t, dir: t.TempDir()} // chattr works on the machine's own disk
	d.fault = filepath.Join(d.dir, "fault")
	m := d.till(g)
	m.open()
	m.sellsByCode()
	m.meets("stopped.read_only", func() { d.locks(m.data) }, d.unlocks)
	m.stop()
	t.Run("at a start", func(t *testing.T) {
		d := newDisk(t)
		if !d.mounted {
			return // the till above met it at its first write
		}
		m := d.till(g)
		m.open()
		m.stop()
		d.remounts("ro")
		line, code := m.refuses()
		require.Equal(t, 1, code)
		require.Contains(t, line, "read-only")
		d.remounts("rw")
	})
}
