package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"time"

	"facepay/kiosk"
)

// A summary is JSON Lines in UTF-8: a head, a line for each day, the total, and
// a signature over every byte before its line.
const (
	lineHead      = "facepay audit"
	lineDay       = "day"
	lineTotal     = "total"
	lineSignature = "signature"

	auditFormat    = 1
	auditAlgorithm = "ed25519"
	// auditBytesMax bounds what is read. A day takes about 1 KiB, so that this is
	// more than forty years.
	auditBytesMax = 16 << 20
)

// What can be wrong with a file that is to be verified.
var (
	// ErrNoAudit tells that a file is not a whole summary.
	ErrNoAudit = errors.New("this is not a signed summary of facepay, or only a part of one")
	// ErrAuditNewer tells that a summary is of a format that this program does not
	// know.
	ErrAuditNewer = errors.New("the summary was written by a newer program")
	// ErrAuditEdited tells that a summary is not what was signed.
	ErrAuditEdited = errors.New("the summary was changed after it was signed")
)

type AuditRequest struct {
	Filter                  // From, To and Till count
	Shop, Provider, Program string
	Now                     time.Time // the time that stands in it
}

// AuditHead is the first line of a summary: what it says of itself.
type AuditHead struct {
	Type     string    `json:"type"`
	Format   int       `json:"format"`
	Shop     string    `json:"shop"`
	Till     string    `json:"till"`
	Provider string    `json:"provider"`
	Program  string    `json:"program"`
	MadeAt   time.Time `json:"made_at"`
	// From and To are the first and last day, Begins and Ends the moments that
	// they mean; missing for no bound.
	From   string     `json:"from,omitempty"`
	Begins *time.Time `json:"begins,omitempty"`
	To     string     `json:"to,omitempty"`
	Ends   *time.Time `json:"ends,omitempty"`
	Events int64      `json:"events"` // number of the last event then
	Chain  digest     `json:"chain"`  // its hash
	// Faults of the ledger, as its verification found them then.
	Faults      []string `json:"faults"`
	PublicKey   []byte   `json:"public_key"`
	Fingerprint string   `json:"fingerprint"`
}

type auditSignature struct {
	Type      string `json:"type"`
	Algorithm string `json:"algorithm"`
	Signature []byte `json:"signature"`
}

// AuditReceipt describes a summary that was written.
type AuditReceipt struct {
	Days        int
	Events      int64
	Chain       string // hash of the last event, in hex
	PublicKey   string // in base64
	Fingerprint string
	Faults      error // of the ledger, as VerifyChain has them; the summary has them too
}

// WriteAudit writes to w a summary by business day of the payments and events in the
// period that q names, signed with the till's own key, which is made in the data
// folder when there is none. The ledger is verified before. A payment counts on
// the day on which it was made, as in an export, with what became of it by now.
//
// Nothing is written when q is wrong or the ledger cannot be read. Errors:
// ErrPeriod, ErrReadOnly and ErrDiskFull for the key's file.
func (r *Reader) WriteAudit(ctx context.Context, w io.Writer, q AuditRequest) (AuditReceipt, error) {
	text, receipt, err := r.audit(ctx, q)
	if err != nil {
		return AuditReceipt{}, failed("audit", err)
	}
	if _, err := w.Write(text); err != nil {
		return AuditReceipt{}, failed("write audit", err)
	}
	return receipt, nil
}

func (r *Reader) audit(ctx context.Context, q AuditRequest) ([]byte, AuditReceipt, error) {
	from, to, err := q.bounds(r.opts.calendar())
	if err != nil {
		return nil, AuditReceipt{}, err
	}
	if to > lastStamp {
		q.To, to = time.Time{}, math.MaxInt64 // up to a day behind all is up to the end
	}
	faults := r.verifyAll(ctx)
	var broken ChainErrors
	if faults != nil && !errors.As(faults, &broken) {
		return nil, AuditReceipt{}, faults
	}
	var end chainHead // of the event log
	var figures *auditFigures
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		if end, err = readHead(ctx, tx); err != nil {
			return err
		}
		figures, err = r.auditUpTo(ctx, tx, &calendar{Calendar: r.opts.calendar()}, end.seq, from, to)
		return err
	})
	if err != nil {
		return nil, AuditReceipt{}, err
	}
	key, err := auditKey(r.dir)
	if err != nil {
		return nil, AuditReceipt{}, err
	}
	public := key.Public().(ed25519.PublicKey)
	head := AuditHead{Type: lineHead, Format: auditFormat, Shop: q.Shop, Till: q.Till, Provider: q.Provider, Program: q.Program,
		MadeAt: q.Now.In(r.opts.Location).Truncate(time.Second), Events: end.seq, Chain: end.hash, Faults: []string{}, PublicKey: public, Fingerprint: fingerprint(public)}
	head.bounds(&q.Filter, r.opts.calendar())
	for _, fault := range broken {
		head.Faults = append(head.Faults, fault.Error())
	}
	lines, err := auditLines(&head, figures)
	if err != nil {
		return nil, AuditReceipt{}, err
	}
	text := bytes.Join(lines, nil)
	signature, err := auditLine(auditSignature{lineSignature, auditAlgorithm, ed25519.Sign(key, text)})
	if err != nil {
		return nil, AuditReceipt{}, err
	}
	return append(text, signature...), AuditReceipt{Days: len(figures.days), Events: end.seq, Chain: end.hash.String(),
		PublicKey: base64.StdEncoding.EncodeToString(public), Fingerprint: head.Fingerprint, Faults: faults}, nil
}

func (h *AuditHead) bounds(f *Filter, c kiosk.Calendar) {
	if !f.From.IsZero() {
		begins := written(f.From, c).Start
		h.From, h.Begins = f.From.Format(time.DateOnly), &begins
	}
	if !f.To.IsZero() {
		ends := written(f.To, c).End
		h.To, h.Ends = f.To.Format(time.DateOnly), &ends
	}
}

// auditLines are the lines that are signed. The same figures make the same
// bytes, so that a summary is compared with the ledger line by line.
func auditLines(head *AuditHead, f *auditFigures) ([][]byte, error) {
	values := []any{head}
	for _, day := range f.days {
		values = append(values, day)
	}
	var lines [][]byte
	for _, v := range append(values, f.total) {
		line, err := auditLine(v)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	return lines, nil
}

// auditLine is v as one line: keys in the order of the struct, those of maps
// sorted, text as it is.
func auditLine(v any) ([]byte, error) {
	var line bytes.Buffer
	encoder := json.NewEncoder(&line)
	encoder.SetEscapeHTML(false)
	err := encoder.Encode(v)
	return line.Bytes(), err
}

// Audit is a summary that was read, and whose signature fits the key in it.
type Audit struct {
	Head  AuditHead
	days  []auditDayLine
	lines [][]byte // all that are signed, each with its line break
}

// auditDayLine has the fields of a day that are needed to reckon it again.
type auditDayLine struct {
	Type      string    `json:"type"`
	Day       string    `json:"day"`
	Begins    time.Time `json:"begins"`
	Ends      time.Time `json:"ends"`
	LastEvent int64     `json:"last_event"`
	Chain     *digest   `json:"chain"`
}

func (a *Audit) Days() int { return len(a.days) }

// ReadAudit reads a summary and checks its signature. Errors: ErrNoAudit,
// ErrAuditNewer, ErrAuditEdited.
func ReadAudit(from io.Reader) (*Audit, error) {
	text, err := io.ReadAll(io.LimitReader(from, auditBytesMax+1))
	if err != nil {
		return nil, fmt.Errorf("read summary: %w", err)
	}
	if len(text) > auditBytesMax {
		return nil, fmt.Errorf("%w: it has more than %d MiB", ErrNoAudit, auditBytesMax>>20)
	}
	lines := bytes.SplitAfter(text, []byte("\n"))
	if n := len(lines); len(lines[n-1]) == 0 {
		lines = lines[:n-1]
	}
	if len(lines) < 3 { // head, total, signature
		return nil, ErrNoAudit
	}
	a := &Audit{lines: lines[:len(lines)-1]}
	if err := json.Unmarshal(a.lines[0], &a.Head); err != nil || a.Head.Type != lineHead {
		return nil, ErrNoAudit
	}
	if a.Head.Format > auditFormat {
		return nil, fmt.Errorf("%w: format %d, this program knows up to %d", ErrAuditNewer, a.Head.Format, auditFormat)
	}
	var s auditSignature
	if err := json.Unmarshal(lines[len(lines)-1], &s); err != nil || s.Type != lineSignature || s.Algorithm != auditAlgorithm {
		return nil, ErrNoAudit
	}
	key := ed25519.PublicKey(a.Head.PublicKey)
	if len(key) != ed25519.PublicKeySize || fingerprint(key) != a.Head.Fingerprint ||
		!ed25519.Verify(key, bytes.Join(a.lines, nil), s.Signature) {
		return nil, ErrAuditEdited
	}
	return a, a.readDays()
}

// readDays reads the days of a summary that is whole. That it is signed says
// nothing about who signed it, so it is believed no more than any file.
func (a *Audit) readDays() error {
	var ended time.Time
	for i, line := range a.lines[1 : len(a.lines)-1] {
		var day auditDayLine
		if err := json.Unmarshal(line, &day); err != nil || day.Type != lineDay || !day.Begins.Before(day.Ends) || day.Begins.Before(ended) {
			return fmt.Errorf("%w: line %d is not a day after the one before it", ErrNoAudit, i+2)
		}
		ended = day.Ends
		a.days = append(a.days, day)
	}
	return nil
}
