package customer

import (
	"fmt"
	"image/color"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"testing/synctest"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	album "facepay/providers/adverts"
	"facepay/providers/gatewayhttp"
	"facepay/ui/draw"
)

// Three days and nights of the shop's folder by its schedule, from the files to the
// stage, with a sale now and then.
func TestAdverts_SeventyTwoHoursKeepWeightsAndMemory(t *testing.T) {
	dir, data := t.TempDir(), t.TempDir()
	for name, c := range map[string]color.RGBA{"often.png": red, "seldom.png": {B: 0xFF, A: 0xFF}, "morning.png": {G: 0xFF, A: 0xFF}} {
		picture, err := os.ReadFile(plainPicture(t, name, 30, 20, c))
		require.NoError(t, err)
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), picture, 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(dir, "page.png"), []byte("<html>"), 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "adverts.toml"), []byte(
		"[[picture]]\nfile = \"often.png\"\nweight = 3\n[[picture]]\nfile = \"morning.png\"\nhours = \"08:00-10:00\"\nseconds = 20\nweight = 2\n"), 0o600))
	client := gatewayhttp.New("test")
	t.Cleanup(client.CloseIdle)

	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, "zh-CN")
		r.layout.Side = draw.R(0, 0, 60, 160) // the stage's size decides how long the machine takes
		times, stood := map[string]int{}, map[string]time.Duration{}
		r.adverts.Played = func(a kiosk.Advert, d time.Duration) {
			if stood[a.Name] += d; d >= a.Time {
				times[a.Name]++
			}
			if hour := time.Now().UTC().Hour(); a.Name == "morning.png" {
				require.True(t, hour >= 8 && hour <= 10, "%s", time.Now())
			}
		}
		changed := make(chan []kiosk.Advert, 10)
		played := album.New(data, func() album.Config { return album.Config{Interval: 8 * time.Second, Dir: dir} }, nil, client,
			slog.New(slog.DiscardHandler), func() time.Time { return time.Now().UTC() }, func(list []kiosk.Advert) { changed <- list })
		go func() { _ = played.Run(t.Context()) }()
		idle, sale := view(t, "idle"), view(t, "amount")
		var heap [2]uint64
		start := time.Now()
		const hours = 72
		for hour := range hours {
			for begun := time.Now(); time.Since(begun) < time.Hour; {
				select {
				case list := <-changed:
					idle.Customer.Adverts = list
					r.draws(idle)
				case f := <-r.queue:
					f()
				case <-time.After(10 * time.Minute): // nothing plays before the first list
				}
			}
			r.draws(sale)
			require.False(t, r.adverts.showing())
			time.Sleep(time.Minute)
			r.draws(idle)
			if hour == 1 || hour == hours-1 {
				heap[min(hour-1, 1)] = inUse()
			}
		}
		r.draws(sale)
		length := time.Since(start)
		ratio := float64(times["often.png"]) / float64(times["seldom.png"])
		t.Logf("%v: %v, often/seldom %.3f, heap %d KiB after 2 h, %d KiB after %d h", length, times, ratio, heap[0]>>10, heap[1]>>10, hours)
		require.InDelta(t, 3, ratio, 0.05)
		// In the mornings a round takes 3 × 8 s, 8 s and 2 × 20 s.
		require.InDelta(t, 2*(6*time.Hour/(72*time.Second)), times["morning.png"], 30)
		require.Less(t, heap[1], heap[0]+512<<10, fmt.Sprint(heap))
	})
}

// inUse is the memory that is held, in bytes.
func inUse() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
