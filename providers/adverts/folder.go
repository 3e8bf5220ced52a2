package adverts

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

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
	dirEntriesMax = 1000 // bounds how many names of the shop's folder are looked at
)

type picture struct {
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

func (f folder) writeList(list []picture) error {
	data, err := json.MarshalIndent(list, "", "\t")
	if err != nil {
		return fmt.Errorf("store list of adverts: %w", err)
	}
	return f.write(listName, append(data, '\n'))
}

// readList reads the list and keeps the entries whose file can still be shown.
// Without a list there are none and no error.
func (f folder) readList() ([]picture, error) {
	data, err := readFile(f.file(listName), listBytesMax)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read list of adverts: %w", err)
	}
	return f.parseList(data)
}

func (f folder) parseList(data []byte) ([]picture, error) {
	var list []picture
	if err := json.Unmarshal(data, &list); err != nil {
		return nil, fmt.Errorf("read list of adverts: %w", err)
	}
	list = slices.DeleteFunc(list, func(p picture) bool {
		if !ownName.MatchString(p.File) || strings.HasPrefix(p.File, ".") {
			return true
		}
		data, err := readFile(f.file(p.File), pictureBytesMax)
		return err != nil || !strings.HasPrefix(p.File, contentName(data))
	})
	return list[:min(len(list), picturesMax)], nil
}

// bytes is the size of the pictures of a list.
func (f folder) bytes(list []picture) (sum int64) {
	for _, p := range list {
		if info, err := os.Stat(f.file(p.File)); err == nil {
			sum += info.Size()
		}
	}
	return sum
}

// sweep removes pictures that neither the current nor the previous list names:
// a window may still be about to show one of the previous.
func (f folder) sweep(lists ...[]picture) error {
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

// scanned is a file of the shop's folder as it was last looked at.
type scanned struct {
	size int64
	time time.Time
	good bool
}

// shopFolder is the shop's own pictures; it is only read.
type shopFolder struct {
	path string
	seen map[string]scanned // so that each picture is unpacked once, not once a minute
}

// scan lists the pictures by name. skipped are newly found ones that cannot be shown.
func (s *shopFolder) scan() (files, skipped []string, err error) {
	if s.path == "" {
		return nil, nil, nil
	}
	d, err := os.Open(s.path)
	if err != nil {
		return nil, nil, fmt.Errorf("read the shop's pictures: %w", err)
	}
	defer d.Close()
	names, err := d.Readdirnames(dirEntriesMax)
	if err != nil && err != io.EOF {
		return nil, nil, fmt.Errorf("read the shop's pictures: %w", err)
	}
	slices.Sort(names)
	now := map[string]scanned{}
	for _, name := range names {
		if len(files) == picturesMax {
			break
		}
		path := filepath.Join(s.path, name)
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() || strings.HasPrefix(name, ".") {
			continue
		}
		is, before := s.seen[name]
		if !before || is.size != info.Size() || !is.time.Equal(info.ModTime()) {
			is = scanned{info.Size(), info.ModTime(), showable(path)}
			if !is.good {
				skipped = append(skipped, name)
			}
		}
		now[name] = is
		if is.good {
			files = append(files, path)
		}
	}
	s.seen = now
	return files, skipped, nil
}

func showable(path string) bool {
	data, err := readFile(path, pictureBytesMax)
	if err != nil {
		return false
	}
	_, err = inspect(data)
	return err == nil
}

// readFile reads a regular file of at most bytesMax.
func readFile(path string, bytesMax int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	if info, err := file.Stat(); err != nil {
		return nil, err
	} else if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is not a file", filepath.Base(path))
	}
	data, err := io.ReadAll(io.LimitReader(file, bytesMax+1))
	if err == nil && int64(len(data)) > bytesMax {
		err = errTooBig
	}
	return data, err
}
