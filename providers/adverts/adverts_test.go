package adverts

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"log/slog"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/picture"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire/wiretest"
)

// paint makes a picture that differs by shade.
func paint(t testing.TB, format string, shade uint8) []byte {
	img := image.NewPaletted(image.Rect(0, 0, 8, 4), color.Palette{color.Gray{Y: shade}, color.White})
	var b bytes.Buffer
	var err error
	switch format {
	case "png":
		err = png.Encode(&b, img)
	case "jpeg":
		err = jpeg.Encode(&b, img, nil)
	case "gif":
		err = gif.Encode(&b, img, nil)
	}
	require.NoError(t, err)
	return b.Bytes()
}

// host serves what is put at a path; what is not there answers 404.
type host struct {
	*gatewayhttptest.Server
	mu     sync.Mutex
	pages  map[string][]byte
	status map[string]int
}

func (h *host) answer(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	defer h.mu.Unlock()
	page, ok := h.pages[r.URL.Path]
	if s := h.status[r.URL.Path]; s != 0 {
		w.WriteHeader(s)
	} else if !ok {
		http.NotFound(w, r)
	} else {
		w.Write(page)
	}
}

// bench is an album with a picture host and a gateway whose list is set by hand.
type bench struct {
	t     *testing.T
	host  *host
	urls  []string
	err   error
	album *Album
	told  [][]kiosk.Advert
	data  string
	clock time.Time
	log   bytes.Buffer
}

func (b *bench) Adverts(context.Context) ([]string, error) { return b.urls, b.err }

func newBench(t *testing.T) *bench {
	b := &bench{t: t, host: &host{pages: map[string][]byte{}, status: map[string]int{}}, data: t.TempDir(),
		clock: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)}
	b.host.Server = gatewayhttptest.Serve(t, b.host.answer)
	b.restart(Default())
	return b
}

// restart is the till started again on the same data folder.
func (b *bench) restart(c Config) {
	client := gatewayhttptest.Closing(b.t, gatewayhttp.New("test"))
	b.told = nil
	b.album = New(b.data, func() Config { return c }, b, client, slog.New(slog.NewTextHandler(&b.log, nil)), func() time.Time { return b.clock }, func(list []kiosk.Advert) { b.told = append(b.told, list) })
	b.album.Open()
}

func (b *bench) lists(paths ...string) {
	b.urls = nil
	for _, p := range paths {
		b.urls = append(b.urls, b.host.URL+p)
	}
}

// playing is the content of what was told last; every file must be there.
func (b *bench) playing() [][]byte {
	require.NotEmpty(b.t, b.told)
	var all [][]byte
	for _, f := range b.told[len(b.told)-1] {
		data := wiretest.Call(os.ReadFile(f.File)).OK(b.t)
		all = append(all, data)
	}
	return all
}

func (b *bench) onDisk() (names []string) {
	entries := wiretest.Call(os.ReadDir(filepath.Join(b.data, "adverts"))).OK(b.t)
	for _, e := range entries {
		if e.Name() != listName {
			names = append(names, e.Name())
		}
	}
	return names
}

func TestAlbum_FetchesInOrderAndPlaysOfflineAfterARestart(t *testing.T) {
	b := newBench(t)
	require.Equal(t, [][]kiosk.Advert{nil}, b.told, "the start tells, even of nothing")
	one, two, three := paint(t, "png", 1), paint(t, "jpeg", 2), paint(t, "gif", 3)
	b.host.pages = map[string][]byte{"/1": one, "/2": two, "/3": three}
	b.lists("/2", "/1", "/3", "/2")
	require.NoError(t, b.album.Sync(t.Context()))
	require.Equal(t, [][]byte{two, one, three}, b.playing())

	b.err = errors.New("no network")
	b.restart(Default())
	require.Equal(t, [][]byte{two, one, three}, b.playing())
	require.Error(t, b.album.Sync(t.Context()))
	require.Equal(t, [][]byte{two, one, three}, b.playing())
	require.Len(t, b.told, 1, "nothing changed, so nothing was told")
}

func TestAlbum_RecentPicturesAreNotFetchedAgain(t *testing.T) {
	b := newBench(t)
	b.host.pages["/1"] = paint(t, "png", 1)
	b.lists("/1")
	require.NoError(t, b.album.Sync(t.Context()))
	b.clock = b.clock.Add(keepFor - time.Second)
	require.NoError(t, b.album.Sync(t.Context()))
	require.Len(t, b.host.Calls(), 1)

	b.host.pages["/1"] = paint(t, "png", 9)
	b.clock = b.clock.Add(2 * time.Second)
	require.NoError(t, b.album.Sync(t.Context()))
	require.Len(t, b.host.Calls(), 2)
	require.Equal(t, [][]byte{paint(t, "png", 9)}, b.playing())
}

func TestAlbum_RemovesWhatIsNoLongerListedOneRefreshLater(t *testing.T) {
	b := newBench(t)
	b.host.pages = map[string][]byte{"/1": paint(t, "png", 1), "/2": paint(t, "png", 2)}
	b.lists("/1")
	require.NoError(t, b.album.Sync(t.Context()))
	b.lists("/2")
	require.NoError(t, b.album.Sync(t.Context()))
	require.Equal(t, [][]byte{b.host.pages["/2"]}, b.playing())
	require.Len(t, b.onDisk(), 2, "a window may still be about to show the old one")
	require.NoError(t, b.album.Sync(t.Context()))
	require.Len(t, b.onDisk(), 1)
	b.playing()

	b.lists()
	require.NoError(t, b.album.Sync(t.Context()))
	require.NoError(t, b.album.Sync(t.Context()))
	require.Empty(t, b.playing())
	require.Empty(t, b.onDisk())
}

func TestAlbum_RemovesOnlyItsOwnFiles(t *testing.T) {
	b := newBench(t)
	dir := filepath.Join(b.data, "adverts")
	require.NoError(t, os.MkdirAll(dir, 0o700))
	for _, name := range []string{strings.Repeat("b", 32) + ".png.part", strings.Repeat("a", 32) + ".png", "holiday.png"} {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), []byte("x"), 0o600))
	}
	b.host.pages["/1"] = paint(t, "png", 1)
	b.lists("/1")
	require.NoError(t, b.album.Sync(t.Context()))
	require.Len(t, b.onDisk(), 2)
	require.Contains(t, b.onDisk(), "holiday.png")
}

func TestAlbum_FailureNeverRemovesWhatPlays(t *testing.T) {
	for name, status := range map[string]int{"server error": 500, "too many requests": 429, "gateway timeout": 504} {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			one, two, three := paint(t, "png", 1), paint(t, "png", 2), paint(t, "png", 3)
			b.host.pages = map[string][]byte{"/1": one, "/2": two, "/3": three}
			b.lists("/1", "/2")
			require.NoError(t, b.album.Sync(t.Context()))

			b.clock = b.clock.Add(keepFor)
			b.host.status = map[string]int{"/1": status, "/4": status}
			b.lists("/1", "/4", "/3")
			require.Error(t, b.album.Sync(t.Context()))
			require.Equal(t, [][]byte{one, three, two}, b.playing(), "the new one plays, what did not come again and what is no longer listed stay")
			require.Len(t, b.onDisk(), 3)

			b.host.status = nil
			b.host.pages["/4"] = paint(t, "png", 4)
			require.NoError(t, b.album.Sync(t.Context()))
			require.Equal(t, [][]byte{one, b.host.pages["/4"], three}, b.playing())
		})
	}
}

// claims is a PNG header that claims a size.
func claims(t *testing.T, width, height uint32) []byte {
	data := paint(t, "gif", 0)
	copy(data[6:10], []byte{byte(width), byte(width >> 8), byte(height), byte(height >> 8)})
	return data
}

// A picture that never comes keeps the refresh incomplete for ever, and what the others
// replace must not heap up on the disk meanwhile.
func TestAlbum_IncompleteRefreshesHeapNothingUp(t *testing.T) {
	b := newBench(t)
	b.host.status["/never.png"] = http.StatusServiceUnavailable
	for day := range 3 * picturesMax {
		name := fmt.Sprintf("/%d.png", day)
		b.host.pages[name] = append(paint(t, "png", 1), fmt.Sprint(day)...)
		b.lists(name, "/never.png")
		require.Error(t, b.album.Sync(t.Context()))
	}
	entries, err := os.ReadDir(filepath.Join(b.data, folderName))
	require.NoError(t, err)
	require.LessOrEqual(t, len(entries), 2*picturesMax+1)
}

// Pictures as large as they may be fill no disk.
func TestAlbum_StopsAtItsBytes(t *testing.T) {
	b := newBench(t)
	var all []string
	for i := range cacheBytesMax/picture.BytesMax + 2 {
		name := fmt.Sprintf("/%d.png", i)
		all = append(all, name)
		b.host.pages[name] = append(append(paint(t, "png", 1), byte(i)), make([]byte, picture.BytesMax-1000)...)
	}
	b.lists(all...)
	require.NoError(t, b.album.Sync(t.Context()))
	usage, err := Usage(b.data)
	require.NoError(t, err)
	require.Less(t, usage[0].Bytes, usage[0].Max)
	require.Greater(t, usage[0].Bytes, uint64(cacheBytesMax))
	require.Len(t, b.playing(), 11)
}

func TestAlbum_LeavesOutForGoodWhatIsNoPicture(t *testing.T) {
	good := paint(t, "png", 1)
	tests := map[string][]byte{
		"not found":             nil,
		"empty":                 {},
		"HTML":                  []byte("<html><body>404</body></html>"),
		"cut off":               good[:len(good)-20],
		"header alone":          good[:33],
		"claims 4 billion":      claims(t, 65535, 65535),
		"claims a hair's width": claims(t, 1, 65535),
		"claims no width":       claims(t, 0, 10),
		"over the cap in bytes": append(bytes.Clone(good), make([]byte, picture.BytesMax)...),
		"SVG":                   []byte(`<svg xmlns="http://www.w3.org/2000/svg" width="1" height="1"/>`),
	}
	for name, page := range tests {
		t.Run(name, func(t *testing.T) {
			b := newBench(t)
			b.host.pages["/good"] = good
			if page != nil {
				b.host.pages["/bad"] = page
			}
			b.lists("/bad", "/good")
			require.NoError(t, b.album.Sync(t.Context()))
			require.Equal(t, [][]byte{good}, b.playing())
			require.Contains(t, b.log.String(), "advert left out")
		})
	}
	t.Run("redirect", func(t *testing.T) {
		b := newBench(t)
		b.host.status["/bad"] = 302
		b.lists("/bad")
		require.NoError(t, b.album.Sync(t.Context()))
		require.Empty(t, b.playing())
	})
	t.Run("file on this machine", func(t *testing.T) {
		b := newBench(t)
		b.urls = []string{"file:///etc/passwd", "ftp://127.0.0.1/a.png"}
		require.NoError(t, b.album.Sync(t.Context()))
		require.Empty(t, b.playing())
	})
}

func TestAlbum_TakesNoMoreThanItsLimit(t *testing.T) {
	b := newBench(t)
	b.host.pages["/1"] = paint(t, "png", 1)
	var paths []string
	for i := range 2 * picturesMax {
		paths = append(paths, fmt.Sprintf("/%d", i))
		b.host.pages[paths[i]] = paint(t, "png", uint8(i))
	}
	b.lists(paths...)
	require.NoError(t, b.album.Sync(t.Context()))
	require.Len(t, b.playing(), picturesMax)
}

func TestAlbum_BrokenListOrFilesStartWithoutThem(t *testing.T) {
	one, two := paint(t, "png", 1), paint(t, "png", 2)
	start := func(t *testing.T, spoil func(dir string)) *bench {
		b := newBench(t)
		b.host.pages = map[string][]byte{"/1": one, "/2": two}
		b.lists("/1", "/2")
		require.NoError(t, b.album.Sync(t.Context()))
		spoil(filepath.Join(b.data, "adverts"))
		b.restart(Default())
		return b
	}
	name := contentName(one) + ".png"
	t.Run("list is garbage", func(t *testing.T) {
		b := start(t, func(dir string) { require.NoError(t, os.WriteFile(filepath.Join(dir, listName), []byte("{"), 0o600)) })
		require.Empty(t, b.playing())
		require.NoError(t, b.album.Sync(t.Context()))
		require.Len(t, b.playing(), 2, "and mends itself")
	})
	t.Run("list is huge", func(t *testing.T) {
		b := start(t, func(dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(dir, listName), bytes.Repeat([]byte(" "), listBytesMax+1), 0o600))
		})
		require.Empty(t, b.playing())
	})
	t.Run("list names a file elsewhere", func(t *testing.T) {
		b := start(t, func(dir string) {
			require.NoError(t, os.WriteFile(filepath.Join(filepath.Dir(dir), "secret.png"), one, 0o600))
			data := wiretest.Call(json.Marshal([]stored{{URL: "u", File: "../secret.png"}, {URL: "v", File: "/etc/passwd"}, {URL: "w", File: ""}})).OK(t)
			require.NoError(t, os.WriteFile(filepath.Join(dir, listName), data, 0o600))
		})
		require.Empty(t, b.playing())
	})
	t.Run("a picture is gone", func(t *testing.T) {
		b := start(t, func(dir string) { require.NoError(t, os.Remove(filepath.Join(dir, name))) })
		require.Equal(t, [][]byte{two}, b.playing())
	})
	t.Run("a picture was cut by a power failure", func(t *testing.T) {
		b := start(t, func(dir string) { require.NoError(t, os.Truncate(filepath.Join(dir, name), 10)) })
		require.Equal(t, [][]byte{two}, b.playing())
		require.NoError(t, b.album.Sync(t.Context()))
		require.Equal(t, [][]byte{one, two}, b.playing())
	})
}

func TestAlbum_FolderThatCannotBeWritten(t *testing.T) {
	b := newBench(t)
	require.NoError(t, os.WriteFile(filepath.Join(b.data, "adverts"), nil, 0o600)) // a file stands in its place
	b.host.pages["/1"] = paint(t, "png", 1)
	b.lists("/1")
	require.Error(t, b.album.Sync(t.Context()))
	require.Empty(t, b.playing())
}

func TestAlbum_ShopsOwnFolder(t *testing.T) {
	b := newBench(t)
	dir := t.TempDir()
	write := func(name string, data []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), data, 0o600))
	}
	write("b.png", paint(t, "png", 2))
	write("a.jpg", paint(t, "jpeg", 1))
	write("notes.txt", []byte("not a picture"))
	write(".hidden.png", paint(t, "png", 3))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "folder.png"), 0o700))
	b.host.pages["/1"] = paint(t, "gif", 7)
	b.lists("/1")
	b.restart(Default())
	require.Empty(t, b.playing())
	b.album.config = func() Config { return Config{Interval: time.Minute, Dir: dir} } // chosen while the till runs
	b.album.look()
	require.Equal(t, time.Minute, b.told[len(b.told)-1][0].Time)
	require.Equal(t, [][]byte{paint(t, "jpeg", 1), paint(t, "png", 2)}, b.playing())
	require.NoError(t, b.album.Sync(t.Context()))
	require.Equal(t, [][]byte{paint(t, "gif", 7), paint(t, "jpeg", 1), paint(t, "png", 2)}, b.playing())

	require.NoError(t, os.Remove(filepath.Join(dir, "a.jpg")))
	write("c.png", paint(t, "png", 4))
	b.album.look()
	require.Equal(t, [][]byte{paint(t, "gif", 7), paint(t, "png", 2), paint(t, "png", 4)}, b.playing())
	require.Equal(t, 1, strings.Count(b.log.String(), "notes.txt"), "said once, not every minute")

	require.NoError(t, os.RemoveAll(dir))
	b.album.look()
	require.Equal(t, [][]byte{paint(t, "gif", 7)}, b.playing())
	require.NoError(t, os.Mkdir(dir, 0o700)) // it comes back
	write("a.png", paint(t, "png", 1))
	b.album.look()
	require.Equal(t, [][]byte{paint(t, "gif", 7), paint(t, "png", 1)}, b.playing())
}

func TestAlbum_RunShowsAtOnceRefreshesAndEnds(t *testing.T) {
	b := newBench(t)
	b.host.pages["/1"] = paint(t, "png", 1)
	b.lists("/1")
	shown := make(chan []kiosk.Advert, 4)
	b.album.changed = func(list []kiosk.Advert) { shown <- list }
	b.album.now = time.Now
	b.album.toldOnce = false
	ctx, stop := context.WithCancel(t.Context())
	done := make(chan error)
	go func() { done <- b.album.Run(ctx) }()
	require.Empty(t, <-shown)
	require.Len(t, <-shown, 1)
	stop()
	require.NoError(t, <-done)
}

func TestOverTLS(t *testing.T) {
	for address, want := range map[string]string{
		"http://cdn.example/a.png":  "https://cdn.example/a.png",
		"https://cdn.example/a.png": "https://cdn.example/a.png",
		"http://127.0.0.1:1/a.png":  "http://127.0.0.1:1/a.png",
		"http://192.168.1.9/a.png":  "http://192.168.1.9/a.png",
		"ftp://cdn.example/a.png":   "ftp://cdn.example/a.png",
	} {
		require.Equal(t, want, overTLS(address))
	}
}

func TestConfig_Check(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, nil, 0o600))
	require.NoError(t, Default().Check("adverts"))
	require.NoError(t, Config{Interval: time.Second, Dir: t.TempDir()}.Check("adverts"))
	for key, c := range map[string]Config{
		"adverts.interval: 0s":                      {},
		"adverts.interval: 2h":                      {Interval: 2 * time.Hour},
		"adverts.dir: " + file + " is not a folder": {Interval: time.Second, Dir: file},
	} {
		require.ErrorContains(t, c.Check("adverts"), key)
	}
}

func TestConfig_AFolderThatIsNotThereIsMissingAndNoError(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "stick")
	c := Config{Interval: time.Second, Dir: dir}
	require.NoError(t, c.Check("adverts"))
	require.ErrorContains(t, c.Missing(), "look at the shop's pictures: stat "+dir)
	require.NoError(t, os.Mkdir(dir, 0o700))
	require.NoError(t, c.Missing())
	require.NoError(t, Default().Missing())
}

func FuzzParseList(f *testing.F) {
	f.Fuzz(func(t *testing.T, data []byte) {
		dir := t.TempDir()
		list, err := folder{dir}.parseList(data)
		if err == nil && len(list) != 0 {
			t.Fatalf("the folder is empty, and %v is to be shown", list)
		}
	})
}
