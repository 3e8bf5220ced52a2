//go:build e2e

package e2e

import (
	"image"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

// emptyHome is a till whose user has no config.
func emptyHome(t *testing.T) *till {
	tl := layTill(t, nil, "")
	require.NoError(t, os.Remove(tl.config))
	tl.bare = true
	tl.config = filepath.Join(filepath.Dir(tl.config), "facepay", "config.toml") // where it will be
	tl.environ = append(tl.environ, "XDG_CONFIG_HOME="+filepath.Dir(filepath.Dir(tl.config)))
	tl.open()
	await(t, "keys in the window", func() bool { return tl.window.shows(inScanKey, ink) }, tl.now)
	return tl
}

// inputsMax is the number of keys or touches from the first picture to a practice sale.
const inputsMax = 14

// The first minute of an owner: a practice sale by keys alone, and one by touch alone.
func TestSetUp_APracticeSaleFromAnEmptyHome(t *testing.T) {
	t.Parallel()
	tl := emptyHome(t)
	keys := 0
	press := func(names ...string) { keys += len(names); tl.keys(names...) }
	press("1", "2", "F1")
	tl.awaitPanel("panel.qr.title")
	press("F4")
	tl.awaitAnswer()
	press("Return")
	tl.awaitNext()
	require.LessOrEqual(t, keys, inputsMax)

	touches := 0
	touch := func(at image.Point) { touches++; tl.window.click(t, at) }
	touch(touchPlaces["1"])
	tl.awaitAmount("1")
	touch(touchPlaces["wechat"])
	tl.awaitPanel("panel.qr.title")
	customerPays := image.Pt(826, 766)
	await(t, "practice buttons", func() bool { return tl.window.qr(t) != "" }, tl.now)
	touch(customerPays)
	tl.awaitAnswer()
	touch(touchPlaces["middle"])
	tl.awaitNext()
	require.LessOrEqual(t, touches, inputsMax)
	require.Equal(t, map[string]int{"paid": 2}, tl.states())
	require.NoFileExists(t, tl.config)
	tl.logsNoError()
}

// setUpCard is the middle of the card that offers to set this till up.
var setUpCard = image.Pt(571, 742)

// fetched is a page of the phone's: by a client that is no browser.
func fetched(t *testing.T, a *http.Response, err error) (int, string) {
	t.Helper()
	require.NoError(t, err)
	defer a.Body.Close()
	text, err := io.ReadAll(a.Body)
	require.NoError(t, err)
	return a.StatusCode, string(text)
}

var formFields = regexp.MustCompile(`name="([^"]+)"`)

// phonesPage opens the phone's page of an empty home's till. Its address is read by zbar
// from the QR, to which the card on the first picture leads.
func phonesPage(t *testing.T) (tl *till, at string) {
	tl = emptyHome(t)
	tl.window.click(t, setUpCard)
	tl.entersPIN()
	tl.awaitScreen(kiosk.ScreenHistory)
	tl.awaits("Settings", func() bool { return tl.window.shows(tl.inSettingsKey(), ink) })
	tl.keys("Return")
	await(t, "QR of the phone's page", func() bool { at = tl.window.qr(t); return strings.Contains(at, "/setup/") }, tl.now)
	require.Regexp(t, `^http://[0-9.]+:[0-9]+/setup/[0-9A-Za-z]{12,}$`, at)
	return tl, at
}

// savesPhone answers Enter to the list of what the phone sent, and is the config after it.
func (tl *till) savesPhone() string {
	require.NoFileExists(tl.t, tl.config, "nothing is saved before Enter on the till")
	await(tl.t, "list of the changes", func() bool { return tl.window.qr(tl.t) == "" }, tl.now)
	tl.keys("Return")
	tl.awaits("config", func() bool { _, err := os.Stat(tl.config); return err == nil })
	text, err := os.ReadFile(tl.config)
	require.NoError(tl.t, err)
	return string(text)
}

// From the card on the first picture to a config that loads: the form is filled in by an
// HTTP client that is no browser, and Enter on the till saves it.
func TestSetUp_FromTheQROfThePhonesPageToAConfig(t *testing.T) {
	t.Parallel()
	tl, at := phonesPage(t)
	a, err := http.Get(at)
	status, page := fetched(t, a, err)
	require.Equal(t, 200, status)
	var names []string
	for _, m := range formFields.FindAllStringSubmatch(page, -1) {
		names = append(names, m[1])
	}
	for _, key := range []string{"shop.name", "language", "provider", "providers.lepay.merchant_id", "providers.yfpay.key"} {
		require.Contains(t, names, key)
	}
	form := url.Values{
		"shop.name": {"示例小店"}, "provider": {"lepay"}, "providers.lepay.merchant_id": {"15"}, "providers.lepay.store_id": {"460"}, "providers.lepay.base_url": {"http://127.0.0.1:1"}, "providers.yfpay.key": {"HUSHHUSH"},
	}
	a, err = http.PostForm(at, form)
	status, _ = fetched(t, a, err)
	require.Equal(t, 200, status)
	require.Contains(t, tl.savesPhone(), `name = "示例小店"`)
	info, err := os.Stat(tl.config)
	require.NoError(t, err)
	require.Equal(t, os.FileMode(0o600), info.Mode())
	await(t, "page that is used up", func() bool { // which follows the file
		a, err := http.Get(at)
		status, _ := fetched(t, a, err)
		return status == 403
	}, tl.now)
	for _, method := range []string{http.MethodGet, http.MethodPost} {
		q, err := http.NewRequest(method, at, strings.NewReader(form.Encode()))
		require.NoError(t, err)
		q.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		a, err := http.DefaultClient.Do(q)
		status, _ := fetched(t, a, err)
		require.Equal(t, 403, status, "it is used up")
	}
	logged, err := os.ReadFile(tl.log.path)
	require.NoError(t, err)
	require.NotContains(t, string(logged), "HUSHHUSH")
	token := at[strings.LastIndex(at, "/")+1:]
	require.NotContains(t, string(logged), token)
	tl.logsNoError()

	// It starts anew by one key, as the shop's own till.
	tl.keys("F6")
	tl.awaits("till of the shop", func() bool {
		return slices.ContainsFunc(tl.told("start"), func(l logLine) bool { return strings.Contains(l.whole, `"provider":"lepay"`) })
	})
	tl.awaitScreen(kiosk.ScreenAmount)
}
