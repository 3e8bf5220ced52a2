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

// disk is where a till keeps its data, which can stop taking any more. How it
// does depends on what this machine allows; it is told in the test's log.
type disk struct {
	t       *testing.T
	dir     string
	mounted bool
	environ []string // of the till
	fault   string   // the file by which the till's ledger fails, where nothing else may be done
	locked  []string // files that nobody may write
}

// diskSize has room for a ledger, its write-ahead log and some pictures.
const diskSize = "size=16m,mode=700"

// newDisk is a small file system of its own where one may be mounted, else a
// folder of which the till's ledger is told that it is full.
func newDisk(t *testing.T) *disk {
	t.Helper()
	d := &disk{t: t, dir: filepath.Join(t.TempDir(), "disk")}
	require.NoError(t, os.Mkdir(d.dir, 0o700))
	d.fault = filepath.Join(t.TempDir(), "fault")
	d.environ = []string{fireLedger + "=" + d.fault}
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

// data is the till's folder on this disk. Its log stands elsewhere, as the tests
// read there what the till shows.
func (d *disk) data() string {
	d.t.Helper()
	data := filepath.Join(d.dir, "data")
	require.NoError(d.t, os.Mkdir(data, 0o700))
	require.NoError(d.t, os.Symlink(d.t.TempDir(), filepath.Join(data, "log")))
	return data
}

func (d *disk) ballast() string { return filepath.Join(d.dir, "ballast") }

// fills leaves no room on the disk.
func (d *disk) fills() {
	d.t.Helper()
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

// clears makes room.
func (d *disk) clears() {
	d.t.Helper()
	if !d.mounted {
		d.fails("")
		return
	}
	require.NoError(d.t, os.Remove(d.ballast()))
}

// fails makes the till's ledger fail by itself; "" mends it.
func (d *disk) fails(as string) {
	d.t.Helper()
	whole := d.fault + ".new"
	require.NoError(d.t, os.WriteFile(whole, []byte(as), 0o600))
	require.NoError(d.t, os.Rename(whole, d.fault))
}

// locks lets nobody write the ledger of a till that runs: its files become
// immutable where that can be, for those too who have them open.
func (d *disk) locks(data string) {
	d.t.Helper()
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
	d.t.Helper()
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

// unlocks lets the ledger be written again.
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
	d.t.Helper()
	out, err := exec.Command("mount", "-o", "remount,"+as, d.dir).CombinedOutput()
	require.NoError(d.t, err, string(out))
}

// seesStopped waits until the till says that it sells nothing, and why.
func (m *mortal) seesStopped(why string) {
	m.t.Helper()
	require.True(m.t, m.seesScreen(kiosk.ScreenStopped), "the till ended: %s", m.stderr.String())
	v := m.view()
	require.Equal(m.t, why, v.Detail)
	require.NotEqual(m.t, kiosk.CustomerPaid, v.Stage, "what is not on record is not said to be paid")
	require.NotEqual(m.t, kiosk.CustomerQR, v.Stage, "nobody is asked to pay what cannot be recorded")
}

// ledgerFails is a moment at which the ledger cannot be written any more.
type ledgerFails struct {
	name string
	// until plays up to it; fail makes the ledger fail.
	until  func(m *mortal, fail func())
	orders int // that the gateway has more by then
}

// A ledger that fails is met in the middle of everything.
var ledgerFailures = []ledgerFails{
	{name: "when a sale begins", until: func(m *mortal, fail func()) {
		fail()
		require.True(m.t, m.enters() && m.hits("F1"))
	}},
	{name: "while a QR is on show, which is paid then", orders: 1, until: func(m *mortal, fail func()) {
		require.True(m.t, m.enters() && m.hits("F2") && m.seesQR(kiosk.Alipay))
		fail()
		m.customerPays()
	}},
	{name: "while a code is on its way", orders: 1, until: func(m *mortal, fail func()) {
		m.sendsOne(fail)
	}},
	{name: "when a refund is asked for", until: func(m *mortal, fail func()) {
		require.True(m.t, m.opensList() && m.hits("F6") && m.seesScreen(kiosk.ScreenRefund) &&
			m.replies("Return") && m.sees("refund.confirm.title"))
		fail()
		m.answers("Return")
	}},
}

// meets plays each of the failures and lets them pass again.
func (m *mortal) meets(why string, fail, mend func()) {
	t := m.t
	t.Helper()
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
		m.sellsOn()
	}
	m.settles(settleLimit)
	_, said := m.compares()
	t.Log(said)
}

// The disk fills up under a till that sells, and under one that was killed then.
func TestDiskFull(t *testing.T) {
	t.Parallel()
	d, g := newDisk(t), newGateway(t)
	m := newMortalIn(t, d.data(), g, g.yfpay())
	m.environ, m.certain = d.environ, true
	require.True(t, m.opens(""))
	m.sellsOn()
	m.meets("stopped.full", d.fills, d.clears)

	// Killed while it is full, with money that is not on record.
	ledgerFailures[1].until(m, d.fills)
	m.seesStopped("stopped.full")
	m.kills()
	m.starts("")
	m.window = window{}
	stoppedOrRefused := func() bool {
		return m.view().Screen == kiosk.ScreenStopped || len(m.display.windows(m.cmd.Process.Pid)) > 0 && m.stderr.Len() > 0
	}
	require.True(t, m.waits("word about the full disk", stoppedOrRefused))
	m.kills()
	d.clears()
	require.True(t, m.opens(""))
	m.settles(settleLimit)
	m.sellsOn()
	m.settles(settleLimit)
	_, said := m.compares()
	t.Log("killed while the disk was full: ", said)
}

// The ledger becomes read-only under a till that sells, and for one that starts.
func TestReadOnlyFolder(t *testing.T) {
	t.Parallel()
	g := newGateway(t)
	d := &disk{t: t, dir: t.TempDir()} // chattr works on the machine's own disk
	d.fault = filepath.Join(d.dir, "fault")
	d.environ = []string{fireLedger + "=" + d.fault}
	m := newMortalIn(t, d.data(), g, g.yfpay())
	m.environ, m.certain = d.environ, true
	require.True(t, m.opens(""))
	m.sellsOn()
	m.meets("stopped.read_only", func() { d.locks(m.data) }, d.unlocks)
	m.ends()
	t.Run("at a start", func(t *testing.T) {
		d := newDisk(t)
		if !d.mounted {
			return // the till above met it at its first write
		}
		m := newMortalIn(t, d.data(), g, g.yfpay())
		m.certain = true
		require.True(t, m.opens(""))
		m.ends()
		d.remounts("ro")
		line, code := m.refuses()
		require.Equal(t, 1, code)
		require.Contains(t, line, "read-only")
		d.remounts("rw")
	})
}
