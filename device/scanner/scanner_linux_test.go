package scanner

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"

	"facepay/device/serial"
	"facepay/device/serial/faulttest"
	"facepay/device/serial/serialtest"
	"facepay/kiosk"
)

const (
	scannerID  = "0525:a4a7:SN0042"
	otherID    = "1eab:0006:SN0001"
	devNull    = os.DevNull
	firstSeat  = "1-1"
	secondSeat = "1-2"
	hubSeat    = "1-3.4"
)

// change is a change to the devices, such as one plugged in.
type change func(u *serialtest.USBTree)

func plugged(name, seat, id string) change {
	return func(u *serialtest.USBTree) { u.Plug(name, seat, id, devNull) }
}
func unplugged(name string) change   { return func(u *serialtest.USBTree) { u.Unplug(name) } }
func linked(name, tty string) change { return func(u *serialtest.USBTree) { u.ByID(name, tty) } }

// TestMain lets more tests run at once than there are processors: they wait.
func TestMain(m *testing.M) {
	flag.Parse()
	if err := flag.Set("test.parallel", "16"); err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m)
}

// patience is the timeout of a wait; nothing hangs on how much sooner it ends.
const patience = 30 * time.Second

// meter counts a port's reads, and the ports that are open.
type meter struct{ reads, open atomic.Int64 }

type meteredPort struct {
	serial.Port
	meter *meter
}

func (p meteredPort) Read(b []byte) (int, error) {
	n, err := p.Port.Read(b)
	p.meter.reads.Add(1)
	return n, err
}

func (p meteredPort) Close() error {
	p.meter.open.Add(-1)
	return p.Port.Close()
}

// bench is a watch on real ptys under a made-up /dev and /sys.
type bench struct {
	t *testing.T
	*serialtest.USBTree
	log     serialtest.Log
	meter   meter
	codes   chan string
	holders chan string
	states  chan kiosk.ScannerState
}

// unended writes a frame that the scanner did not end.
func unended(code string, missing bool) string {
	if missing {
		return "missing end: " + code
	}
	return "silence after: " + code
}

func newBench(t *testing.T) *bench {
	return &bench{
		t:       t,
		USBTree: serialtest.NewUSBTree(t),
		codes:   make(chan string, 10000),
		holders: make(chan string, 100),
		states:  make(chan kiosk.ScannerState, 100),
	}
}

// start runs a watch on the configured port until the test ends.
func (b *bench) start(configured string, edit ...func(*serial.Watch)) {
	open := serial.Opener(9600)
	w := Config{Port: filepath.Join(b.Dev, configured), Baud: 9600}.watch(Sink{
		Code:    func(c kiosk.PayCode) { b.codes <- c.Reveal() },
		Unended: func(c kiosk.PayCode, missing bool) { b.codes <- unended(c.Reveal(), missing) },
		Trouble: func(t serial.Trouble) { b.holders <- t.Program },
		State:   func(s kiosk.ScannerState) { b.states <- s },
	}, b.log.Logger())
	w.Ports = serial.PortsIn(b.Dev, b.Sys)
	w.Open = func(name string) (serial.Port, error) {
		port, err := open(name)
		if err != nil {
			return nil, err
		}
		b.meter.open.Add(1)
		return meteredPort{port, &b.meter}, nil
	}
	for _, e := range edit {
		e(&w)
	}
	b.t.Cleanup(func() { // after the watch's end
		require.Zero(b.t, b.meter.open.Load(), "every port was closed")
		require.NotContains(b.t, strings.Join(b.log.Lines(), "\n"), code, "no code is ever logged")
	})
	serialtest.Keep(b.t, w.Run)
}

// ready starts a scanner on a fresh pty as ttyUSB0 and waits until it is open.
func (b *bench) ready() *serialtest.Wire {
	w := serialtest.NewWire(b.t)
	b.Plug("ttyUSB0", firstSeat, scannerID, w.Slave.Name())
	b.start("ttyUSB0")
	require.Equal(b.t, kiosk.ScannerReady, next(b.t, b.states))
	return w
}

func next[T any](t *testing.T, from <-chan T) T {
	t.Helper()
	select {
	case v := <-from:
		return v
	case <-time.After(patience):
		require.FailNow(t, "nothing came")
		panic("unreachable")
	}
}

// A line may pause within a code, which cuts another code off it.
func TestScanner_APauseWithinACode(t *testing.T) {
	t.Parallel()
	const long = "281234567890123456789012"
	b := newBench(t)
	w := b.ready()
	w.Send(long[:18])
	require.Equal(t, unended(long[:18], false), next(t, b.codes), "without a mark it is told")
	w.Send(long[18:] + "\r")
	require.Equal(t, long[18:], next(t, b.codes))

	w.Send(long[:18])
	seen := b.meter.reads.Load()
	require.Eventually(t, func() bool { return b.meter.reads.Load() >= seen+3 }, patience, time.Millisecond, "reads that find nothing, a tenth of a second each")
	w.Send(long[18:] + "\r")
	require.Equal(t, long, next(t, b.codes), "with marks it is whole")
	w.Send(long)
	require.Equal(t, unended(long, true), next(t, b.codes), "and told when it misses its mark")
	require.Empty(t, b.codes)
}

func TestScanner_RawBytes(t *testing.T) {
	b := newBench(t)
	w := b.ready()
	var raw []byte
	for c := range 256 {
		if strings.IndexByte(bounds, byte(c)) < 0 {
			raw = append(raw, byte(c))
		}
	}
	w.Send(string(raw) + "\r")
	require.Equal(t, string(raw), next(t, b.codes), "the line changes nothing: no echo, no signals, no flow control")
}

func TestScanner_OverlongIsToldOnce(t *testing.T) {
	b := newBench(t)
	w := b.ready()
	for range 2 {
		seen := b.meter.reads.Load() + 2
		require.Eventually(t, func() bool { return b.meter.reads.Load() >= seen }, patience, time.Millisecond, "a pause")
		w.Send(strings.Repeat("9", 3*kiosk.PayCodeBytesMax) + "\r" + code + "\r")
		require.Len(t, next(t, b.codes), kiosk.PayCodeBytesMax)
		require.Equal(t, code, next(t, b.codes))
	}
	require.Len(t, b.log.Lines(), 2, "ready, and one line about the length")
}

func TestScanner_BackUnderAnotherName(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		configured string
		changes    []change // while it is away
		tty, seat  string   // of its return
	}{
		"found by what it is":  {"ttyUSB0", nil, "ttyUSB1", hubSeat},
		"found by udev's link": {"serial/by-id/scanner", []change{linked("scanner", "ttyUSB7")}, "ttyUSB7", hubSeat},
		"its old name taken by another device that was there before": {
			"ttyUSB0", []change{unplugged("ttyUSB4"), plugged("ttyUSB0", secondSeat, otherID)}, "ttyUSB1", firstSeat,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := newBench(t)
			first := serialtest.NewWire(t)
			b.Plug("ttyUSB0", firstSeat, scannerID, first.Slave.Name())
			b.Plug("ttyUSB4", secondSeat, otherID, devNull)
			b.ByID("scanner", "ttyUSB0")
			b.start(c.configured)
			require.Equal(t, kiosk.ScannerReady, next(t, b.states))
			first.Send(code + "\r")
			require.Equal(t, code, next(t, b.codes))
			first.Send(code[:9]) // cut off: never delivered
			require.Len(t, b.log.Lines(), 1)

			reads, pulled := b.meter.reads.Load(), time.Now()
			b.Unplug("ttyUSB0")
			first.Pull()
			require.Equal(t, kiosk.ScannerGone, next(t, b.states))
			// Longer than two looks, so that looking in vain is seen to say nothing.
			require.Never(t, func() bool { return len(b.log.Lines()) > 2 }, 2*serial.LookInterval+serial.LookInterval/2, 50*time.Millisecond)
			require.Len(t, b.log.Lines(), 2, "one line about its going")
			require.Contains(t, b.log.Lines()[1], "scanner gone")
			spent := b.meter.reads.Load() - reads
			require.LessOrEqual(t, spent, int64(time.Since(pulled)/(serial.ReadTimeout/2))+serial.EarlyReadsMax, "no spinning")

			second := serialtest.NewWire(t)
			for _, change := range c.changes {
				change(b.USBTree)
			}
			b.Plug(c.tty, c.seat, scannerID, second.Slave.Name())
			require.Equal(t, kiosk.ScannerReady, next(t, b.states))
			second.Send(code + "\r")
			require.Equal(t, code, next(t, b.codes))
			require.Len(t, b.log.Lines(), 3, "and one about its return")
			require.Empty(t, b.codes)
			require.Empty(t, b.states)
		})
	}
}

func TestScanner_WhateverIsWrongWithIt(t *testing.T) {
	faulttest.Run(t, func(t *testing.T, u *serialtest.USBTree) faulttest.Device {
		const framesMax = 8 << 10
		var status serial.Status
		codes, port := make(chan string, framesMax), faulttest.Port(u)
		scans, came := 0, 0
		take := func(code string) {
			select {
			case codes <- code:
			default: // far more than may come
			}
		}
		return faulttest.Device{
			Watch: Config{Port: port, Baud: 9600}.watch(Sink{
				Code:    func(c kiosk.PayCode) { take(c.Reveal()) },
				Unended: func(c kiosk.PayCode, missing bool) { take(unended(c.Reveal(), missing)) },
				Trouble: func(serial.Trouble) {},
				State:   func(kiosk.ScannerState) {},
				Status:  &status,
			}, slog.New(slog.DiscardHandler)),
			Report: func() kiosk.DeviceReport { return status.Report(kiosk.DeviceScanner, port) },
			Frame:  code + "\r",
			Came:   func() int { return came + len(codes) },
			Reads: func(w *serialtest.Wire) {
				scans++
				scanned := fmt.Sprintf("13%016d", scans)
				w.Send(scanned + "\r")
				for {
					came++
					switch got := next(t, codes); got {
					case scanned:
						return
					case "1", unended("1", true): // the rest of what it babbled
					default:
						require.Equal(t, scanned, got, "nothing of one that was cut off")
					}
				}
			},
		}
	})
}

func TestScanner_IdleReadsAreFew(t *testing.T) {
	b := newBench(t)
	b.ready()
	since, reads := time.Now(), b.meter.reads.Load()
	require.Eventually(t, func() bool { return b.meter.reads.Load() >= reads+10 }, patience, 10*time.Millisecond)
	require.LessOrEqual(t, b.meter.reads.Load()-reads, int64(time.Since(since)/(serial.ReadTimeout/2)), "each waits its time")
}

func TestRun(t *testing.T) {
	t.Run("without a port tells so and returns", func(t *testing.T) {
		var states []kiosk.ScannerState
		err := Run(context.Background(), Default(), Sink{State: func(s kiosk.ScannerState) { states = append(states, s) }})
		require.NoError(t, err)
		require.Equal(t, []kiosk.ScannerState{kiosk.ScannerNone}, states)
	})
	t.Run("refuses a rate that is none, by its key", func(t *testing.T) {
		for _, baud := range []int{0, -9600, 9601} {
			require.ErrorContains(t, Run(context.Background(), Config{Baud: baud}, Sink{}), "scanner.baud")
		}
	})
	// running reads port until the test ends, which must end it.
	running := func(t *testing.T, port string) (chan kiosk.ScannerState, chan string) {
		ctx, cancel := context.WithCancel(context.Background())
		states, codes, done := make(chan kiosk.ScannerState, 1), make(chan string, 1), make(chan error, 1)
		go func() {
			done <- Run(ctx, Config{Port: port, Baud: 9600}, Sink{
				Code:    func(c kiosk.PayCode) { codes <- c.Reveal() },
				Trouble: func(serial.Trouble) {},
				State:   func(s kiosk.ScannerState) { states <- s },
			})
		}()
		t.Cleanup(func() {
			cancel()
			require.NoError(t, next(t, done))
		})
		return states, codes
	}
	t.Run("reads the real device until it is told to stop", func(t *testing.T) {
		w := serialtest.NewWire(t)
		states, codes := running(t, w.Slave.Name())
		require.Equal(t, kiosk.ScannerReady, next(t, states))
		w.Send(code + "\r")
		require.Equal(t, code, next(t, codes))
	})
	t.Run("a file that is no serial line is told and tried on", func(t *testing.T) {
		path := filepath.Join(t.TempDir(), "file")
		require.NoError(t, os.WriteFile(path, nil, 0o600))
		states, _ := running(t, path)
		require.Equal(t, kiosk.ScannerGone, next(t, states))
	})
}
