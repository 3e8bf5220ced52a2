//go:build e2e

package e2e

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/webhook"
	"facepay/store"
)

// letter is one notification on its way, and what the till said to it.
type letter struct {
	path, contentType string
	body              string
	status            int
	answer            string
}

// postman stands between the gateway and the till, as a reverse proxy of the
// shop's does, and keeps what it carried.
type postman struct {
	*httptest.Server
	till string // the base of its listener

	mu      sync.Mutex
	carried []letter
}

func newPostman(t *testing.T, till string) *postman {
	p := &postman{till: till}
	p.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err == nil {
			var l letter
			if l, err = p.post(letter{path: r.URL.Path, contentType: r.Header.Get("Content-Type"), body: string(body)}); err == nil {
				p.mu.Lock()
				p.carried = append(p.carried, l)
				p.mu.Unlock()
				w.WriteHeader(l.status)
				_, _ = io.WriteString(w, l.answer) // a gateway that hung up sends it again
				return
			}
		}
		http.Error(w, err.Error(), http.StatusBadGateway)
	}))
	t.Cleanup(p.Close)
	return p
}

// post takes a letter to the till and returns it with the answer.
func (p *postman) post(l letter) (letter, error) {
	resp, err := http.Post(p.till+l.path, l.contentType, strings.NewReader(l.body))
	if err != nil {
		return l, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	l.status, l.answer = resp.StatusCode, string(answer)
	return l, err
}

// letters are those about an order that were answered with a status.
func (p *postman) letters(own string, status int) []letter {
	p.mu.Lock()
	defer p.mu.Unlock()
	var found []letter
	for _, l := range p.carried {
		if strings.Contains(l.body, own) && l.status == status {
			found = append(found, l)
		}
	}
	return found
}

// postAll posts a letter n times, from a few places at once, and returns the
// statuses that it got.
func (p *postman) postAll(t *testing.T, l letter, n int) map[int]int {
	const places = 4
	var mu sync.Mutex
	got := map[int]int{}
	var all sync.WaitGroup
	for range places {
		all.Go(func() {
			for range n / places {
				answered, err := p.post(l)
				mu.Lock()
				if err != nil {
					t.Errorf("post a notification: %v", err)
				}
				got[answered.status]++
				mu.Unlock()
			}
		})
	}
	all.Wait()
	return got
}

func (tl *till) records(n kiosk.OrderNo) (records int, size int64) {
	reader, err := store.OpenReader(tl.t.Context(), tl.data, store.Options{})
	require.NoError(tl.t, err)
	story, err := reader.Story(tl.t.Context(), n)
	require.NoError(tl.t, err)
	require.NoError(tl.t, reader.Close())
	files, err := filepath.Glob(filepath.Join(tl.data, "ledger.db*"))
	require.NoError(tl.t, err)
	for _, file := range files {
		if info, err := os.Stat(file); err == nil { // a log beside it may go at any time
			size += info.Size()
		}
	}
	return len(story), size
}

// Notifications are the only proof of a payment here. Whoever has not the key can
// send what he likes; and whoever repeats a genuine one changes nothing.
func TestNotifications(t *testing.T) {
	t.Parallel()
	const (
		forgeries = 200 // of each kind
		replays   = 1000
	)
	g, ear := newGateway(t), newEar()
	post := newPostman(t, "http://"+ear)
	c := openTill(t, g, g.weidoufu()+hears(ear, post.URL))

	before := c.sells("12.50", "F1")
	genuine := post.letters(before.Own, http.StatusOK)
	require.NotEmpty(t, genuine)
	paid := genuine[len(genuine)-1]

	o := c.opens("31.00", "F2")
	c.shows(o)
	g.faults(practice.Fault{Kind: practice.FaultForged, Route: "weidoufu/notify"})
	g.pays(o.No)
	await(t, "forged notification", func() bool { return len(post.letters(o.Own, http.StatusForbidden)) > 0 }, c.now)
	forged := post.letters(o.Own, http.StatusForbidden)[0]
	aboutThis := paid
	aboutThis.body = strings.NewReplacer(before.Own, o.Own, before.No, o.No, "1250", "3100").Replace(paid.body)
	for what, l := range map[string]letter{
		"its signature is wrong":                  forged,
		"the last one's signature, another order": aboutThis,
		"no signature":                            {path: paid.path, contentType: paid.contentType, body: strings.Replace(forged.body, `"sign"`, `"sing"`, 1)},
	} {
		require.Equal(t, map[int]int{http.StatusForbidden: forgeries}, post.postAll(t, l, forgeries), what)
	}
	require.Equal(t, "panel.proof.notice", c.view().Detail)
	require.Equal(t, kiosk.CustomerQR, c.view().Stage)
	require.Equal(t, "waiting", c.export()[1]["state"])

	g.hurries()
	_, err := g.ResendNotice(t.Context(), o.No)
	require.NoError(t, err)
	c.awaitAnswer()
	rows := c.agrees()
	require.Len(t, rows, 2)

	// The same one again and again, after the till has gone on.
	c.keys("Return")
	c.awaitNext()
	genuine = post.letters(o.Own, http.StatusOK)
	require.NotEmpty(t, genuine)
	n := kiosk.OrderNo(rows[1]["order_no"])
	recordsBefore, sizeBefore := c.records(n)
	require.Equal(t, map[int]int{http.StatusOK: replays}, post.postAll(t, genuine[len(genuine)-1], replays))
	recordsAfter, sizeAfter := c.records(n)
	require.Equal(t, recordsBefore, recordsAfter)
	require.Equal(t, sizeBefore, sizeAfter, "the ledger's size")
	require.Equal(t, rows, c.agrees())

	// What came is in the open: on the screen, and for whoever checks.
	refused := 3*forgeries + len(post.letters(o.Own, http.StatusForbidden))
	await(t, "record of what was refused", func() bool {
		status, err := webhook.ReadStatus(filepath.Join(c.data, "notify.json"))
		return err == nil && status.Counts.Forged == uint64(refused)
	}, nil)
	checked, _ := c.command("check").Output() // it fails for anything that it finds
	line := lineOf(string(checked), "notices")
	require.Regexp(t, "^failed ", line, "many forgeries are somebody's work")
	require.Contains(t, line, ear)
	require.Contains(t, line, fmt.Sprintf(" %d refused", refused))
}
