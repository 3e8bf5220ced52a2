package practice

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"time"

	"github.com/gofrs/flock"

	"facepay/store/atomicfile"
)

// journalBytesMax is ordersMax orders with their codes, every change of a long week and every notification.
const journalBytesMax = 128 << 20

// ErrJournalInUse says that another practice gateway holds the journal.
var ErrJournalInUse = errors.New("another practice gateway uses this journal")

// entry is one line of the journal: orders and codes as they are after a change.
type entry struct {
	Reset  bool               `json:"reset,omitempty"`
	Orders []Order            `json:"orders,omitempty"`
	Codes  map[string]CodeUse `json:"codes,omitempty"` // by hash
}

// journal is a file of entries, one JSON line each, on disk before append
// returns. A line that a crash cut short is dropped at the next start: its
// change was never answered.
type journal struct {
	file     *os.File
	lock     *flock.Flock
	size     int64
	broken   error // set once a write failed: the file's end is then unknown
	restored []entry
}

// openJournal reads the journal at path, makes it if there is none, and
// rewrites it without what was overtaken. ErrJournalInUse when it is held.
func openJournal(path string) (_ *journal, err error) {
	lock := flock.New(path + ".lock")
	held, err := lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("lock practice journal %s: %w", path, err)
	}
	if !held {
		return nil, fmt.Errorf("open practice journal %s: %w", path, ErrJournalInUse)
	}
	defer func() {
		if err != nil {
			_ = lock.Unlock() // the first error is the one to tell
		}
	}()
	entries, err := readJournal(path)
	if err != nil {
		return nil, err
	}
	entries = snapshot(entries)
	file, size, err := replaceJournal(path, entries)
	if err != nil {
		return nil, err
	}
	return &journal{file: file, lock: lock, size: size, restored: entries}, nil
}

func readJournal(path string) ([]entry, error) {
	f, err := atomicfile.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read practice journal: %w", err)
	}
	defer f.Close()
	entries, err := decodeJournal(f)
	if err != nil {
		return nil, fmt.Errorf("read practice journal %s: %w", path, err)
	}
	return entries, nil
}

// decodeJournal reads whole lines; a last one that was cut short is dropped.
func decodeJournal(r io.Reader) ([]entry, error) {
	var entries []entry
	br := bufio.NewReader(io.LimitReader(r, journalBytesMax+1))
	read := 0
	for line := 1; ; line++ {
		text, err := br.ReadBytes('\n')
		read += len(text)
		if read > journalBytesMax {
			return nil, fmt.Errorf("longer than %d bytes", journalBytesMax)
		}
		if err == io.EOF {
			return entries, nil
		}
		if err != nil {
			return nil, err
		}
		var e entry
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&e); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		if err := e.check(); err != nil {
			return nil, fmt.Errorf("line %d: %w", line, err)
		}
		entries = append(entries, e)
	}
}

// check keeps a damaged line from becoming an order.
func (e entry) check() error {
	for _, o := range e.Orders {
		switch o.State {
		case StateCreated, StateConfirming, StatePaid, StateRefused, StateClosed:
		default:
			return fmt.Errorf("order in state %q", o.State)
		}
		if o.No == "" || o.Amount <= 0 {
			return errors.New("order without number or amount")
		}
		if o.Refunded < 0 || o.Refunded > o.Amount {
			return errors.New("order with more refunded than paid")
		}
	}
	return nil
}

// replaceJournal writes entries in the place of the file at path, so that a crash
// leaves the old or the new one, and opens it to be written on.
func replaceJournal(path string, entries []entry) (_ *os.File, size int64, err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("rewrite practice journal %s: %w", path, err)
		}
	}()
	var text bytes.Buffer
	enc := json.NewEncoder(&text)
	for _, e := range entries {
		if err := enc.Encode(e); err != nil {
			return nil, 0, err
		}
	}
	if err := atomicfile.Replace(path, text.Bytes()); err != nil {
		return nil, 0, err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	return f, int64(text.Len()), err
}

// append writes one entry and waits until it is on disk. After a failed write
// it refuses all others, since the end of the file is then unknown.
func (j *journal) append(e entry) error {
	if j.broken != nil {
		return j.broken
	}
	line, err := json.Marshal(e)
	if err != nil {
		return fmt.Errorf("write practice journal: %w", err)
	}
	line = append(line, '\n')
	if j.size+int64(len(line)) > journalBytesMax {
		return fmt.Errorf("write practice journal: longer than %d bytes; a restart shortens it", journalBytesMax)
	}
	if _, err = j.file.Write(line); err == nil {
		err = j.file.Sync()
	}
	if err != nil {
		j.broken = fmt.Errorf("write practice journal: %w", err)
		return j.broken
	}
	j.size += int64(len(line))
	return nil
}

func (j *journal) close() error {
	j.broken = os.ErrClosed
	if err := errors.Join(j.file.Close(), j.lock.Unlock()); err != nil {
		return fmt.Errorf("close practice journal: %w", err)
	}
	return nil
}

// snapshot is the orders and codes after entries, as journal entries, oldest first.
func snapshot(entries []entry) []entry {
	all := &orders{now: time.Now}
	all.clear()
	for _, e := range entries {
		all.remember(e)
	}
	var kept []entry
	for _, no := range all.order {
		kept = append(kept, entry{Orders: []Order{all.byNumber[no]}})
	}
	for _, hash := range all.codeList {
		kept = append(kept, entry{Codes: map[string]CodeUse{hash: all.codes[hash]}})
	}
	return kept
}
