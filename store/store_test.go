package store

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// shanghai is the shop's location in these tests, whatever the machine's is.
var shanghai = time.FixedZone("CST", 8*60*60)

// noon is a moment with milliseconds, so that losing them shows.
var noon = time.Date(2026, 11, 20, 12, 0, 0, 123e6, shanghai)

var testOptions = Options{Location: shanghai, BusyTimeout: 50 * time.Millisecond}

func openLedger(t testing.TB, dir string) *Ledger {
	t.Helper()
	l, err := Open(context.Background(), dir, testOptions)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, l.Close()) })
	return l
}

func newLedger(t testing.TB) *Ledger {
	t.Helper()
	return openLedger(t, filepath.Join(t.TempDir(), "data"))
}

// oneSale is a ledger with a sale and its payment.
func oneSale(t testing.TB) *Ledger {
	t.Helper()
	l := newLedger(t)
	save(t, l, first(sale("s1"), payment("ORDER0000000000000000001", "s1")))
	return l
}

// besideTill reads a ledger that a till may be writing.
func besideTill(t testing.TB, dir string) *Reader {
	t.Helper()
	r, err := OpenReader(context.Background(), dir, testOptions)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, r.Close()) })
	return r
}

func sale(id string) kiosk.Sale {
	return kiosk.Sale{ID: kiosk.SaleID(id), Amount: 1250, State: kiosk.SaleOpen, OpenedAt: noon, Version: 1}
}

func payment(n, saleID string) kiosk.Payment {
	return kiosk.Payment{OrderNo: kiosk.OrderNo(n), Sale: kiosk.SaleID(saleID), Amount: 1250, Wallet: kiosk.WeChat,
		Rail: kiosk.RailQR, Provider: "lepay", State: kiosk.StateCreated, CreatedAt: noon, Version: 1}
}

func created(p kiosk.Payment) kiosk.Record {
	return kiosk.Record{At: p.CreatedAt, Kind: kiosk.RecordCreated, Sale: p.Sale, OrderNo: p.OrderNo, To: p.State}
}

// first is the write that opens a sale and makes its payment.
func first(s kiosk.Sale, p kiosk.Payment) kiosk.Write {
	return kiosk.Write{Sales: []kiosk.Sale{s}, Payments: []kiosk.Payment{p}, Records: []kiosk.Record{
		{At: s.OpenedAt, Kind: kiosk.RecordSaleOpened, Sale: s.ID}, created(p)}}
}

// another is the write that makes a payment.
func another(p kiosk.Payment) kiosk.Write {
	return kiosk.Write{Payments: []kiosk.Payment{p}, Records: []kiosk.Record{created(p)}}
}

// moved returns p in its next version and state, and the write that says so.
func moved(p kiosk.Payment, to kiosk.State) (kiosk.Payment, kiosk.Write) {
	from := p.State
	p.State, p.Version = to, p.Version+1
	if to == kiosk.StatePaid {
		p.PaidAt = noon.Add(time.Minute)
	}
	return p, kiosk.Write{Payments: []kiosk.Payment{p}, Records: []kiosk.Record{
		{At: noon, Kind: kiosk.RecordMoved, Sale: p.Sale, OrderNo: p.OrderNo, From: from, To: to, Note: "moved"}}}
}

func refund(no string, p kiosk.Payment, amount kiosk.Fen) kiosk.Refund {
	return kiosk.Refund{No: kiosk.RefundNo(no), OrderNo: p.OrderNo, Amount: amount, State: kiosk.RefundAsked,
		Reason: "broken cup", AskedAt: noon, Version: 1}
}

// refundMoved returns r in its next version and state, and the write that says
// so.
func refundMoved(r kiosk.Refund, to kiosk.RefundState) (kiosk.Refund, kiosk.Write) {
	from := r.State
	r.State, r.Version = to, r.Version+1
	return r, kiosk.Write{Refunds: []kiosk.Refund{r}, Records: []kiosk.Record{{At: noon, Kind: kiosk.RecordRefundMoved,
		OrderNo: r.OrderNo, Refund: r.No, From: kiosk.State(from), To: kiosk.State(to)}}}
}

func save(t testing.TB, l *Ledger, w kiosk.Write) {
	t.Helper()
	require.NoError(t, l.Save(context.Background(), w))
}

// count counts the rows of a table.
func count(t testing.TB, r *Reader, table string) int {
	t.Helper()
	var n int
	require.NoError(t, r.db.QueryRow(`SELECT count(*) FROM `+table).Scan(&n))
	return n
}

// byOtherHands runs SQL on the ledger as a tool would, past all rules: without
// its triggers, which are put back, and without references.
func byOtherHands(t testing.TB, dir string, statements ...string) {
	t.Helper()
	byOtherHandsIn(t, filepath.Join(dir, LedgerName), statements...)
}

func byOtherHandsIn(t testing.TB, file string, statements ...string) {
	t.Helper()
	db, err := sql.Open("sqlite3", "file:"+file+"?_ignore_check_constraints=1&_busy_timeout=5000")
	require.NoError(t, err)
	defer func() { require.NoError(t, db.Close()) }()
	db.SetMaxOpenConns(1)
	var drop, restore []string
	require.NoError(t, each(context.Background(), db, func(scan scanner) error {
		var name, text string
		err := scan(&name, &text)
		drop, restore = append(drop, `DROP TRIGGER `+name), append(restore, text)
		return err
	}, `SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'`))
	for _, s := range slices.Concat(drop, statements, restore) {
		_, err := db.Exec(s)
		require.NoError(t, err, s)
	}
}

func TestSave_RefusesAndWritesNothing(t *testing.T) {
	p := payment("ORDER0000000000000000001", "s1")
	waiting, _ := moved(p, kiosk.StateWaiting)
	other := payment("ORDER0000000000000000002", "s1")
	pay := func(p kiosk.Payment, edit func(*kiosk.Payment)) kiosk.Write {
		edit(&p)
		return kiosk.Write{Payments: []kiosk.Payment{p}}
	}
	sell := func(id string, edit func(*kiosk.Sale)) kiosk.Write {
		s := sale(id)
		edit(&s)
		return kiosk.Write{Sales: []kiosk.Sale{s}}
	}
	tell := func(r kiosk.Record) kiosk.Write { return kiosk.Write{Records: []kiosk.Record{r}} }
	elsewhere := pay(waiting, func(p *kiosk.Payment) { p.Sale = "s2" })
	elsewhere.Sales = []kiosk.Sale{sale("s2")}
	forbidden := another(other)
	forbidden.Records = []kiosk.Record{{At: noon, Kind: kiosk.RecordMoved, Sale: "s1", OrderNo: p.OrderNo, From: kiosk.StatePaid, To: kiosk.StateWaiting}}
	for name, c := range map[string]struct {
		write kiosk.Write
		want  error
	}{
		"no version":                             {pay(other, func(p *kiosk.Payment) { p.Version = 0 }), ErrRow},
		"a record of a move that is not allowed": {forbidden, ErrMove},
		"another amount":                         {pay(waiting, func(p *kiosk.Payment) { p.Amount++ }), ErrRow},
		"another sale":                           {elsewhere, ErrRow},
		"a sale's other amount":                  {sell("s1", func(s *kiosk.Sale) { s.Amount, s.Version = 9, 2 }), ErrRow},
		"a sale's unknown state":                 {sell("s2", func(s *kiosk.Sale) { s.State = "sold" }), ErrRow},
		"a sale without a version":               {sell("s2", func(s *kiosk.Sale) { s.Version = 0 }), ErrRow},
		"a negative amount":                      {pay(other, func(p *kiosk.Payment) { p.Amount = -1 }), ErrRow},
		"an unknown wallet":                      {pay(other, func(p *kiosk.Payment) { p.Wallet = "gold" }), ErrRow},
		"more of a code than its tail":           {pay(other, func(p *kiosk.Payment) { p.CodeTail = "12345" }), ErrRow},
		"a payment without its sale":             {pay(other, func(p *kiosk.Payment) { p.Sale = "none" }), ErrRow},
		"a refund of nothing":                    {kiosk.Write{Refunds: []kiosk.Refund{refund("R1", p, 0)}}, ErrRow},
		"a refund of more than the payment was":  {kiosk.Write{Refunds: []kiosk.Refund{refund("R1", p, 1251)}}, ErrRow},
		"a record about no payment":              {tell(kiosk.Record{At: noon, Kind: kiosk.RecordMoved, Sale: "s1", OrderNo: "none"}), ErrRow},
		"a record of the ledger's own kind":      {tell(kiosk.Record{At: noon, Kind: kindRowSaved, Sale: "s1"}), ErrRow},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger(t)
			save(t, l, first(sale("s1"), p))
			err := l.Save(context.Background(), c.write)
			require.ErrorIs(t, err, c.want)
			require.Equal(t, []int{1, 1, 2}, []int{count(t, l.Reader, "sales"), count(t, l.Reader, "payments"), count(t, l.Reader, "events")})
			_, next := moved(p, kiosk.StateWaiting)
			save(t, l, next)
			require.NoError(t, l.Check(context.Background()))
		})
	}
}

func TestSave_NamesAMoveThatIsNotAllowed(t *testing.T) {
	l := newLedger(t)
	p := payment("ORDER0000000000000000001", "s1")
	p.State = kiosk.StatePaid
	r := refund("REFUND000000000000000001", p, 100)
	r.State = kiosk.RefundDone
	w := first(sale("s1"), p)
	w.Refunds = []kiosk.Refund{r}
	save(t, l, w)
	p.State, p.Version = kiosk.StateWaiting, 2
	r.State, r.Version = kiosk.RefundRefused, 2
	for _, c := range []struct {
		write kiosk.Write
		want  string
	}{
		{kiosk.Write{Payments: []kiosk.Payment{p}}, `payment …0001: "paid" to "waiting": a payment cannot change its state this way`},
		{kiosk.Write{Refunds: []kiosk.Refund{r}}, `payment …0001: "done" to "refused": a payment cannot change its state this way`},
	} {
		err := l.Save(context.Background(), c.write)
		require.ErrorIs(t, err, ErrMove)
		require.ErrorContains(t, err, c.want)
	}
}

func TestSave_OfACancelledContextWritesNothing(t *testing.T) {
	l := newLedger(t)
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	require.ErrorIs(t, l.Save(ctx, first(sale("s1"), payment("ORDER0000000000000000001", "s1"))), context.Canceled)
	require.Zero(t, count(t, l.Reader, "payments"))
	require.NoError(t, l.Save(ctx, kiosk.Write{}), "there is nothing to cancel in an empty write")
}

func TestOpen_OneTillPerFolder(t *testing.T) {
	dir := t.TempDir()
	l := openLedger(t, dir)
	_, err := Open(context.Background(), dir, testOptions)
	require.ErrorIs(t, err, ErrInUse)
	require.ErrorContains(t, err, dir+": another till is using this data folder; close that till, or give this one its own folder with --data")
	_, err = RestoreBackup(context.Background(), dir)
	require.ErrorIs(t, err, ErrInUse)
	require.ErrorIs(t, BeginNew(context.Background(), dir), ErrInUse)
	require.NoError(t, l.Close())
	again := openLedger(t, dir)
	require.NoError(t, again.Close())
	require.ErrorIs(t, again.Save(context.Background(), kiosk.Write{Sales: []kiosk.Sale{sale("s")}}), ErrClosed)
	_, err = again.Load(context.Background(), noon)
	require.ErrorIs(t, err, ErrClosed)
}

func TestOpen_FilesAreTheOwnersAlone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "deep", "data")
	l := openLedger(t, dir)
	save(t, l, first(sale("s1"), payment("ORDER0000000000000000001", "s1")))
	backedUp(t, l, noon)
	seen := map[string]bool{}
	require.NoError(t, filepath.WalkDir(dir, func(name string, d os.DirEntry, err error) error {
		require.NoError(t, err)
		info, err := d.Info()
		require.NoError(t, err)
		want := fileMode
		if d.IsDir() {
			want = folderMode
		}
		require.Equal(t, want, info.Mode().Perm(), name)
		seen[d.Name()] = true
		return nil
	}))
	for _, name := range []string{"ledger.db", "ledger.db-wal", "ledger.db-shm", "till.lock", "ledger-20261120.db"} {
		require.True(t, seen[name], name)
	}
}

func TestOpen_KeepsOddFolderNames(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "收银 100%?a=b#c&mode=memory")
	l := openLedger(t, dir)
	save(t, l, first(sale("s1"), payment("ORDER0000000000000000001", "s1")))
	require.FileExists(t, filepath.Join(dir, LedgerName))
	r, err := OpenReader(context.Background(), dir, testOptions)
	require.NoError(t, err)
	require.Equal(t, 1, count(t, r, "payments"))
	require.NoError(t, r.Close())
}

func TestOpen_RefusesANewerSchemaUntouched(t *testing.T) {
	dir := t.TempDir()
	l := openLedger(t, dir)
	require.NoError(t, l.Close())
	byOtherHands(t, dir, `INSERT INTO goose_db_version (version_id, is_applied) VALUES (99, 1)`)
	before := content(t, filepath.Join(dir, LedgerName))
	for name, open := range map[string]func() error{
		"till":   func() error { _, err := Open(context.Background(), dir, testOptions); return err },
		"reader": func() error { _, err := OpenReader(context.Background(), dir, testOptions); return err },
	} {
		err := open()
		var schema *SchemaError
		require.ErrorAs(t, err, &schema, name)
		require.ErrorIs(t, err, ErrNewer, name)
		require.NotErrorIs(t, err, ErrDamaged, name)
		require.Equal(t, int64(99), schema.Found)
		require.Contains(t, err.Error(), "install the newer program")
	}
	require.Equal(t, before, content(t, filepath.Join(dir, LedgerName)))
}

func TestOpenReader_NoLedgerOrAnOlderOne(t *testing.T) {
	dir := t.TempDir()
	_, err := OpenReader(context.Background(), dir, testOptions)
	require.ErrorIs(t, err, ErrMissing)
	require.NoFileExists(t, filepath.Join(dir, LedgerName))
	l := openLedger(t, dir)
	require.NoError(t, l.Close())
	byOtherHands(t, dir, `DELETE FROM goose_db_version WHERE version_id > 0`)
	_, err = OpenReader(context.Background(), dir, testOptions)
	require.ErrorIs(t, err, ErrOlder)
}

func TestOpenReader_SeesASaveBesideTheTillAndWritesNothing(t *testing.T) {
	l := newLedger(t)
	r := besideTill(t, l.dir)
	save(t, l, first(sale("s1"), payment("ORDER0000000000000000001", "s1")))
	require.Equal(t, 1, count(t, r, "payments"))
	require.NoError(t, r.Check(context.Background()))
	_, err := r.db.Exec(`DELETE FROM pin`)
	require.ErrorIs(t, failed("write", err), ErrReadOnly)
}

func TestStory_RefusesAMoveThatIsNotAllowed(t *testing.T) {
	l := newLedger(t)
	p := payment("ORDER0000000000000000001", "s1")
	save(t, l, first(sale("s1"), p))
	byOtherHands(t, l.dir, `UPDATE events SET from_state = 'paid', to_state = 'waiting' WHERE seq = 2`)
	_, err := l.Story(context.Background(), p.OrderNo)
	require.ErrorIs(t, err, ErrMove)
}

func TestRead_RefusesARowThatBreaksTheRules(t *testing.T) {
	for name, edit := range map[string]string{
		"state":   `UPDATE payments SET state = 'settled'`,
		"amount":  `UPDATE payments SET amount = -1`,
		"version": `UPDATE payments SET version = 0`,
	} {
		t.Run(name, func(t *testing.T) {
			l := oneSale(t)
			byOtherHands(t, l.dir, edit)
			_, err := l.Payments(context.Background(), kiosk.HistoryFilter{}, "", 10)
			require.ErrorIs(t, err, ErrRow)
			_, err = l.Load(context.Background(), noon)
			require.ErrorIs(t, err, ErrRow)
			require.ErrorIs(t, l.Check(context.Background()), ErrDamaged)
		})
	}
}

func TestSave_TellsWhatIsWrongWithTheDisk(t *testing.T) {
	one := payment("ORDER0000000000000000001", "s1")
	two := payment("ORDER0000000000000000002", "s1")
	for name, c := range map[string]struct {
		spoil, mend string
		want        error
	}{
		"disk full": {`PRAGMA max_page_count = 1`, `PRAGMA max_page_count = 1000000`, ErrDiskFull},
		"read-only": {`PRAGMA query_only = 1`, `PRAGMA query_only = 0`, ErrReadOnly},
	} {
		t.Run(name, func(t *testing.T) {
			ctx := context.Background()
			l := newLedger(t)
			save(t, l, first(sale("s1"), one))
			_, err := l.conn.ExecContext(ctx, c.spoil)
			require.NoError(t, err)
			// A note of a megabyte needs pages, which a full disk has not.
			two.Note = kiosk.Reason(make([]byte, 1<<20))
			w := another(two)
			require.ErrorIs(t, l.Save(ctx, w), c.want)
			require.Equal(t, 1, count(t, l.Reader, "payments"))
			_, err = l.conn.ExecContext(ctx, c.mend)
			require.NoError(t, err)
			save(t, l, w)
			require.NoError(t, l.Check(ctx))
		})
	}
}

func TestSave_TellsThatAnotherProgramHoldsTheLedger(t *testing.T) {
	l := newLedger(t)
	other, err := sql.Open("sqlite3", "file:"+filepath.Join(l.dir, LedgerName)+"?_txlock=immediate")
	require.NoError(t, err)
	defer func() { require.NoError(t, other.Close()) }()
	held, err := other.Begin()
	require.NoError(t, err)
	w := first(sale("s1"), payment("ORDER0000000000000000001", "s1"))
	err = l.Save(context.Background(), w)
	require.ErrorIs(t, err, ErrLocked)
	require.False(t, errors.Is(err, ErrReadOnly) || errors.Is(err, ErrDiskFull))
	require.NoError(t, held.Rollback())
	save(t, l, w)
}
