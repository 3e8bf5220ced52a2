package setup

import (
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

// phoneRig is a page with two fields and a secret, and what came of it.
type phoneRig struct {
	*Phone
	t   *testing.T
	url string

	mu    sync.Mutex
	now   time.Time
	taken []map[string]string
	wrong kiosk.Text
}

func newPhoneRig(t *testing.T) *phoneRig {
	t.Helper()
	texts, err := i18n.Load("en")
	require.NoError(t, err)
	r := &phoneRig{t: t, now: time.Date(2026, 11, 29, 9, 0, 0, 0, time.UTC)}
	r.Phone = &Phone{
		Texts: texts, Log: slog.New(slog.DiscardHandler),
		Form: func() []PhoneField {
			return []PhoneField{
				{Name: "shop.name", Group: kiosk.T("setup.page.shop"), Label: kiosk.T("setting.shop.name"), Value: `A"><script>`},
				{Name: "providers.yfpay.key", Group: kiosk.T("setup.page.gateway"), Label: kiosk.T("setting.providers.yfpay.key"), Value: "TOPSECRET", Secret: true},
				{Name: "language", Group: kiosk.T("setup.page.language"), Label: kiosk.T("setting.language"), Value: "en",
					Choices: []PhoneChoice{{"zh-CN", kiosk.T("setup.language.zh-CN")}, {"en", kiosk.T("setup.language.en")}}},
			}
		},
		Take: func(values map[string]string) kiosk.Text {
			r.mu.Lock()
			defer r.mu.Unlock()
			if r.wrong.IsZero() {
				r.taken = append(r.taken, values)
			}
			return r.wrong
		},
		Now: func() time.Time { r.mu.Lock(); defer r.mu.Unlock(); return r.now },
	}
	r.url, err = r.Open()
	require.NoError(t, err)
	t.Cleanup(r.Stop)
	return r
}

// ask sends a request and returns status and body.
func (r *phoneRig) ask(method, at, body string, edit ...func(*http.Request)) (int, string) {
	r.t.Helper()
	q, err := http.NewRequest(method, at, strings.NewReader(body))
	require.NoError(r.t, err)
	if method == http.MethodPost {
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, e := range edit {
		e(q)
	}
	client := http.Client{Transport: &http.Transport{DisableKeepAlives: true}, Timeout: 20 * time.Second}
	a, err := client.Do(q)
	require.NoError(r.t, err)
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	require.NoError(r.t, err)
	require.Equal(r.t, "no-store", a.Header.Get("Cache-Control"))
	return a.StatusCode, string(text)
}

const someForm = "shop.name=B&language=en&providers.yfpay.key="

func TestPhone_TheFormHasTheKeysAndNoSecret(t *testing.T) {
	r := newPhoneRig(t)
	require.Regexp(t, `^http://[0-9.]+:[0-9]+/setup/[A-Z2-7]{26}$`, r.url)
	require.False(t, r.Opened())
	status, page := r.ask("GET", r.url, "")
	require.Equal(t, 200, status)
	require.True(t, r.Opened())
	require.Contains(t, page, `name="shop.name"`)
	require.Contains(t, page, `name="providers.yfpay.key" type="password"`)
	require.Contains(t, page, `<option value="en" selected>`)
	require.NotContains(t, page, "TOPSECRET")
	require.NotContains(t, page, "<script>")
}

func TestPhone_AShutPageSaysSo(t *testing.T) {
	r := newPhoneRig(t)
	r.Shut()
	status, page := r.ask("GET", r.url, "")
	require.Equal(t, 403, status)
	require.Contains(t, page, "used already")
	before := r.host
	r.Stop()
	_, err := net.Dial("tcp", before)
	require.Error(t, err)
	r.Stop()
	_, err = r.Open()
	require.NoError(t, err)
}

func TestPhone_WhatWasSentIsTakenOnceAndUsesTheTokenUpWhenItIsSaved(t *testing.T) {
	r := newPhoneRig(t)
	status, page := r.ask("POST", r.url, someForm)
	require.Equal(t, 200, status)
	require.Contains(t, page, "press Enter there")
	status, _ = r.ask("POST", r.url, someForm)
	require.Equal(t, 200, status, "touched twice")
	status, page = r.ask("POST", r.url, "shop.name=C")
	require.Equal(t, 409, status)
	require.Contains(t, page, "still shows what was sent before")
	require.Equal(t, []map[string]string{{"shop.name": "B", "language": "en"}}, r.taken, "an empty secret is kept")

	r.Done(false)
	status, _ = r.ask("POST", r.url, "shop.name=C")
	require.Equal(t, 200, status, "dropped on the till, sent anew")
	r.Done(true)
	for _, method := range []string{"GET", "POST"} {
		status, page = r.ask(method, r.url, someForm)
		require.Equal(t, 403, status)
		require.Contains(t, page, "was used already")
	}
	require.Len(t, r.taken, 2)
}

func TestPhone_ATokenEndsAfterTenMinutes(t *testing.T) {
	r := newPhoneRig(t)
	status, _ := r.ask("GET", r.url, "")
	require.Equal(t, 200, status)
	r.mu.Lock()
	r.now = r.now.Add(10 * time.Minute)
	r.mu.Unlock()
	require.Zero(t, r.Left())
	status, page := r.ask("POST", r.url, someForm)
	require.Equal(t, 403, status)
	require.Contains(t, page, "older than 10 minutes")
	require.Empty(t, r.taken)
}

// An old token is one of before the page was opened anew.
func TestPhone_AnOldTokenIsRefusedAndAnotherPathToo(t *testing.T) {
	r := newPhoneRig(t)
	old := r.url
	var err error
	r.url, err = r.Open()
	require.NoError(t, err)
	u, err := url.Parse(r.url)
	require.NoError(t, err)
	base := "http://" + u.Host
	for path, want := range map[string]int{
		"/": 404, "/setup": 404, "/setup/": 403, "/setup/x": 403, "/favicon.ico": 404, "/setup/x/y": 404, "/setup/../setup/x": 403,
		old[strings.Index(old, "/setup/"):]: 403, strings.ToLower(u.Path): 403, u.Path + "/": 404, u.Path + "x": 403, "//" + u.Path: 404,
	} {
		for _, method := range []string{"GET", "POST"} {
			status, page := r.ask(method, base+path, someForm)
			require.Contains(t, []int{want, 403, 404}, status, path)
			require.NotContains(t, page, "<form", path)
		}
	}
	require.Empty(t, r.taken)
	require.False(t, r.Opened(), "whoever guesses is not the phone")
}

func TestPhone_OneAloneHasThePage(t *testing.T) {
	r := newPhoneRig(t)
	status, _ := r.ask("GET", r.url, "")
	require.Equal(t, 200, status)
	r.Phone.mu.Lock()
	r.phone = netip.MustParseAddr("192.0.2.7") // the one that opened it is another
	r.Phone.mu.Unlock()
	for _, method := range []string{"GET", "POST"} {
		status, page := r.ask(method, r.url, someForm)
		require.Equal(t, 403, status)
		require.Contains(t, page, "Another phone")
	}
	require.Empty(t, r.taken)
}

func TestPhone_OtherSitesAndNamesAreRefused(t *testing.T) {
	r := newPhoneRig(t)
	for name, edit := range map[string]func(*http.Request){
		"another host":        func(q *http.Request) { q.Host = "shop.example" },
		"a name for the till": func(q *http.Request) { q.Host = "localhost" },
		"another site's page": func(q *http.Request) { q.Header.Set("Origin", "https://evil.example") },
		"a page of a file":    func(q *http.Request) { q.Header.Set("Origin", "null") },
	} {
		status, page := r.ask("POST", r.url, someForm, edit)
		require.Equal(t, 403, status, name)
		require.Contains(t, page, "another site or address", name)
	}
	require.Empty(t, r.taken)
	status, _ := r.ask("POST", r.url, someForm, func(q *http.Request) { q.Header.Set("Origin", "http://"+q.Host) })
	require.Equal(t, 200, status)
}

func TestPhone_BadFormsAreToldInOneSentence(t *testing.T) {
	r := newPhoneRig(t)
	for name, row := range map[string]struct {
		body, kind string
		status     int
		want       string
	}{
		"1 MiB":                 {"shop.name=" + strings.Repeat("x", 1<<20), "", 413, "too large"},
		"another form's fields": {"user=a&password=b", "", 400, "This page has no field"},
		"one field of another":  {someForm + "&card=1", "", 400, "This page has no field &#34;card&#34;"},
		"a field twice":         {"shop.name=a&shop.name=b", "", 400, "nothing was taken"},
		"broken escapes":        {"shop.name=%zz", "", 400, "is not this page"},
		"JSON":                  {`{"shop.name":"a"}`, "application/json", 415, "is not this page"},
		"a file":                {"--x\r\n", "multipart/form-data; boundary=x", 415, "is not this page"},
		"many fields":           {strings.Repeat("a=&", 10) + manyFields(), "", 400, "is not this page"},
	} {
		status, page := r.ask("POST", r.url, row.body, func(q *http.Request) {
			if row.kind != "" {
				q.Header.Set("Content-Type", row.kind)
			}
		})
		require.Equal(t, row.status, status, name)
		require.Contains(t, page, row.want, name)
	}
	require.Empty(t, r.taken)
	r.mu.Lock()
	r.wrong = kiosk.T("phone.large")
	r.mu.Unlock()
	status, _ := r.ask("POST", r.url, someForm)
	require.Equal(t, 422, status, "a value that does not do")
	r.mu.Lock()
	r.wrong = kiosk.Text{}
	r.mu.Unlock()
	status, _ = r.ask("POST", r.url, someForm)
	require.Equal(t, 200, status, "and may be mended")
}

func manyFields() string {
	var b strings.Builder
	for i := range phoneFieldsMax + 1 {
		fmt.Fprintf(&b, "f%d=&", i)
	}
	return b.String()
}

func TestPhone_OtherMethodsAndSlowSenders(t *testing.T) {
	r := newPhoneRig(t)
	status, _ := r.ask("DELETE", r.url, "")
	require.Equal(t, 405, status)
	u, err := url.Parse(r.url)
	require.NoError(t, err)
	var held []net.Conn
	for range 16 { // who sends nothing keeps nobody out
		c, err := net.Dial("tcp", u.Host)
		require.NoError(t, err)
		held = append(held, c)
	}
	status, _ = r.ask("GET", r.url, "")
	require.Equal(t, 200, status)
	for _, c := range held {
		c.Close()
	}
}
