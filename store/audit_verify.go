package store

import (
	"bytes"
	"cmp"
	"context"
	"crypto/ed25519"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math"
	"slices"
	"strings"

	"facepay/kiosk"
)

// VerifyAudit compares a summary with the ledger as it is now, and returns a line
// for each difference: another key than this till's; what VerifyChain finds; an
// event with which a day or the whole ended and that is gone or another, since the
// history was written anew, which a chain without a secret cannot show by itself;
// and a day's figures that are not those of what was recorded up to the summary's
// last event. The error tells that the ledger cannot be read.
func (r *Reader) VerifyAudit(ctx context.Context, a *Audit) (problems []string, err error) {
	problems, err = r.signerProblem(a)
	if err != nil {
		return nil, failed("verify audit", err)
	}
	if faults := r.verifyAll(ctx); faults != nil {
		var broken ChainErrors
		if !errors.As(faults, &broken) {
			return nil, failed("verify audit", faults)
		}
		for _, fault := range broken {
			problems = append(problems, "ledger: "+fault.Error())
		}
	}
	err = r.snapshot(ctx, func(tx *sql.Tx) error {
		chain, err := r.auditChainProblem(ctx, tx, a)
		if err != nil {
			return err
		}
		figures, err := r.auditFigureProblems(ctx, tx, a)
		problems = append(append(problems, chain...), figures...)
		return err
	})
	if err != nil {
		return nil, failed("verify audit", err)
	}
	if len(problems) > faultsMax {
		problems = append(problems[:faultsMax], fmt.Sprintf("and %d more", len(problems)-faultsMax))
	}
	return problems, nil
}

// signerProblem tells whose key signed a, unless it was this till's.
func (r *Reader) signerProblem(a *Audit) ([]string, error) {
	key, err := readAuditKey(r.dir)
	if errors.Is(err, fs.ErrNotExist) {
		return []string{"signed by the key " + a.Head.Fingerprint + "; this till has none, so it was made elsewhere or the key is gone"}, nil
	}
	if err != nil {
		return nil, err
	}
	if own := key.Public().(ed25519.PublicKey); !own.Equal(ed25519.PublicKey(a.Head.PublicKey)) {
		return []string{"signed by the key " + a.Head.Fingerprint + ", and not by this till's, which is " + fingerprint(own)}, nil
	}
	return nil, nil
}

// auditChainProblem names the first recorded end, in the order of the events,
// that the chain has no more.
func (r *Reader) auditChainProblem(ctx context.Context, tx *sql.Tx, a *Audit) ([]string, error) {
	type end struct {
		seq  int64
		hash digest
		of   string
	}
	ends := []end{{a.Head.Events, a.Head.Chain, "the summary"}}
	for _, day := range a.days {
		if day.Chain != nil {
			ends = append(ends, end{day.LastEvent, *day.Chain, day.Day})
		}
	}
	slices.SortStableFunc(ends, func(x, y end) int { return cmp.Compare(x.seq, y.seq) })
	kept := int64(0)
	for _, end := range ends {
		fault, err := verifyAnchor(ctx, tx, &walk{Seq: end.seq, Hash: end.hash}, r.opts.Location)
		if err != nil {
			return nil, err
		}
		if fault == nil {
			kept = end.seq
			continue
		}
		what := "the chain has not the event " + fmt.Sprint(end.seq) + " with which " + end.of + " ended"
		if fault.Fault == FaultRemoved {
			return []string{what + ": " + fault.Error()}, nil
		}
		return []string{what + fmt.Sprintf(": it was edited, or the history after event %d was written anew", kept)}, nil
	}
	return nil, nil
}

// auditFigureProblems reckons the figures of a again, up to its last event, and
// names the days that differ.
func (r *Reader) auditFigureProblems(ctx context.Context, tx *sql.Tx, a *Audit) ([]string, error) {
	c := calendar{fixed: true}
	for _, day := range a.days {
		c.days = append(c.days, newAuditDay(day.Day, kiosk.Day{Start: day.Begins, End: day.Ends}))
	}
	from, to := a.period()
	again, err := r.auditUpTo(ctx, tx, &c, a.Head.Events, from, to)
	if errors.Is(err, errStray) {
		return []string{err.Error() + ", though it was recorded before the summary was made"}, nil
	}
	if err != nil {
		return nil, err
	}
	lines, err := auditLines(&a.Head, again)
	if err != nil {
		return nil, err
	}
	var problems []string
	for i := 1; i < len(lines); i++ {
		if bytes.Equal(lines[i], a.lines[i]) {
			continue
		}
		of := "total"
		if i <= len(a.days) {
			of = a.days[i-1].Day
		}
		if text := difference(a.lines[i], lines[i]); text != "" {
			problems = append(problems, of+": "+text)
		}
	}
	return problems, nil
}

func (a *Audit) period() (from, to int64) {
	from, to = 0, math.MaxInt64
	if a.Head.Begins != nil {
		from = a.Head.Begins.UnixMilli()
	}
	if a.Head.Ends != nil {
		to = a.Head.Ends.UnixMilli()
	}
	return from, to
}

// difference names the figures in which two lines differ, "" for none. The hash
// of a day is left out: what is wrong with it has a line of its own.
func difference(then, now []byte) string {
	a, b := make(map[string]string), make(map[string]string)
	if flatten(a, then) != nil || flatten(b, now) != nil {
		return "the line cannot be compared"
	}
	delete(a, "chain")
	delete(b, "chain")
	names := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(names)
	var texts []string
	for _, name := range slices.Compact(names) {
		if a[name] != b[name] {
			texts = append(texts, fmt.Sprintf("%s was %s, the ledger says %s", name, cmp.Or(a[name], "nothing"), cmp.Or(b[name], "nothing")))
		}
	}
	return strings.Join(texts, "; ")
}

// flatten puts the values of a JSON object into a map, those of objects in it
// under both names: "wallets.wechat.paid".
func flatten(into map[string]string, text []byte) error {
	var values map[string]json.RawMessage
	if err := json.Unmarshal(text, &values); err != nil {
		return err
	}
	for name, value := range values {
		inner := make(map[string]string)
		if flatten(inner, value) != nil || string(value) == "null" {
			into[name] = string(value)
			continue
		}
		for key, v := range inner {
			into[name+"."+key] = v
		}
	}
	return nil
}
