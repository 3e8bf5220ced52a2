package adverts

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/providers/wire/wiretest"
)

// at is a time in the week of Monday, 2026-12-21.
func at(t *testing.T, text string) time.Time {
	t.Helper()
	when, err := time.Parse("2006-01-02 15:04", text)
	require.NoError(t, err)
	return when
}

func TestSchedule_PlaysByDaysAndHours(t *testing.T) {
	for _, row := range []struct{ entry, plays, not string }{
		{``, "2026-12-21 00:00, 2026-12-27 23:59", ""},
		{`days = "mon-fri"`, "2026-12-21 00:00, 2026-12-25 23:59", "2026-12-26 00:00, 2026-12-27 12:00"},
		{`days = "Fri-Mon"`, "2026-12-25 09:00, 2026-12-28 09:00", "2026-12-24 09:00, 2026-12-29 09:00"},
		{`days = "周六，周日"`, "2026-12-26 09:00, 2026-12-27 09:00", "2026-12-25 09:00"},
		{`days = "2026-12-24"`, "2026-12-24 00:00, 2026-12-24 23:59", "2026-12-23 23:59, 2026-12-25 00:00, 2027-12-24 09:00"},
		{`days = "2026-12-24/2027-01-02"`, "2026-12-24 09:00, 2027-01-02 23:59", "2026-12-23 09:00, 2027-01-03 00:00"},
		{`hours = "07:30-10:00"`, "2026-12-21 07:30, 2026-12-21 09:59", "2026-12-21 07:29, 2026-12-21 10:00"},
		{`hours = "07:30-10:00, 17:00-24:00"`, "2026-12-21 08:00, 2026-12-21 23:59", "2026-12-21 12:00, 2026-12-21 00:00"},
		{"days = \"fri\"\nhours = \"22:00-02:00\"", "2026-12-25 22:00, 2026-12-26 01:59", "2026-12-25 01:00, 2026-12-26 02:00, 2026-12-26 22:30"},
		{`weight = 0`, "", "2026-12-21 09:00"},
	} {
		s, whole := parseSchedule("adverts.toml", []byte("[[picture]]\nfile = \"a.png\"\n"+row.entry))
		require.True(t, whole)
		require.Empty(t, s.mistakes)
		o := own{slots: s.of("a.png")}
		for text := range strings.SplitSeq(row.plays, ", ") {
			if text != "" {
				_, plays := o.at(at(t, text))
				require.True(t, plays, "%s at %s", row.entry, text)
			}
		}
		for text := range strings.SplitSeq(row.not, ", ") {
			if text != "" {
				_, plays := o.at(at(t, text))
				require.False(t, plays, "%s at %s", row.entry, text)
			}
		}
	}
}

// words are mistakes as people read them, in English.
func words(t *testing.T, mistakes []Mistake) (all []string) {
	t.Helper()
	for _, m := range mistakes {
		all = append(all, wiretest.Call(i18n.Load("en")).OK(t).Text(m.Text()))
	}
	return all
}

func TestSchedule_NamesMistakesByTheirLine(t *testing.T) {
	for entry, want := range map[string]string{
		`days = "someday"`:               `f:3: days: “someday” is not like mon-fri, sat, 2026-12-24 or 2026-12-24/2026-12-31`,
		`days = 5`:                       `f:3: days: 5 must stand in quotes`,
		`days = "2026-12-31/2026-01"`:    `f:3: days: “2026-12-31/2026-01” is not like`,
		`days = "2026-12-31/2026-12-01"`: `f:3: days: “2026-12-31/2026-12-01” is not like`,
		`hours = "25:00-26:00"`:          `f:3: hours: “25:00-26:00” is not like 07:30-22:00`,
		`hours = ""`:                     `f:3: hours: “” is not like 07:30-22:00`,
		`hours = "@wallet.wechat"`:       `f:3: hours: “`,
		"\n\nweight = 101":               `f:5: weight: 101 is not from 0 to 100`,
		`weight = "3"`:                   `f:3: weight: 3 must be a whole number without quotes`,
		`seconds = 0`:                    `f:3: seconds: 0 is not from 1 to 3600`,
		`seconds = 99999999999999999999`: `f:3: seconds: 99999999999999999999 is not from 1 to 3600`,
		`secs = 4`:                       `f:3: secs: there is no such key; there are file, days, hours, weight and seconds`,
	} {
		s, whole := parseSchedule("f", []byte("[[picture]]\nfile = \"a.png\"\n"+entry+"\n[[picture]]\nfile = \"b.png\"\nweight = 2\n"))
		require.True(t, whole)
		require.Len(t, s.mistakes, 1, entry)
		require.Contains(t, words(t, s.mistakes)[0], want)
		_, plays := own{slots: s.of("a.png")}.at(at(t, "2026-12-21 09:00"))
		require.False(t, plays, "left out")
		b, plays := own{slots: s.of("b.png")}.at(at(t, "2026-12-21 09:00"))
		require.True(t, plays)
		require.Equal(t, 2, b.Weight)
	}
	for text, want := range map[string]string{
		"[[picture]]\nweight = 3":                "f:1: file: the name of the picture is missing",
		"weight = 3":                             "f:1: weight: it does not stand in a table [[picture]]",
		"[picture]\nfile = \"a\"":                "f:1: picture: it does not stand in a table [[picture]]",
		"\uFEFF\r\n[[pictures]]\r\nfile = \"a\"": "f:2: pictures: it does not stand in a table [[picture]]",
	} {
		s, whole := parseSchedule("f", []byte(text))
		require.True(t, whole)
		require.NotEmpty(t, s.mistakes, text)
		require.Equal(t, want, words(t, s.mistakes)[0])
		require.Empty(t, s.entries)
	}
	s, whole := parseSchedule("f", []byte("# \xFF"))
	require.False(t, whole)
	require.Contains(t, words(t, s.mistakes)[0], "f: it is no UTF-8 text")
}

// What stands above the place from which on a file is no TOML is used.
func TestSchedule_IsReadAsFarAsItIsTOML(t *testing.T) {
	for end, line := range map[string]string{"[[picture]]\nfile = \"b.png\nweight = 3": "f:5: ", "[[picture]\n": "f:4: ", "[[picture]]\nfile = \"b.png\"\nweight 3": "f:6: "} {
		s, whole := parseSchedule("f", []byte("[[picture]]\nfile = \"a.png\"\nhours = \"08:00-09:00\"\n"+end))
		require.False(t, whole)
		require.Len(t, s.mistakes, 1)
		require.Contains(t, words(t, s.mistakes)[0], line)
		require.Contains(t, words(t, s.mistakes)[0], "from here on it is no TOML: ")
		_, plays := own{slots: s.of("a.png")}.at(at(t, "2026-12-21 12:00"))
		require.False(t, plays, "%q: its hours are known, or it is the entry that is broken", end)
	}
}

func TestAlbum_PlaysTheShopsFolderByItsSchedule(t *testing.T) {
	b := newBench(t)
	dir := t.TempDir()
	write := func(name, data string) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte(data), 0o600))
	}
	for i, name := range []string{"a.png", "b.png", "c.png"} {
		write(name, string(paint(t, "png", uint8(i))))
	}
	names := func() (all []string) {
		for _, a := range b.told[len(b.told)-1] {
			all = append(all, a.Name)
		}
		return all
	}
	b.clock = at(t, "2026-12-21 07:59")
	write(scheduleName, "[[picture]]\nfile = \"a.png\"\nhours = \"08:00-10:00\"\nseconds = 12\nweight = 3\n[[picture]]\nfile = \"gone.png\"\n[[picture]]\nfile = \"b.png\"\ndays = \"no\"\n")
	b.restart(Config{Interval: 8 * time.Second, Dir: dir})
	require.Equal(t, []string{"c.png"}, names())
	require.Contains(t, b.log.String(), "adverts.toml:10: days\" mistake=check.advert.days args=\"[value no]\"")
	require.Contains(t, b.log.String(), "adverts.toml:6: file\" mistake=check.advert.missing args=\"[file gone.png]\"")

	b.clock = at(t, "2026-12-21 08:00")
	for range 3 {
		b.album.look()
	}
	require.Equal(t, []string{"a.png", "c.png"}, names())
	a := b.told[len(b.told)-1][0]
	require.Equal(t, 12*time.Second, a.Time)
	require.Equal(t, 3, a.Weight)
	require.Equal(t, 1, strings.Count(b.log.String(), "adverts.toml:10: "), "named once")
	require.Len(t, b.told, 2)

	// Half written, the one before stays; whole, it holds.
	write(scheduleName, "[[picture]]\nfile = \"c.png\"\nweight = 0\n[[pict")
	b.album.look()
	require.Equal(t, []string{"a.png", "c.png"}, names())
	require.Contains(t, b.log.String(), "adverts.toml:4 mistake=check.advert.toml")
	write(scheduleName, "[[picture]]\nfile = \"c.png\"\nweight = 0\n")
	b.album.look()
	require.Equal(t, []string{"a.png", "b.png"}, names())
	require.NoError(t, os.Remove(filepath.Join(dir, scheduleName)))
	b.album.look()
	require.Equal(t, []string{"a.png", "b.png", "c.png"}, names())

	// A picture that is replaced is another one.
	before := b.told[len(b.told)-1][0]
	write("a.png", string(paint(t, "png", 99))+"and more")
	b.album.look()
	require.NotEqual(t, before.Hash, b.told[len(b.told)-1][0].Hash)

	// Broken at a start, where there was none before, it holds as far as it can be read.
	write(scheduleName, "[[picture]]\nfile = \"c.png\"\nweight = 0\n[[pict")
	p := PreviewAt(b.data, Config{Interval: 8 * time.Second, Dir: dir}, b.clock)
	require.Len(t, p.Adverts, 2)
	require.Len(t, p.Mistakes, 1)
	require.NoError(t, os.Remove(filepath.Join(dir, scheduleName)))

	p = PreviewAt(b.data, Config{Interval: 8 * time.Second, Dir: dir}, b.clock)
	require.Len(t, p.Adverts, 3)
	require.Empty(t, p.Mistakes)
}

func TestAlbum_TheGatewaysPlayForThirtyDaysWithoutIt(t *testing.T) {
	b := newBench(t)
	b.host.pages["/1.png"] = paint(t, "png", 1)
	b.lists("/1.png")
	require.NoError(t, b.album.Sync(t.Context()))
	start := b.clock
	b.host.status["/1.png"] = 503
	for _, row := range []struct {
		days int
		want int
	}{{29, 1}, {30, 0}, {400, 0}, {-20_000, 1}, {1, 1}} {
		b.clock = start.AddDate(0, 0, row.days) // a clock without its battery starts in 1970
		b.restart(Default())
		require.Error(t, b.album.Sync(t.Context()))
		require.Len(t, b.playing(), row.want, "%d days", row.days)
	}
}

func FuzzParseSchedule(f *testing.F) {
	f.Add([]byte("[[picture]]\nfile = \"a.png\"\ndays = \"mon-fri, 2026-12-24\"\nhours = \"22:00-02:00\"\nweight = 3\nseconds = 5"))
	f.Add([]byte("[[picture]]\nfile = { a = 1 }\nweight.x = 3\n\"\" = 1"))
	f.Fuzz(func(t *testing.T, data []byte) {
		s, whole := parseSchedule("f", data)
		if !whole && len(s.mistakes) == 0 {
			t.Fatal("nobody is told why it is not read")
		}
		for _, e := range s.entries {
			e.at(time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC))
			if e.weight < 0 || e.weight > weightMax {
				t.Fatal(e)
			}
		}
	})
}
