package zone

import (
	"encoding/binary"
	"math"
	"regexp"
	"strings"
	"time"
)

// ruleShape is the beginning of a rule of POSIX: a name and hours to the west,
// such as CST-8 and <+08>-8. Go's own reading of what follows is strict enough.
var ruleShape = regexp.MustCompile(`^(<[A-Za-z0-9+-]{3,}>|[A-Za-z]{3,})[+-]?[0-9]{1,2}(:[0-9]{1,2}){0,2}($|[A-Za-z<])[A-Za-z0-9<>+:-]*(,|$)`)

// untold names the times that a rule says nothing of.
const untold = "?"

// offsetMax is further from UTC than any place is.
const offsetMax = 24 * time.Hour

// parseRule reads a rule of POSIX. Go can read them, but only at the end of a
// file of transitions, where they hold for all that comes after the last one; so
// the rule is put into such a file, whose one transition is before all times.
func parseRule(rule string) (*time.Location, error) {
	if !ruleShape.MatchString(rule) {
		return nil, errNoZone
	}
	location, err := time.LoadLocationFromTZData(rule, fileOf(rule))
	if err != nil {
		return nil, errNoZone
	}
	for month := time.January; month <= time.December; month++ { // with and without summer time
		name, seconds := time.Date(2026, month, 15, 0, 0, 0, 0, time.UTC).In(location).Zone()
		if name == untold || (time.Duration(seconds)*time.Second).Abs() > offsetMax {
			return nil, errNoZone
		}
	}
	return location, nil
}

// fileOf is a file in the format of tzfile(5), version 2, that has nothing but a
// rule.
func fileOf(rule string) []byte {
	var file []byte
	header := func(times, kinds, letters uint32) {
		file = append(file, "TZif2"+strings.Repeat("\x00", 15)...)
		for _, n := range []uint32{0, 0, 0, times, kinds, letters} {
			file = binary.BigEndian.AppendUint32(file, n)
		}
	}
	header(0, 0, 0) // the first version's part is not read
	header(1, 1, uint32(len(untold)+1))
	var ever int64 = math.MinInt64 / 2
	file = binary.BigEndian.AppendUint64(file, uint64(ever))
	file = append(file, 0)                // that transition is to the first kind of time,
	file = append(file, 0, 0, 0, 0, 0, 0) // which is UTC
	file = append(file, untold+"\x00\n"+rule+"\n"...)
	return file
}
