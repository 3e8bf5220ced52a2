package adverts

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"

	"facepay/kiosk"
	"facepay/store/atomicfile"
)

const (
	playsName = "plays.json" // in the folder of adverts
	// playsMax bounds the pictures that are counted; the one that played longest ago goes.
	playsMax      = 1000
	playsBytesMax = 1 << 20
	playsNameMax  = 200 // of a name, in characters
	savePlays     = time.Minute
)

// Play is the count of a picture's showings. It stays when the picture's file is gone.
type Play struct {
	Name  string        `json:"name"`
	Hash  string        `json:"hash"`  // of the content: the first 32 hexadecimal digits of SHA-256
	Times int           `json:"times"` // for which it stood to the end of its time
	Stood time.Duration `json:"stood"` // in all, in nanoseconds
	First time.Time     `json:"first"`
	Last  time.Time     `json:"last"`
}

// Plays counts what is shown, in a file of its own: adverts are no matter of money. A
// crash loses the last minute. Its methods may be called from any goroutine.
type Plays struct {
	file string
	now  func() time.Time

	mu    sync.Mutex
	all   map[[2]string]Play // by name and hash
	dirty bool
}

// OpenPlays reads the counts in the data folder. A broken file is put aside as
// plays.json.broken, and the counts begin anew; the error says so.
func OpenPlays(data string, now func() time.Time) (*Plays, error) {
	p := &Plays{file: filepath.Join(data, folderName, playsName), now: now, all: map[[2]string]Play{}}
	list, err := ReadPlays(data)
	for _, one := range list {
		p.all[[2]string{one.Name, one.Hash}] = one
	}
	if err != nil {
		err = errors.Join(err, atomicfile.Rename(p.file, p.file+".broken"))
	}
	return p, err
}

// ReadPlays are the counts in the data folder, the most shown first.
func ReadPlays(data string) ([]Play, error) {
	content, err := readFile(filepath.Join(data, folderName, playsName), playsBytesMax)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	var list []Play
	if err == nil {
		err = json.Unmarshal(content, &list)
	}
	if err != nil {
		return nil, fmt.Errorf("read the counts of adverts: %w", err)
	}
	return list, nil
}

// Played counts that a picture stood.
func (p *Plays) Played(a kiosk.Advert, stood time.Duration) {
	p.mu.Lock()
	defer p.mu.Unlock()
	name := a.Name
	if r := []rune(name); len(r) > playsNameMax {
		name = string(r[:playsNameMax])
	}
	key := [2]string{name, a.Hash}
	now := p.now().UTC().Truncate(time.Second)
	one, counted := p.all[key]
	if !counted {
		one = Play{Name: name, Hash: a.Hash, First: now}
		if len(p.all) >= playsMax {
			p.forget()
		}
	}
	if stood >= a.Time {
		one.Times++
	}
	one.Stood += stood
	one.Last = now
	p.all[key], p.dirty = one, true
}

// forget drops the picture that played longest ago.
func (p *Plays) forget() {
	var oldest [2]string
	for key, one := range p.all {
		if o, found := p.all[oldest]; !found || one.Last.Before(o.Last) {
			oldest = key
		}
	}
	delete(p.all, oldest)
}

// Run keeps the file up to date, once a minute at most, until ctx ends.
func (p *Plays) Run(ctx context.Context, log *slog.Logger) {
	told := false
	for ctx.Err() == nil {
		select {
		case <-ctx.Done():
		case <-time.After(savePlays):
		}
		err := p.save()
		if err != nil && !told {
			log.Warn("adverts are not counted on disk", "err", err)
		}
		told = err != nil
	}
}

// save writes the counts, whole or not at all, where they changed.
func (p *Plays) save() error {
	p.mu.Lock()
	if !p.dirty {
		p.mu.Unlock()
		return nil
	}
	p.dirty = false
	list := make([]Play, 0, len(p.all))
	for _, one := range p.all {
		list = append(list, one)
	}
	p.mu.Unlock()
	slices.SortFunc(list, func(a, b Play) int {
		return cmp.Or(cmp.Compare(b.Times, a.Times), cmp.Compare(a.Name, b.Name), cmp.Compare(a.Hash, b.Hash))
	})
	data, err := json.Marshal(list)
	if err == nil {
		err = os.MkdirAll(filepath.Dir(p.file), 0o700)
	}
	if err == nil {
		err = atomicfile.Replace(p.file, append(data, '\n'))
	}
	if err != nil {
		p.mu.Lock()
		p.dirty = true
		p.mu.Unlock()
		return fmt.Errorf("store the counts of adverts: %w", err)
	}
	return nil
}
