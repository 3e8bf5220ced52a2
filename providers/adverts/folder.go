package adverts

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/picture"
	"facepay/store/atomicfile"
)

const (
	listName = "list.json"
	// listBytesMax bounds the list's file: picturesMax entries of an address of
	// at most 2 KiB and a short name.
	listBytesMax = 256 << 10
	// cacheBytesMax is the size of the gateway's pictures from which no more are fetched: five
	// times those of a usual shop.
	cacheBytesMax = 100 << 20
)

type stored struct {
	URL     string    `json:"url"`
	File    string    `json:"file"` // named by its content, so that it is never overwritten
	Fetched time.Time `json:"fetched"`
}

// ownName are the names that this package gives its files, and the temporary
// ones of a write that was cut off; it removes no other file.
var ownName = regexp.MustCompile(`^[0-9a-f]{32}\.(png|jpg|gif|webp)(\.part)?$|^\.new-[0-9]+$`)

type folder struct{ path string }

func (f folder) file(name string) string { return filepath.Join(f.path, name) }

func (f folder) keep(data []byte, ending string) (name string, err error) {
	name = contentName(data) + ending
	if info, err := os.Lstat(f.file(name)); err == nil && info.Mode().IsRegular() && info.Size() == int64(len(data)) {
		return name, nil
	}
	return name, f.write(name, data)
}

// contentName tells on the next start whether a picture's file is whole.
func contentName(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:16])
}

// write puts data under name: whole or not at all, whenever the power goes.
func (f folder) write(name string, data []byte) error {
	if err := os.MkdirAll(f.path, 0o700); err != nil {
		return fmt.Errorf("make folder of adverts: %w", err)
	}
	if err := atomicfile.Replace(f.file(name), data); err != nil {
		return fmt.Errorf("store %s: %w", name, err)
	}
	return nil
}

func (f folder) writeList(list []stored) error {
	data, err := json.MarshalIndent(list, "", "\t")
	if err != nil {
		return fmt.Errorf("store list of adverts: %w", err)
	}
	return f.write(listName, append(data, '\n'))
}

// readList reads the list and keeps the entries whose file can still be shown.
// Without a list there are none and no error.
func (f folder) readList() ([]stored, error) {
	data, err := readFile(f.file(listName), listBytesMax)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read list of adverts: %w", err)
	}
	return f.parseList(data)
}

func (f folder) parseList(data []byte) ([]stored, error) {
	var list []stored
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("read list of adverts: %w", err)
	}
	list = slices.DeleteFunc(list, func(p stored) bool {
		if !ownName.MatchString(p.File) || strings.HasPrefix(p.File, ".") {
			return true
		}
		data, err := readFile(f.file(p.File), picture.BytesMax)
		return err != nil || !strings.HasPrefix(p.File, contentName(data))
	})
	return list[:min(len(list), picturesMax)], nil
}

// bytes is the size of the pictures of a list.
func (f folder) bytes(list []stored) (sum int64) {
	for _, p := range list {
		if info, err := os.Stat(f.file(p.File)); err == nil {
			sum += info.Size()
		}
	}
	return sum
}

// sweep removes pictures that neither the current nor the previous list names:
// a window may still be about to show one of the previous.
func (f folder) sweep(lists ...[]stored) error {
	listed := map[string]bool{}
	for _, list := range lists {
		for _, p := range list {
			listed[p.File] = true
		}
	}
	entries, err := os.ReadDir(f.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil // nothing was ever stored
	}
	if err != nil {
		return fmt.Errorf("clear folder of adverts: %w", err)
	}
	for _, e := range entries {
		if listed[e.Name()] || !ownName.MatchString(e.Name()) {
			continue
		}
		if err := os.Remove(f.file(e.Name())); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clear folder of adverts: %w", err)
		}
	}
	return nil
}

// adverts are the pictures of a list as they play at t; none once the newest is too old.
func (f folder) adverts(list []stored, usual time.Duration, t time.Time) (all []kiosk.Advert) {
	recent := func(p stored) bool { return t.Sub(p.Fetched) < offlineMax }
	if !slices.ContainsFunc(list, recent) {
		return nil
	}
	for _, p := range list {
		hash, _, _ := strings.Cut(p.File, ".")
		all = append(all, kiosk.Advert{File: f.file(p.File), Name: shown(p.URL), Hash: hash, Time: usual, Weight: 1})
	}
	return all
}

// readFile reads a regular file of at most bytesMax.
func readFile(path string, bytesMax int64) ([]byte, error) {
	return picture.Read(os.DirFS(filepath.Dir(path)), filepath.Base(path), bytesMax)
}
