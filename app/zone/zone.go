// Package zone finds the time zone of this machine. Go does so by itself, but
// takes UTC without a word for whatever it cannot read, and a shop's day would
// turn in the middle of the morning.
package zone

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
	_ "time/tzdata" // a machine may have none
)

type Zone struct {
	*time.Location
	// Err is the reason for which Location is UTC although the machine says otherwise.
	Err error
}

// places are the files in which a Unix names its time zone.
type places struct {
	tz        string // the variable TZ
	tzIsSet   bool
	localtime string // a file in the format of tzfile(5), most often a link to it
	timezone  string // a file with a name such as Asia/Shanghai
}

// find follows the C library: TZ counts, and without it /etc/localtime. Where
// that is broken, the name that it was a link to and /etc/timezone still tell.
func (p places) find() Zone {
	location, err := p.read()
	if err != nil {
		return Zone{time.UTC, err}
	}
	return Zone{location, nil}
}

func (p places) read() (*time.Location, error) {
	if p.tzIsSet {
		location, err := parse(p.tz)
		if err != nil {
			return nil, fmt.Errorf("TZ=%s: %w", p.tz, err)
		}
		return location, nil
	}
	name := nameOfLink(p.localtime)
	location, err := readFile(p.localtime, name)
	if err == nil {
		return location, nil
	}
	if name != "" { // there is no such file, or what is in it is broken
		if location, err := time.LoadLocation(name); err == nil {
			return location, nil
		}
	}
	text, textErr := os.ReadFile(p.timezone)
	if textErr == nil {
		if location, err := parse(strings.TrimSpace(string(text))); err == nil {
			return location, nil
		}
	}
	if _, none := os.Lstat(p.localtime); errors.Is(none, fs.ErrNotExist) && errors.Is(textErr, fs.ErrNotExist) {
		return time.UTC, nil // a machine that says nothing has UTC
	}
	return nil, err
}

// parse reads a value of TZ: a name, a file, or a rule of POSIX.
func parse(tz string) (*time.Location, error) {
	tz = strings.TrimPrefix(tz, ":")
	if filepath.IsAbs(tz) {
		return readFile(tz, tz)
	}
	if tz == "Local" { // to Go that is the zone which is being looked for
		return nil, errNoZone
	}
	location, err := time.LoadLocation(tz)
	if err != nil {
		location, err = parseRule(tz)
	}
	return location, err
}

var errNoZone = errors.New("this is no time zone")

// fileBytesMax bounds a file of transitions; the largest has some 4 KiB.
const fileBytesMax = 1 << 20

func readFile(file, name string) (*time.Location, error) {
	info, err := os.Stat(file)
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() || info.Size() > fileBytesMax {
		return nil, fmt.Errorf("%s: %w", file, errNoZone)
	}
	data, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	location, err := time.LoadLocationFromTZData(cmp.Or(name, "Local"), data)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", file, errNoZone)
	}
	return location, nil
}

// nameOfLink is the name of the zone that file is a link to, or "".
func nameOfLink(file string) string {
	target, _ := os.Readlink(file)
	_, name, _ := strings.Cut(filepath.ToSlash(target), "zoneinfo/")
	return name
}
