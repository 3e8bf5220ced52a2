package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"facepay/store"

	"github.com/spf13/cobra"
)

func newCheckCommand(opts *options) *cobra.Command {
	return &cobra.Command{
		Use:   "check",
		Short: "Look at config, data folder, ledger, serial ports, gateway and clock",
		Long:  "Looks at everything a till needs, a line each, and exits with 1 if something failed.\nIt changes nothing and may be run beside a till.",
		Args:  noArguments,
		RunE: func(cmd *cobra.Command, _ []string) error {
			s, err := opts.load()
			if err != nil {
				return err
			}
			c := checkup{out: cmd.OutOrStdout()}
			c.run(cmd.Context(), s)
			if c.failed {
				return errSaid
			}
			return nil
		},
	}
}

// finding is what one look found: what is so, and when it failed what to do.
type finding struct {
	what string
	err  error
	todo string
}

// checkup prints findings as they come, because some take seconds.
type checkup struct {
	out    io.Writer
	failed bool
}

func (c *checkup) say(name string, f finding) {
	if f.err == nil {
		c.line("ok", name, f.what)
		return
	}
	c.failed = true
	text := f.what + ": " + reason(f.err).Error()
	if f.todo != "" {
		text += "; " + f.todo
	}
	c.line("failed", name, text)
}

// line folds text, so that one look stays one line.
func (c *checkup) line(word, name, text string) {
	fmt.Fprintf(c.out, "%-6s  %-11s  %s\n", word, name, strings.Join(strings.Fields(text), " "))
}

func (c *checkup) run(ctx context.Context, s setup) {
	c.config(s)
	c.say("data folder", checkFolder(s.DataDir))
	c.say("ledger", checkLedger(ctx, s.DataDir))
	if port := s.Config.Scanner.Port; port != "" {
		c.say("scanner", checkPort(port))
	} else {
		c.line("ok", "scanner", "no serial scanner; one that types like a keyboard needs no setting")
	}
	c.gateway(ctx, s)
	c.say("clock", checkClock(ctx, s))
}

func (c *checkup) config(s setup) {
	switch {
	case s.ConfigFile == "":
		c.line("ok", "config", "no config file: practice mode, no money moves")
	case s.Practice:
		c.line("ok", "config", s.ConfigFile+", practice mode, no money moves")
	default:
		c.line("ok", "config", s.ConfigFile+", provider "+s.Config.Provider)
	}
	for _, section := range s.Config.idle() {
		c.line("note", "config", "["+section+"] is set, but does nothing in this version")
	}
}

// checkFolder looks whether the data folder, or the nearest folder above it
// that exists, can be written, by writing an empty file and removing it.
func checkFolder(dir string) finding {
	f := finding{what: dir + " can be written", todo: "name another folder with --data, or give this user the right to write it"}
	exists := dir
	for {
		if _, err := os.Stat(exists); !errors.Is(err, os.ErrNotExist) || exists == filepath.Dir(exists) {
			break
		}
		exists = filepath.Dir(exists)
	}
	file, err := os.CreateTemp(exists, ".facepay-check-*")
	if err != nil {
		f.what, f.err = dir+" cannot be written", err
		return f
	}
	if err := errors.Join(file.Close(), os.Remove(file.Name())); err != nil {
		f.what, f.err = dir+" cannot be written", err
		return f
	}
	if exists != dir {
		f.what = dir + " will be made at the first start"
	}
	return f
}

func checkLedger(ctx context.Context, dir string) finding {
	reader, err := store.OpenReader(ctx, dir, store.Options{})
	if errors.Is(err, store.ErrMissing) {
		return finding{what: "none yet; it is made at the first start"}
	}
	if err == nil {
		err = errors.Join(reader.Check(ctx), reader.Close())
	}
	f := finding{what: "whole, and its history unedited", err: err}
	switch {
	case err == nil:
	case errors.Is(err, store.ErrNewer):
		f.what, f.todo = "is of a newer version", "update facepay"
	case errors.Is(err, store.ErrOlder):
		f.what, f.todo = "is of an older version", "start the till once, which brings it up to date"
	case errors.Is(err, store.ErrDamaged):
		f.what, f.todo = "is damaged", "keep the folder as it is; the till offers the newest backup when it starts"
	default:
		f.what, f.todo = "cannot be read", "see the message"
	}
	return f
}

// checkPort looks whether the port is there and may be opened. It does not
// open it: a running till would lose what the scanner sends meanwhile.
func checkPort(port string) finding {
	f := finding{what: port + " is there and may be used"}
	if f.err = portUsable(port); f.err != nil {
		f.what = port + " cannot be used"
		f.todo = "plug the scanner in, correct scanner.port"
		if errors.Is(f.err, os.ErrPermission) {
			f.todo = "add this user to the port's group, often dialout, and log in again"
		}
	}
	return f
}

// checkTimeout bounds each look at the network: somebody waits for the line.
const checkTimeout = 10 * time.Second

func checkGateway(ctx context.Context, name string, gate gateway) finding {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	began := time.Now()
	if err := gate.Ping(ctx); err != nil {
		return finding{name + " cannot be reached", err, "check this machine's network and base_url"}
	}
	return finding{what: fmt.Sprintf("%s answered in %d ms", name, time.Since(began).Milliseconds())}
}

// gateway looks at the gateway, and at what proves its payments here.
func (c *checkup) gateway(ctx context.Context, s setup) {
	name := s.Config.Provider
	gate, err := openGateway(ctx, s, slog.New(slog.DiscardHandler), "", plannedAddress(s))
	if err != nil {
		c.say("gateway", finding{name + " cannot be used", err, "correct its section"})
		return
	}
	found := checkGateway(ctx, name, gate)
	found.err = errors.Join(found.err, gate.stop())
	c.say("gateway", found)
	c.notices(s, gate.Can())
}

// clockSkewMax is how far the clock may be off: WeChat and Alipay refuse
// requests and codes that are minutes old, and receipts should tell the truth.
const clockSkewMax = 2 * time.Minute

// released is a day before which no copy of this program existed; a clock that
// shows less has lost its battery.
var released = time.Date(2026, time.January, 1, 0, 0, 0, 0, time.UTC)

func checkClock(ctx context.Context, s setup) finding {
	const setIt = "let the system set its clock from the network"
	now := time.Now()
	zone := now.Format("2006-01-02 15:04:05 -07:00")
	if now.Before(released) {
		return finding{zone, errors.New("the clock is far behind"), setIt}
	}
	if s.Practice {
		return finding{what: zone + ", not compared with anybody in practice mode"}
	}
	told, err := gatewayTime(ctx, s.Config.Providers.BaseURLs()[s.Config.Provider])
	if err != nil {
		return finding{what: zone + ", but nobody to compare with (" + err.Error() + ")"}
	}
	off := time.Since(told).Round(time.Second)
	if off.Abs() > clockSkewMax {
		return finding{zone, fmt.Errorf("%v away from the gateway's", off), setIt}
	}
	return finding{what: fmt.Sprintf("%s, within %v of the gateway's", zone, max(off.Abs(), time.Second))}
}

// gatewayTime is the Date header of whatever answers at the base address.
func gatewayTime(ctx context.Context, baseURL string) (time.Time, error) {
	ctx, cancel := context.WithTimeout(ctx, checkTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodHead, baseURL, nil)
	if err != nil {
		return time.Time{}, errors.New("its address cannot be asked")
	}
	client := http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	defer client.CloseIdleConnections()
	reply, err := client.Do(request)
	if err != nil {
		return time.Time{}, errors.New("the gateway did not answer")
	}
	reply.Body.Close()
	told, err := http.ParseTime(reply.Header.Get("Date"))
	if err != nil {
		return time.Time{}, errors.New("the gateway does not tell the time")
	}
	return told, nil
}
