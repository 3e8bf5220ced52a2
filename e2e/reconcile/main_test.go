package main

import (
	"bytes"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// schema has the columns that the comparison reads, by the ledger's names.
const schema = `
CREATE TABLE sales (id INTEGER PRIMARY KEY, sale TEXT, amount INTEGER, state TEXT, paid_by TEXT);
CREATE TABLE payments (id INTEGER PRIMARY KEY, order_no TEXT, sale TEXT, amount INTEGER, wallet TEXT, rail TEXT, face INTEGER,
	code_tail TEXT, provider TEXT, state TEXT, gateway_order_no TEXT, trade_no TEXT, created_at INTEGER, paid_at INTEGER,
	late INTEGER, refunded INTEGER, payer TEXT, cashier TEXT, note TEXT);
CREATE TABLE refunds (id INTEGER PRIMARY KEY, refund_no TEXT, order_no TEXT, amount INTEGER, state TEXT, by_hand INTEGER);
CREATE TABLE events (seq INTEGER PRIMARY KEY, kind TEXT, order_no TEXT, refund TEXT);

INSERT INTO sales VALUES
	(1, 's1', 1250, 'paid', 'T1'), (2, 's2', 2500, 'parked', ''), (3, 's3', 6660, 'left', 'T3'),
	(4, 's4', 100, 'paid', 'T4'), (5, 's5', 700, 'left', '');
INSERT INTO payments VALUES
	(1, 'T1', 's1', 1250, 'wechat', 'qr', 0, '', 'lepay', 'paid', 'G1', 'W1', 1700000000000, 1700000009000, 0, 450, 'buyer', '', ''),
	(2, 'T2', 's2', 2500, 'alipay', 'code', 0, '0002', 'lepay', 'unknown', '', '', 1700000100000, 0, 0, 0, '', '', 'no answer'),
	(3, 'T3', 's3', 6660, 'wechat', 'qr', 0, '', 'lepay', 'paid', 'G3', 'W3', 1700000200000, 1700000209000, 1, 0, '', '', ''),
	(4, 'T4', 's4', 100, 'wechat', 'code', 1, '0004', 'lepay', 'paid', '', '', 1700000300000, 1700000309000, 0, 0, '', '', '=word'),
	(5, 'T5', 's5', 700, 'alipay', 'qr', 0, '', 'lepay', 'closed', 'G5', '', 1700000400000, 0, 0, 0, '', '', '');
INSERT INTO refunds VALUES (1, 'R1', 'T1', 300, 'done', 0), (2, 'R2', 'T1', 150, 'done', 1), (3, 'R3', 'T3', 60, 'unknown', 0),
	(4, 'R4', 'T3', 5, 'refused', 0);
INSERT INTO events VALUES (1, 'decided', 'T4', NULL), (2, 'created', 'T1', NULL);
`

// written is one set of three lists, before it is read.
type written struct {
	statement string // changes the ledger
	book      book
	lines     [][]string // of the export
}

// agreeing is a set that agrees: a QR sale of which a part went back, once by
// hand; a code that was taken and never answered; late money with a refund in
// doubt; a manager's word; a QR that nobody paid.
func agreeing() written {
	w := written{book: book{
		Orders: []order{
			{No: "G1", Amount: 1250, Wallet: "wechat", State: "paid", Charges: 1, Refunded: 300, Refunds: []returned{{No: "R1", Amount: 300}}},
			{No: "G2", Amount: 2500, Wallet: "alipay", State: "paid", Charges: 1, CodeTail: "0002"},
			{No: "G3", Amount: 6660, Wallet: "wechat", State: "paid", Charges: 1, Refunded: 60, Refunds: []returned{{No: "R3", Amount: 60}}},
			{No: "G5", Amount: 700, Wallet: "alipay", State: "closed"},
		},
		Codes: []codeUse{{Tail: "0002", Sent: 1}},
		Taken: 1250 + 2500 + 6660, Returned: 360,
	}}
	w.lines = append(w.lines, append([]string{"till"}, comparedColumns...))
	for _, cells := range [][]string{
		{"T1", clock(1700000000000), "12.50", "wechat", "qr", "lepay", "paid", "G1", "W1", clock(1700000009000), "false", "4.50", "buyer", "", ""},
		{"T2", clock(1700000100000), "25.00", "alipay", "code", "lepay", "unknown", "", "", "", "false", "0.00", "", "", "no answer"},
		{"T3", clock(1700000200000), "66.60", "wechat", "qr", "lepay", "paid", "G3", "W3", clock(1700000209000), "true", "0.00", "", "", ""},
		{"T4", clock(1700000300000), "1.00", "wechat", "face", "lepay", "paid", "", "", clock(1700000309000), "false", "0.00", "", "", "'=word"},
		{"T5", clock(1700000400000), "7.00", "alipay", "qr", "lepay", "closed", "G5", "", "", "false", "0.00", "", "", ""},
	} {
		w.lines = append(w.lines, append([]string{"01"}, cells...))
	}
	return w
}

// files writes w for the program to read and returns its arguments.
func (w written) files(t *testing.T) []string {
	t.Helper()
	dir := t.TempDir()
	ledger, export := filepath.Join(dir, "ledger.db"), filepath.Join(dir, "export.csv")
	db, err := sql.Open("sqlite3", ledger)
	require.NoError(t, err)
	_, err = db.Exec(schema + w.statement)
	require.NoError(t, err)
	require.NoError(t, db.Close())
	gateway := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path != "/control/ledger" {
			http.NotFound(rw, r)
			return
		}
		require.NoError(t, json.NewEncoder(rw).Encode(w.book))
	}))
	t.Cleanup(gateway.Close)
	var out bytes.Buffer
	out.WriteString("\ufeff")
	require.NoError(t, csv.NewWriter(&out).WriteAll(w.lines))
	require.NoError(t, os.WriteFile(export, out.Bytes(), 0o600))
	return []string{"-ledger", ledger, "-gateway", gateway.URL, "-export", export}
}

func compared(t *testing.T, args []string) (code int, stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	code = run(t.Context(), args, &out, &errs)
	return code, out.String(), errs.String()
}

func TestListsThatAgree(t *testing.T) {
	code, out, errs := compared(t, agreeing().files(t))
	require.Empty(t, errs)
	require.Equal(t, "the three lists agree: gateway 4 orders, 3 taken (104.10); ledger 5 rows, 2 paid (79.10), 1 of them late, 1 taken but unknown (25.00), "+
		"1 by a manager's word alone (1.00); 2 refunds (3.60), 1 by hand; export 5 rows, paid 80.10\n", out)
	require.Equal(t, exitAgree, code)
}

// What the wallet's reversal gave back needs no more than a row that is closed, and a row that
// says paid needs a refund.
func TestAReversalGaveTheMoneyBack(t *testing.T) {
	for number, differs := range map[string]bool{"reverse_O5": false, "cancel_O5": false, "R9": true} {
		w := agreeing()
		o := &w.book.Orders[3]
		o.Own, o.Charges, o.Refunded, o.Refunds = "O5", 1, 700, []returned{{No: number, Amount: 700}}
		w.book.Taken, w.book.Returned = w.book.Taken+700, w.book.Returned+700
		code, out, errs := compared(t, w.files(t))
		require.Empty(t, errs)
		require.Equal(t, differs, code != exitAgree, "%s: %s", number, out)
		if differs {
			require.Contains(t, out, "order G5: 7.00 was taken, its row says closed")
			require.Contains(t, out, "order G5: 7.00 went back, the rows have 0.00 done")
		}
		w.statement = `UPDATE payments SET state = 'paid' WHERE order_no = 'T5'`
		_, out, _ = compared(t, w.files(t))
		require.Contains(t, out, "order G5: 7.00 went back, the rows have 0.00 done", "on record as paid, and the money is gone")
	}
}

// cell returns the index of a column in a line of agreeing.
func cell(name string) int { return slices.Index(comparedColumns, name) + 1 }

func TestEachDifferenceIsFound(t *testing.T) {
	for _, c := range []struct {
		name   string
		ledger string
		doctor func(*written)
		want   string
	}{
		{name: "money without a row", ledger: `DELETE FROM refunds WHERE order_no = 'T3'; DELETE FROM payments WHERE order_no = 'T3'; UPDATE sales SET paid_by = ''`,
			want: "order G3: 66.60 was taken, and the till has no row of it"},
		{name: "taken and on record as closed", doctor: func(w *written) { w.book.Orders[3].Charges = 1; w.book.Taken += 700 },
			want: "order G5: 7.00 was taken, its row says closed"},
		{name: "taken and still waiting", ledger: `UPDATE payments SET state = 'waiting' WHERE order_no = 'T1'`, want: "order G1: 12.50 was taken, its row says waiting"},
		{name: "taken and failed", ledger: `UPDATE payments SET state = 'failed' WHERE order_no = 'T2'`, want: "order G2: 25.00 was taken, its row says failed"},
		{name: "paid without money", ledger: `UPDATE payments SET state = 'paid' WHERE order_no = 'T5'`,
			want: "payment T5: 7.00 is on record as paid, and no customer paid it"},
		{name: "paid without an order", doctor: func(w *written) { w.book.Orders = w.book.Orders[1:]; w.book.Taken -= 1250; w.book.Returned -= 300 },
			want: "payment T1: 12.50 is on record as paid, and no customer paid it"},
		{name: "a manager's word that is not on record", ledger: `DELETE FROM events`, want: "payment T4: 1.00 is on record as paid, and no customer paid it"},
		{name: "charged twice", doctor: func(w *written) { w.book.Orders[0].Charges = 2; w.book.Taken += 1250 }, want: "order G1: the customer was charged 2 times"},
		{name: "two rows of one order", ledger: `UPDATE payments SET gateway_order_no = 'G1' WHERE order_no = 'T5'`, want: "order G1: it has 2 rows in the till's ledger"},
		{name: "one payment in two rows", ledger: `INSERT INTO payments SELECT 9, order_no, sale, amount, wallet, rail, face, code_tail, provider, state,
			gateway_order_no, trade_no, created_at, paid_at, late, refunded, payer, cashier, note FROM payments WHERE order_no = 'T5'`,
			want: "payment T5: it has two rows"},
		{name: "a fen more taken", doctor: func(w *written) { w.book.Orders[0].Amount++; w.book.Taken++ }, want: "order G1: the gateway took 12.51, the row has 12.50"},
		{name: "another wallet", doctor: func(w *written) { w.book.Orders[2].Wallet = "alipay" }, want: "order G3: paid by alipay, the row has wechat"},
		{name: "the gateway's own sum", doctor: func(w *written) { w.book.Taken++ }, want: "the gateway's own sum of what it took is 104.11, its orders make 104.10"},
		{name: "the gateway's own sum of refunds", doctor: func(w *written) { w.book.Returned = 0 }, want: "the gateway's own sum of what went back is 0.00"},
		{name: "a code sent twice", doctor: func(w *written) { w.book.Codes[0].Sent = 2 }, want: "code …0002 was sent 2 times"},
		{name: "the code of another amount", ledger: `UPDATE payments SET amount = 2501 WHERE order_no = 'T2'`, want: "order G2: 25.00 was taken, and the till has no row of it"},
		{name: "a payment without its sale", ledger: `DELETE FROM sales WHERE sale = 's5'`, want: "payment T5: its sale s5 is not there"},
		{name: "a payment of another amount than its sale", ledger: `UPDATE sales SET amount = 1 WHERE sale = 's5'`, want: "payment T5: it is of 7.00, its sale of 0.01"},
		{name: "a sale paid twice in silence", ledger: `UPDATE payments SET sale = 's1', late = 0 WHERE order_no = 'T3'; UPDATE sales SET paid_by = '' WHERE sale = 's3'`,
			want: "sale s1: it was paid 2 times and nobody was told"},
		{name: "a sale paid by what is not paid", ledger: `UPDATE sales SET paid_by = 'T5' WHERE sale = 's5'`, want: "sale s5: paid by T5, which is not paid"},
		{name: "a sale paid by nothing", ledger: `UPDATE sales SET state = 'paid' WHERE sale = 's5'`, want: "sale s5: it is paid, and by nothing"},
		{name: "more went back than on record", doctor: func(w *written) {
			w.book.Orders[0].Refunded, w.book.Orders[0].Refunds[0].Amount = 301, 301
			w.book.Returned++
		}, want: "order G1: 3.01 went back, the rows have 3.00 done and 0.00 in doubt"},
		{name: "a refund of another amount", doctor: func(w *written) {
			w.book.Orders[0].Refunded, w.book.Orders[0].Refunds[0].Amount = 301, 301
			w.book.Returned++
		}, want: "refund R1: the gateway gave 3.01 back on order G1, the row has 3.00 on payment T1"},
		{name: "done on record, not at the gateway", doctor: func(w *written) {
			w.book.Orders[0].Refunded, w.book.Orders[0].Refunds = 0, nil
			w.book.Returned -= 300
		}, want: "order G1: 0.00 went back, the rows have 3.00 done and 0.00 in doubt"},
		{name: "more than in doubt", doctor: func(w *written) {
			w.book.Orders[2].Refunded, w.book.Orders[2].Refunds = 120, append(w.book.Orders[2].Refunds, returned{"R9", 60})
			w.book.Returned += 60
		}, want: "order G3: 1.20 went back, the rows have 0.00 done and 0.60 in doubt"},
		{name: "refused on record, done at the gateway", ledger: `UPDATE refunds SET state = 'refused' WHERE refund_no = 'R3'`,
			want: "order G3: 0.60 went back, the rows have 0.00 done and 0.00 in doubt"},
		{name: "a refund of an order that is not there", ledger: `INSERT INTO refunds VALUES (9, 'R9', 'T4', 1, 'done', 0)`,
			want: "payment T4: 0.01 went back according to its rows, the gateway has no such order"},
		{name: "a refund in two rows", ledger: `INSERT INTO refunds SELECT 9, refund_no, order_no, amount, 'refused', by_hand FROM refunds WHERE refund_no = 'R1'`,
			want: "refund R1: it has two rows"},
		{name: "the payment's sum of refunds", ledger: `UPDATE payments SET refunded = 451 WHERE order_no = 'T1'`, want: "payment T1: it has 4.51 refunded, its refunds make 4.50"},
		{name: "the gateway's refunds do not add up", doctor: func(w *written) { w.book.Orders[0].Refunds[0].Amount = 299 }, want: "order G1: 3.00 went back, its refunds make 2.99"},
		{name: "a line missing", doctor: func(w *written) { w.lines = w.lines[:len(w.lines)-1] }, want: "export: payment T5 is missing"},
		{name: "a line twice", doctor: func(w *written) { w.lines = append(w.lines, w.lines[1]) }, want: "export: payment T1 has two lines"},
		{name: "a line too many", doctor: func(w *written) {
			more := append([]string(nil), w.lines[5]...)
			more[cell("order_no")] = "T9"
			w.lines = append(w.lines, more)
		}, want: "export: payment T9 is not in the ledger"},
		{name: "another amount exported", doctor: func(w *written) { w.lines[1][cell("amount")] = "12.51" }, want: `export: payment T1: amount is "12.51", the row has "12.50"`},
		{name: "another sum exported", doctor: func(w *written) { w.lines[1][cell("amount")] = "12.51" }, want: "export: its paid lines make 80.11, the ledger's 80.10"},
		{name: "garbage for an amount", doctor: func(w *written) { w.lines[1][cell("amount")] = "12.5O" }, want: "export: its paid lines make 67.59"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := agreeing()
			w.statement = c.ledger
			if c.doctor != nil {
				c.doctor(&w)
			}
			code, out, errs := compared(t, w.files(t))
			require.Empty(t, errs)
			require.Contains(t, out, "DIFFERENT: "+c.want)
			require.Contains(t, out, "the three lists differ in ")
			require.Equal(t, exitDiffer, code)
		})
	}
}

func TestEachColumnOfTheExportIsCompared(t *testing.T) {
	for _, name := range comparedColumns[1:] { // the first is what lines are found by
		t.Run(name, func(t *testing.T) {
			w := agreeing()
			w.lines[1][cell(name)] = "doctored"
			code, out, _ := compared(t, w.files(t))
			require.Contains(t, out, "DIFFERENT: export: payment T1: "+name+` is "doctored"`)
			require.Equal(t, exitDiffer, code)
		})
	}
}

func TestWhatIsUnknownIsADifferenceWhereTheGatewayCanBeAsked(t *testing.T) {
	code, out, _ := compared(t, append(agreeing().files(t), "-certain"))
	require.Contains(t, out, "DIFFERENT: order G2: 25.00 was taken, and the till does not know")
	require.Equal(t, exitDiffer, code)
}

// A manager's word about a refund is a word: the gateway may have done it or not.
func TestARefundThatAManagerDecided(t *testing.T) {
	for _, back := range []int64{0, 60} {
		w := agreeing()
		w.statement = `UPDATE refunds SET state = 'done' WHERE refund_no = 'R3'; UPDATE payments SET refunded = 60 WHERE order_no = 'T3';
			INSERT INTO events VALUES (9, 'refund_decided', 'T3', 'R3')`
		w.lines[3][cell("refunded")] = "0.60"
		w.book.Orders[2].Refunded, w.book.Returned = back, 300+back
		if back == 0 {
			w.book.Orders[2].Refunds = nil
		}
		code, out, _ := compared(t, w.files(t))
		require.Equal(t, exitAgree, code, out)
	}
}

// What cannot be read is never taken for agreement.
func TestWhatCannotBeReadIsTold(t *testing.T) {
	nonsense := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(rw, "no ledger") }))
	defer nonsense.Close()
	export := func(text string) func([]string) []string {
		return func(args []string) []string {
			require.NoError(t, os.WriteFile(args[5], []byte(text), 0o600))
			return args
		}
	}
	for _, c := range []struct {
		name string
		args func([]string) []string
		says string
	}{
		{"no arguments", func([]string) []string { return nil }, "Usage"},
		{"an argument too many", func(args []string) []string { return append(args, "more") }, "Usage"},
		{"no such flag", func(args []string) []string { return append(args, "-more") }, "not defined"},
		{"no ledger there", func(args []string) []string { args[1] += "x"; return args }, "read the ledger"},
		{"a ledger that is none", func(args []string) []string { args[1] = args[5]; return args }, "read the ledger"},
		{"no gateway there", func(args []string) []string { args[3] = "http://127.0.0.1:1"; return args }, "read the gateway's ledger"},
		{"a gateway without a ledger", func(args []string) []string { args[3] += "/elsewhere"; return args }, "404"},
		{"a gateway's ledger that is none", func(args []string) []string { args[3] = nonsense.URL; return args }, "read the gateway's ledger"},
		{"no export there", func(args []string) []string { args[5] += "x"; return args }, "read the export"},
		{"an empty export", export(""), "no line of column names"},
		{"an export without its columns", export("order_no\n"), "no column created_at"},
		{"an export that is none", func(args []string) []string { args[5] = args[1]; return args }, "read the export"},
	} {
		t.Run(c.name, func(t *testing.T) {
			code, out, errs := compared(t, c.args(agreeing().files(t)))
			require.Equal(t, exitFailed, code)
			require.Empty(t, out)
			require.Contains(t, errs, c.says)
		})
	}
}
