//go:build e2e

package e2e

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/alipay"
	alipaypractice "facepay/providers/alipay/practice"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/practice"
	"facepay/providers/practice/practicetest"
)

// shopDay is the clock of a till and its gateway, which a test puts forward.
type shopDay struct {
	t      *testing.T
	file   string
	offset atomic.Int64
}

// newShopDay begins at noon of today in Beijing.
func newShopDay(t *testing.T) *shopDay {
	d := &shopDay{t: t, file: filepath.Join(t.TempDir(), "clock")}
	now := time.Now().In(kiosk.Beijing)
	d.set(time.Date(now.Year(), now.Month(), now.Day(), 12, 0, 0, 0, kiosk.Beijing).Sub(now))
	return d
}

func (d *shopDay) now() time.Time { return time.Now().Round(0).Add(time.Duration(d.offset.Load())) }

func (d *shopDay) set(offset time.Duration) {
	d.offset.Store(int64(offset))
	require.NoError(d.t, os.WriteFile(d.file+".new", []byte(offset.String()), 0o600))
	require.NoError(d.t, os.Rename(d.file+".new", d.file))
}

func (d *shopDay) passes(by time.Duration) { d.set(time.Duration(d.offset.Load()) + by) }

// newClockedGateway runs a practice gateway in this process, with a clock that a test has.
func newClockedGateway(t *testing.T, now func() time.Time) *gateway {
	options := practice.Defaults()
	options.Listen, options.Now = newHost()+":0", now
	server, err := practice.Start(t.Context(), options, alipaypractice.Dialect)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, server.Close()) })
	return &gateway{t, &practicetest.Client{URL: server.URL()}}
}

// alipayClient sells at the gateway beside the till.
func (g *gateway) alipayClient() *alipay.Gateway {
	cfg := alipay.Default()
	cfg.Practise(g.URL)
	return alipay.New("alipay", cfg, gatewayhttptest.Closing(g.t, gatewayhttp.New("test")))
}

// fetched waits until a bill was compared, and is the one comparison on record.
func (tl *till) fetched() (r kiosk.Reconciliation) {
	tl.t.Helper()
	awaitWithin(tl.t, fetchLimit, "comparison of a fetched bill", func() bool { return len(tl.told("compared a fetched bill")) > 0 }, tl.now)
	db, err := sql.Open("sqlite3", "file:"+filepath.Join(tl.data, "ledger.db")+"?mode=ro&_busy_timeout=5000")
	require.NoError(tl.t, err)
	defer func() { require.NoError(tl.t, db.Close()) }()
	n, text := 0, ""
	require.NoError(tl.t, db.QueryRow("SELECT count(*), max(result) FROM bills").Scan(&n, &text))
	require.Equal(tl.t, 1, n)
	require.NoError(tl.t, json.Unmarshal([]byte(text), &r))
	return r
}

// fetchLimit is the time in which a till has asked for a bill that is due: it looks every
// half minute.
const fetchLimit = 3 * time.Minute

// The day's bill is fetched by the built till, which was killed meanwhile, once it is made,
// and closes the day with no difference: a QR, codes, a part that went back. What was paid
// and given back behind the till is named, once the bill comes whole.
func TestBillIsFetched_ClosesTheDay(t *testing.T) {
	t.Parallel()
	for _, planted := range []bool{false, true} {
		t.Run(fmt.Sprintf("planted=%t", planted), func(t *testing.T) {
			t.Parallel()
			day := newShopDay(t)
			g := newClockedGateway(t, day.now)
			programs, err := faultPrograms()
			require.NoError(t, err)
			s := newSerialScanner(t)
			tl := layTill(t, g, g.alipay()+s.config())
			tl.program = programs[0]
			tl.environ = append(tl.environ, faultClock+"="+day.file)
			tl.setsPIN()
			tl.open()
			tl.sells("12.50", "F2")
			tl.sellsByCode(s, "7.01", paymentCode(kiosk.Alipay, 1))
			tl.sellsByCode(s, "20.00", paymentCode(kiosk.Alipay, 2))
			tl.opensHistory()
			tl.choosesRefund()
			tl.givesBack("7.5", "refund.done.title")
			tl.keys("Escape")
			tl.awaitHistory()
			tl.keys("Escape")
			tl.awaitNext()
			sold := tl.export()
			require.Len(t, sold, 3)
			beside := kiosk.Payment{OrderNo: "WALLQR7315926480173926", Amount: 399, Wallet: kiosk.Alipay, Rail: kiosk.RailCode, CreatedAt: day.now()}
			if planted {
				_, err := g.alipayClient().Charge(t.Context(), beside, kiosk.NewPayCode(paymentCode(kiosk.Alipay, 3)))
				require.NoError(t, err)
				of := kiosk.Payment{OrderNo: kiosk.OrderNo(sold[1]["order_no"]), Amount: 701}
				_, err = g.alipayClient().Refund(t.Context(), of, kiosk.Refund{No: "WALLQR5048213967482615", Amount: 101})
				require.NoError(t, err)
				g.fails(practice.FaultTruncated, "bill_file")
			}
			tl.kill()
			day.passes(22*time.Hour + 30*time.Minute)
			tl.open()
			if planted {
				awaitWithin(t, fetchLimit, "bill that is cut off", func() bool { return len(tl.told("a bill that came cannot be compared")) > 0 }, tl.now)
				day.passes(31 * time.Minute)
			}
			r := tl.fetched()
			require.Equal(t, kiosk.BillSums{Paid: 3951, Refunded: 750}, r.Till)
			if !planted {
				require.Empty(t, r.Differences)
				require.Equal(t, 3, r.Matched)
				require.Equal(t, r.Till, r.Bill)
				require.Equal(t, 1, g.book().Requests["alipay/bill"], "asked for once")
				tl.logsNoError()
				return
			}
			require.Equal(t, 2, r.Matched)
			named := map[kiosk.DifferenceKind]string{}
			for _, d := range r.Differences {
				named[d.Kind] = d.No + " " + d.Bill.Yuan()
			}
			require.Equal(t, map[kiosk.DifferenceKind]string{
				kiosk.MissingInLedger: string(beside.OrderNo) + " 3.99", kiosk.RefundDiffers: sold[1]["order_no"] + " 1.01",
			}, named)
		})
	}
}
