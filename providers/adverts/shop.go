package adverts

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"facepay/kiosk"
	"facepay/kiosk/picture"
)

const dirEntriesMax = 1000 // bounds how many names of the shop's folder are looked at

// scanned is a file of the shop's folder as it was last looked at.
type scanned struct {
	size  int64
	time  time.Time
	hash  string
	wrong error // why it cannot be shown
}

// own is a picture of the shop's and when it plays.
type own struct {
	advert kiosk.Advert
	slots  []slot // none: always
}

// at is the picture as it plays at t.
func (o own) at(t time.Time) (kiosk.Advert, bool) {
	if len(o.slots) == 0 {
		return o.advert, true
	}
	for _, s := range o.slots {
		if s.at(t) && s.weight > 0 {
			o.advert.Weight = s.weight
			if s.stays > 0 {
				o.advert.Time = s.stays
			}
			return o.advert, true
		}
	}
	return kiosk.Advert{}, false
}

// shopFolder is the shop's own pictures and their schedule; it is only read.
type shopFolder struct {
	path  string
	usual time.Duration      // display time
	seen  map[string]scanned // so that each picture is unpacked once, not once a minute

	schedule  schedule
	scheduled scanned   // its file
	unread    []Mistake // of a file that is no TOML as a whole
	named     map[string]bool
}

// scan lists the pictures by name. mistakes are those found that were not named before.
func (s *shopFolder) scan() (all []own, mistakes []Mistake, err error) {
	if s.path == "" {
		return nil, nil, nil
	}
	names, err := entries(s.path)
	if err != nil {
		return nil, nil, err
	}
	found := s.readSchedule()
	now := map[string]scanned{}
	for _, name := range names {
		if strings.HasPrefix(name, ".") || name == scheduleName || len(all) == picturesMax {
			continue
		}
		path := filepath.Join(s.path, name)
		info, err := os.Stat(path)
		if err != nil || !info.Mode().IsRegular() {
			continue
		}
		is, before := s.seen[name]
		if !before || is.size != info.Size() || !is.time.Equal(info.ModTime()) {
			is = scanned{size: info.Size(), time: info.ModTime()}
			is.hash, is.wrong = examine(path)
		}
		now[name] = is
		if is.wrong != nil {
			found = append(found, Mistake{path, pictureWrong(is.wrong)})
			continue
		}
		all = append(all, own{
			advert: kiosk.Advert{File: path, Name: name, Hash: is.hash, Time: s.usual, Weight: 1},
			slots:  s.schedule.of(name),
		})
	}
	for _, e := range s.schedule.entries {
		if !slices.Contains(names, e.file) {
			found = append(found, Mistake{fmt.Sprintf("%s:%d: file", filepath.Join(s.path, scheduleName), e.line), kiosk.T("check.advert.missing", "file", kiosk.Trim(e.file))})
		}
	}
	s.seen = now
	return all, s.unnamed(found), nil
}

// unnamed are the mistakes that were not there at the last look.
func (s *shopFolder) unnamed(found []Mistake) (fresh []Mistake) {
	now := map[string]bool{}
	for _, m := range found {
		name := m.Text().Arg()
		if !s.named[name] && !now[name] {
			fresh = append(fresh, m)
		}
		now[name] = true
	}
	s.named = now
	return fresh
}

func entries(path string) ([]string, error) {
	d, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("read the shop's pictures: %w", err)
	}
	defer d.Close()
	names, err := d.Readdirnames(dirEntriesMax)
	if err != nil && err != io.EOF {
		return nil, fmt.Errorf("read the shop's pictures: %w", err)
	}
	slices.Sort(names)
	return names, nil
}

// examine is a picture's hash, or why it cannot be shown.
func examine(path string) (hash string, err error) {
	data, err := readFile(path, picture.BytesMax)
	if err == nil {
		_, err = picture.Check(data)
	}
	return contentName(data), err
}

// readSchedule reads adverts.toml where it changed, and returns its mistakes. One that is
// no TOML as a whole, as while it is being written, leaves the one before.
func (s *shopFolder) readSchedule() (mistakes []Mistake) {
	path := filepath.Join(s.path, scheduleName)
	info, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		s.schedule, s.scheduled, s.unread = schedule{}, scanned{}, nil
		return nil
	}
	if err != nil {
		return []Mistake{{path, pictureWrong(err)}}
	}
	if is := s.scheduled; is.size != info.Size() || !is.time.Equal(info.ModTime()) {
		first := is.time.IsZero()
		s.scheduled = scanned{size: info.Size(), time: info.ModTime()}
		text, err := readFile(path, scheduleBytesMax)
		if err != nil {
			s.unread = []Mistake{{path, pictureWrong(err)}}
			return s.unread
		}
		read, whole := parseSchedule(path, text)
		s.unread = nil
		if whole || first {
			s.schedule = read
		} else {
			s.unread = read.mistakes
		}
	}
	if s.unread != nil {
		return s.unread
	}
	return s.schedule.mistakes
}
