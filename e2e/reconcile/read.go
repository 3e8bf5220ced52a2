package main

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strings"
	"time"

	_ "github.com/mattn/go-sqlite3" // the ledger's file
)

const (
	// bookBytesMax bounds what a gateway may answer: ten thousand orders of 1 KiB,
	// and as much again for their refunds.
	bookBytesMax = 64 << 20
	// askMax bounds the question to the gateway.
	askMax = 30 * time.Second
)

// lists are the three, as each was read.
type lists struct {
	book     book
	faults   []string // of the ledger by itself
	payments []payment
	refunds  []refund
	// decided are the numbers of the payments and refunds on which a manager gave
	// a word.
	decided  map[string]bool
	exported []exported
}

// book is the gateway's own ledger. Amounts are fen.
type book struct {
	Orders   []order   `json:"orders"`
	Codes    []codeUse `json:"codes"`
	Taken    int64     `json:"taken_fen"`
	Returned int64     `json:"returned_fen"`
}

type order struct {
	No       string     `json:"no"`
	Own      string     `json:"own"`
	Amount   int64      `json:"amount_fen"`
	Wallet   string     `json:"wallet"`
	State    string     `json:"state"`
	CodeTail string     `json:"code_tail"`
	Charges  int        `json:"charges"`
	Refunded int64      `json:"refunded_fen"`
	Refunds  []returned `json:"refunds"`
}

// returned is one amount that went back.
type returned struct {
	No     string `json:"no"`
	Amount int64  `json:"amount_fen"`
}

type codeUse struct {
	Tail string `json:"tail"`
	Sent int    `json:"sent"`
}

// payment and refund are rows of the till's ledger. Amounts are fen, times Unix
// milliseconds, 0 for none.
type payment struct {
	no                        string
	amount                    int64
	wallet, rail              string
	face                      bool
	codeTail, provider, state string
	gatewayNo, tradeNo        string
	createdAt, paidAt         int64
	late                      bool
	refunded                  int64
	payer, cashier, note      string
}

type refund struct {
	no, order, state string
	amount           int64
	byHand           bool
}

// exported is a line of the export, by the names of its columns.
type exported map[string]string

func read(ctx context.Context, ledger, gateway, export string) (lists, error) {
	var l lists
	if err := l.readLedger(ctx, ledger); err != nil {
		return l, fmt.Errorf("read the ledger %s: %w", ledger, err)
	}
	if err := l.readBook(ctx, gateway); err != nil {
		return l, fmt.Errorf("read the gateway's ledger at %s: %w", gateway, err)
	}
	if err := l.readExport(export); err != nil {
		return l, fmt.Errorf("read the export %s: %w", export, err)
	}
	return l, nil
}

// ledgerFaults find the rows of the ledger that contradict each other.
var ledgerFaults = []string{
	`SELECT printf('payment %s: it has two rows', order_no) FROM payments GROUP BY order_no HAVING COUNT(*) > 1`,
	`SELECT printf('refund %s: it has two rows', refund_no) FROM refunds GROUP BY refund_no HAVING COUNT(*) > 1`,
	`SELECT printf('payment %s: its sale %s is not there', order_no, sale) FROM payments WHERE sale NOT IN (SELECT sale FROM sales)`,
	`SELECT printf('payment %s: it is of %d.%02d, its sale of %d.%02d', order_no, p.amount / 100, p.amount % 100, s.amount / 100, s.amount % 100)
		FROM payments p JOIN sales s USING (sale) WHERE p.amount <> s.amount`,
	`SELECT printf('sale %s: it was paid %d times and nobody was told', sale, COUNT(*)) FROM payments
		WHERE state = 'paid' AND NOT late GROUP BY sale HAVING COUNT(*) > 1`,
	`SELECT printf('sale %s: paid by %s, which is not paid', sale, paid_by) FROM sales s
		WHERE paid_by <> '' AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.sale = s.sale AND order_no = paid_by AND p.state = 'paid')`,
	`SELECT printf('sale %s: it is paid, and by nothing', sale) FROM sales WHERE state = 'paid' AND paid_by = ''`,
	`SELECT printf('payment %s: it has %d.%02d refunded, its refunds make %d.%02d', no, has / 100, has % 100, made / 100, made % 100)
		FROM (SELECT p.order_no AS no, refunded AS has, IFNULL(SUM(r.amount), 0) AS made
			FROM payments p LEFT JOIN refunds r ON r.order_no = p.order_no AND r.state = 'done' GROUP BY p.id) WHERE has <> made`,
}

// readLedger reads all that it needs in one transaction, as a till may be
// writing.
func (l *lists) readLedger(ctx context.Context, name string) (err error) {
	if _, err := os.Stat(name); err != nil {
		return err
	}
	// A till that was killed left a write-ahead log, which SQLite reads too.
	db, err := sql.Open("sqlite3", "file:"+(&url.URL{Path: name}).EscapedPath()+"?mode=ro&_busy_timeout=5000")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return err
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	l.decided = map[string]bool{}
	return errors.Join(
		each(ctx, tx, strings.Join(ledgerFaults, " UNION ALL "), func(scan func(...any) error) error {
			var fault string
			err := scan(&fault)
			l.faults = append(l.faults, fault)
			return err
		}),
		each(ctx, tx, `SELECT order_no, amount, wallet, rail, face, code_tail, provider, state, gateway_order_no,
			trade_no, created_at, paid_at, late, refunded, payer, cashier, note FROM payments ORDER BY id`, func(scan func(...any) error) error {
			var p payment
			err := scan(&p.no, &p.amount, &p.wallet, &p.rail, &p.face, &p.codeTail, &p.provider, &p.state, &p.gatewayNo,
				&p.tradeNo, &p.createdAt, &p.paidAt, &p.late, &p.refunded, &p.payer, &p.cashier, &p.note)
			l.payments = append(l.payments, p)
			return err
		}),
		each(ctx, tx, `SELECT refund_no, order_no, amount, state, by_hand FROM refunds ORDER BY id`, func(scan func(...any) error) error {
			var r refund
			err := scan(&r.no, &r.order, &r.amount, &r.state, &r.byHand)
			l.refunds = append(l.refunds, r)
			return err
		}),
		each(ctx, tx, `SELECT order_no FROM events WHERE kind = 'decided' AND order_no IS NOT NULL
			UNION SELECT refund FROM events WHERE kind = 'refund_decided' AND refund IS NOT NULL`, func(scan func(...any) error) error {
			var no string
			err := scan(&no)
			l.decided[no] = true
			return err
		}),
	)
}

// each calls row for every row of a query.
func each(ctx context.Context, tx *sql.Tx, query string, row func(scan func(...any) error) error) error {
	rows, err := tx.QueryContext(ctx, query)
	if err != nil {
		return err
	}
	defer func() { _ = rows.Close() }() // Err below has what counts
	for rows.Next() {
		if err := row(rows.Scan); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (l *lists) readBook(ctx context.Context, gateway string) error {
	ctx, cancel := context.WithTimeout(ctx, askMax)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, strings.TrimSuffix(gateway, "/")+"/control/ledger", nil)
	if err != nil {
		return err
	}
	// Straight to the gateway: a proxy of the environment's would not find it.
	client := &http.Client{Transport: &http.Transport{}}
	defer client.CloseIdleConnections()
	response, err := client.Do(request)
	if err != nil {
		return err
	}
	text, err := io.ReadAll(io.LimitReader(response.Body, bookBytesMax+1))
	if err := errors.Join(err, response.Body.Close()); err != nil {
		return err
	}
	switch {
	case response.StatusCode != http.StatusOK:
		return fmt.Errorf("it answered %s", response.Status)
	case len(text) > bookBytesMax:
		return fmt.Errorf("it answered more than %d bytes", bookBytesMax)
	}
	return json.Unmarshal(text, &l.book)
}

func (l *lists) readExport(name string) error {
	text, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	table, err := csv.NewReader(bytes.NewReader(bytes.TrimPrefix(text, []byte("\ufeff")))).ReadAll()
	if err != nil {
		return err
	}
	if len(table) == 0 {
		return errors.New("it has no line of column names")
	}
	for _, name := range comparedColumns {
		if !slices.Contains(table[0], name) {
			return fmt.Errorf("it has no column %s", name)
		}
	}
	for _, cells := range table[1:] {
		e := exported{}
		for i, name := range table[0] {
			e[name] = cells[i]
		}
		l.exported = append(l.exported, e)
	}
	return nil
}
