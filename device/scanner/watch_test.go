package scanner

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/device/serial"
	"facepay/kiosk"
)

// noPorts is a system that has none but those whose names are known.
type noPorts struct{}

func (noPorts) Inspect(string) serial.Device { return serial.Device{} }
func (noPorts) Plugged() []serial.Device     { return nil }
func (noPorts) Stable(string) bool           { return true }

// port is a line whose reads the test answers.
type port struct{ read func([]byte) (int, error) }

func (p port) Read(b []byte) (int, error)  { return p.read(b) }
func (p port) Write(b []byte) (int, error) { return len(b), nil }
func (p port) Close() error                { return nil }

// quiet is an idle line: it waits as tarm/serial does.
func quiet([]byte) (int, error) {
	time.Sleep(serial.ReadTimeout)
	return 0, io.EOF
}

// watchFor runs a watch under synctest's clock and returns its log.
func watchFor(span time.Duration, sink Sink, open func() (serial.Port, error)) []string {
	var log bytes.Buffer
	if sink.Code == nil {
		sink.Code = func(kiosk.PayCode) {}
	}
	if sink.Unended == nil {
		sink.Unended = func(kiosk.PayCode, bool) {}
	}
	if sink.Trouble == nil {
		sink.Trouble = func(serial.Trouble) {}
	}
	if sink.State == nil {
		sink.State = func(kiosk.ScannerState) {}
	}
	w := Config{Port: "port", Baud: 9600}.watch(sink, slog.New(slog.NewTextHandler(&log, nil)))
	w.Ports, w.Open = noPorts{}, func(string) (serial.Port, error) { return open() }
	ctx, cancel := context.WithTimeout(context.Background(), span)
	defer cancel()
	w.Run(ctx)
	if log.Len() == 0 {
		return nil
	}
	return strings.Split(strings.TrimSpace(log.String()), "\n")
}

func TestWatch_ATerminatedFrameIsDeliveredAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		sent := false
		var after []time.Duration
		sink := Sink{
			Code:    func(kiosk.PayCode) { after = append(after, time.Since(start)) },
			Unended: func(kiosk.PayCode, bool) { after = append(after, time.Since(start)) },
		}
		watchFor(time.Minute, sink, func() (serial.Port, error) {
			return port{func(b []byte) (int, error) {
				if sent {
					return quiet(b)
				}
				sent = true
				return copy(b, code+"\r\n"+code), nil
			}}, nil
		})
		require.Equal(t, []time.Duration{0, markGap}, after, "the second has no terminator")
	})
}

func TestWatch_AHungUpLineIsReadAFewTimesOnly(t *testing.T) {
	for name, answer := range map[string]error{"EOF, as on Linux": io.EOF, "nothing at all": nil} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				reads, opens := 0, 0
				log := watchFor(time.Hour-1, Sink{}, func() (serial.Port, error) {
					opens++
					return port{func([]byte) (int, error) { reads++; return 0, answer }}, nil
				})
				require.Equal(t, 3600, opens, "one look a second")
				require.Equal(t, opens*serial.EarlyReadsMax, reads)
				require.Len(t, log, 2*serial.FlapsLoggedMax, "a loose plug does not fill the log")
			})
		})
	}
}

func TestWatch_AnErrorMeansGoneAndItIsBackWithinThreeSeconds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		start := time.Now()
		present := func() bool { // plugged in, pulled out after 10 s, back 7.7 s later
			at := time.Since(start)
			return at < 10*time.Second || at > 17700*time.Millisecond
		}
		var states []kiosk.ScannerState
		var at []time.Duration
		log := watchFor(time.Minute, Sink{State: func(s kiosk.ScannerState) {
			states, at = append(states, s), append(at, time.Since(start))
		}}, func() (serial.Port, error) {
			if !present() {
				return nil, fs.ErrNotExist
			}
			return port{func(b []byte) (int, error) {
				if !present() {
					return 0, errors.New("input/output error")
				}
				return quiet(b)
			}}, nil
		})
		require.Equal(t, []kiosk.ScannerState{kiosk.ScannerReady, kiosk.ScannerGone, kiosk.ScannerReady}, states)
		require.LessOrEqual(t, at[1], 10*time.Second+serial.ReadTimeout, "gone at once")
		require.Less(t, at[2], (17700+3000)*time.Millisecond)
		require.Len(t, log, 3)
		require.Contains(t, log[1], "input/output error")
	})
}

func TestWatch_AnIdleLineStays(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		early := 0
		log := watchFor(time.Hour, Sink{}, func() (serial.Port, error) {
			return port{func(b []byte) (int, error) {
				if early++; early%serial.EarlyReadsMax != 0 { // a few early ones are forgiven
					return 0, io.EOF
				}
				return quiet(b)
			}}, nil
		})
		require.Len(t, log, 1)
	})
}

func TestWatch_SaysOnceWhyItCannotOpen(t *testing.T) {
	denied := &fs.PathError{Op: "open", Path: "port", Err: fs.ErrPermission}
	missing := &fs.PathError{Op: "open", Path: "port", Err: fs.ErrNotExist}
	for name, c := range map[string]struct {
		answers []error // of the looks in turn; the last one stays
		want    []string
	}{
		"not there at start":                  {[]error{missing}, []string{"not exist"}},
		"forbidden at start":                  {[]error{denied}, []string{"permission denied"}},
		"something else":                      {[]error{errors.New("busy")}, []string{"busy"}},
		"comes, but stays forbidden":          {[]error{missing, denied}, []string{"not exist", "permission denied"}},
		"forbidden only while it is set up":   {[]error{missing, denied, nil}, []string{"not exist", "ready"}},
		"forbidden, then pulled out for good": {[]error{denied, missing}, []string{"permission denied", "not exist"}},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				looks := 0
				log := watchFor(time.Minute, Sink{}, func() (serial.Port, error) {
					err := c.answers[min(looks, len(c.answers)-1)]
					looks++
					if err != nil {
						return nil, err
					}
					return port{quiet}, nil
				})
				require.Len(t, log, len(c.want))
				for i, want := range c.want {
					require.Contains(t, log[i], want)
					require.Equal(t, want == "permission denied", strings.Contains(log[i], "advice="))
				}
			})
		})
	}
}
