package store

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var (
	closingKills = flag.Int("closings", 6, "kills of a till that sells and closes shifts")
	closingPace  = flag.Duration("pace", 2*time.Millisecond, "its time from sale to sale; half a second is a busy counter's")
)

const closingBegins = "closing"

// sellAndCloseForEver sells at a pace while it closes shifts, and prints when each closing
// begins, and its Z once it has returned.
func sellAndCloseForEver(dir, pace string) error {
	ctx := context.Background()
	between, err := time.ParseDuration(pace)
	if err != nil {
		return err
	}
	l, err := Open(ctx, dir, testOptions)
	if err != nil {
		return err
	}
	ended := make(chan error, 2)
	go func() { ended <- sellForEver(ctx, l, between) }()
	go func() { ended <- closeForEver(ctx, l, between) }()
	return <-ended
}

func closeForEver(ctx context.Context, l *Ledger, between time.Duration) error {
	for {
		time.Sleep(rand.N(5 * between))
		x, err := l.Shift(ctx, 0)
		if err != nil {
			return err
		}
		fmt.Println(closingBegins)
		z, err := l.CloseShift(ctx, kiosk.ShiftClose{After: x.After, At: time.Now()})
		if err != nil {
			return err
		}
		text, err := l.ShiftDocument(ctx, z.Number)
		if err != nil {
			return err
		}
		fmt.Printf("%d %x\n", z.Number, sha256.Sum256(text))
	}
}

// sellForEver sells: most is paid, some stays unknown and is decided at some later time,
// and some goes back.
func sellForEver(ctx context.Context, l *Ledger, between time.Duration) error {
	begun, err := l.Load(ctx, time.Now())
	if err != nil {
		return err
	}
	unknown := begun.Payments
	n := 0
	if newest, err := l.Payments(ctx, kiosk.HistoryFilter{}, "", 1); err != nil {
		return err
	} else if len(newest) > 0 {
		if n, err = strconv.Atoi(string(newest[0].OrderNo[5:])); err != nil {
			return err
		}
	}
	for {
		time.Sleep(rand.N(2 * between))
		n++
		id := fmt.Sprintf("s%d", n)
		s, p := sale(id), payment(fmt.Sprintf("ORDER%019d", n), id)
		s.Amount = kiosk.Fen(1 + rand.IntN(100_000))
		p.Amount, p.Wallet = s.Amount, []kiosk.Wallet{kiosk.WeChat, kiosk.Alipay}[n%2]
		if err := l.Save(ctx, first(s, p)); err != nil {
			return err
		}
		to := kiosk.StatePaid
		if n%5 == 0 {
			to = kiosk.StateUnknown
		}
		p, w := moved(p, to)
		if err := l.Save(ctx, w); err != nil {
			return err
		}
		switch {
		case to == kiosk.StateUnknown:
			unknown = append(unknown, p)
		case n%7 == 0:
			r := refund(fmt.Sprintf("R%d", n), p, 1)
			r.State, r.DoneAt = kiosk.RefundDone, time.Now()
			p.Refunded, p.Version = 1, p.Version+1
			if err := l.Save(ctx, kiosk.Write{Payments: []kiosk.Payment{p}, Refunds: []kiosk.Refund{r}, Records: []kiosk.Record{
				{At: noon, Kind: kiosk.RecordRefundDecided, OrderNo: p.OrderNo, Refund: r.No, From: kiosk.State(kiosk.RefundAsked), To: kiosk.State(kiosk.RefundDone)}}}); err != nil {
				return err
			}
		case len(unknown) > 3:
			p, unknown = unknown[0], unknown[1:]
			if p.State.Final() {
				continue
			}
			_, w := moved(p, []kiosk.State{kiosk.StatePaid, kiosk.StateFailed, kiosk.StateClosed}[rand.IntN(3)])
			if err := l.Save(ctx, w); err != nil {
				return err
			}
		}
	}
}

// TestCloseShift_SurvivesAKill kills a till that sells and closes shifts, again and again
// at random moments, half of them within a closing. Whatever was told of is there byte for byte, each payment stands in
// exactly one Z, and the Zs add up to what the event log says.
func TestCloseShift_SurvivesAKill(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	told := map[int]string{}
	zs, cut, kept := 0, 0, 0 // Zs; closings cut off, and those of them that had come about
	var sold int
	for i := range *closingKills {
		next := killedCloser(t, dir, 1+rand.IntN(8), i%2 == 0)
		for n, sum := range next.told {
			told[n] = sum
		}
		l, err := Open(t.Context(), dir, testOptions)
		require.NoError(t, err)
		require.NoError(t, l.Check(t.Context()))
		all := requireRecounted(t, l.Reader)
		require.LessOrEqual(t, len(all), len(told)+1+*closingKills, "one more a kill at most, cut off before it was told")
		for n, sum := range told {
			require.LessOrEqual(t, n, len(all))
			text, err := l.ShiftDocument(t.Context(), n)
			require.NoError(t, err)
			require.Equal(t, sum, fmt.Sprintf("%x", sha256.Sum256(text)), "Z %d", n)
		}
		requireInOneZ(t, l.Reader, all)
		if next.inClosing {
			cut++
			kept += len(all) - zs - len(next.told)
		} else {
			require.Len(t, all, zs+len(next.told))
		}
		zs, sold = len(all), count(t, l.Reader, "payments")
		require.NoError(t, l.Close())
	}
	require.NotEmpty(t, told)
	t.Logf("%d kills, %d of them within a closing, of which %d had come about; %d Zs of %d payments", *closingKills, cut, kept, zs, sold)
}

// requireInOneZ holds that each payment that was paid is booked in one shift, and that each
// that was carried over is named by the next Zs until it came to an end, and then once.
func requireInOneZ(t *testing.T, r *Reader, zs []kiosk.Shift) {
	t.Helper()
	paid := map[int]int{}
	require.NoError(t, each(t.Context(), r.db, func(scan scanner) error {
		var shift, n int
		err := scan(&shift, &n)
		paid[shift] = n
		return err
	}, `SELECT shift, count(*) FROM payments WHERE state = 'paid' GROUP BY shift`))
	ended := map[kiosk.OrderNo]int{}
	open := map[kiosk.OrderNo]bool{}
	for _, z := range zs {
		require.Equal(t, paid[z.Number], z.Count, "Z %d", z.Number)
		for _, later := range z.Later {
			if later.What == kiosk.LaterRefunded {
				continue
			}
			require.Less(t, later.From, z.Number)
			require.True(t, open[later.OrderNo], "…%s was carried into Z %d", later.OrderNo.Tail(), z.Number)
			delete(open, later.OrderNo)
			ended[later.OrderNo]++
		}
		carried := map[kiosk.OrderNo]bool{}
		for _, n := range z.Carried {
			require.Zero(t, ended[n], "…%s had come to an end", n.Tail())
			carried[n] = true
		}
		for n := range open {
			require.True(t, carried[n], "…%s is carried on by Z %d", n.Tail(), z.Number)
		}
		open = carried
	}
}

// killed is the record of what a till told before it was killed.
type killed struct {
	told      map[int]string // the Zs
	inClosing bool           // the last closing that it began did not return
}

// killedCloser runs a till until it has told of so many closings, and kills it at some
// later moment: of its sales, or of its next closing.
func killedCloser(t *testing.T, dir string, closings int, within bool) killed {
	t.Helper()
	cmd := exec.Command(os.Args[0], dir, closingPace.String())
	cmd.Env = append(os.Environ(), roleVariable+"="+roleCloser)
	var complaints bytes.Buffer
	cmd.Stderr = &complaints
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	k := killed{told: map[int]string{}}
	after := func(moment time.Duration) { time.AfterFunc(moment, func() { _ = cmd.Process.Kill() }) } // lines go on being read until then
	lines := bufio.NewScanner(out)
	for lines.Scan() {
		k.inClosing = lines.Text() == closingBegins
		if k.inClosing {
			if within && len(k.told) == closings {
				after(rand.N(2 * time.Millisecond))
			}
			continue
		}
		number, sum, _ := strings.Cut(lines.Text(), " ")
		n, err := strconv.Atoi(number)
		require.NoError(t, err, "%s %s", lines.Text(), &complaints)
		k.told[n] = sum
		if !within && len(k.told) == closings {
			after(rand.N(2**closingPace + time.Millisecond))
		}
	}
	var exit *exec.ExitError
	require.True(t, errors.As(cmd.Wait(), &exit) && !exit.Exited(), "it was killed: %s", &complaints)
	return k
}
