//go:build e2e && chromium

package e2e

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// A phone's browser fills in the page behind the QR: Chromium in a phone's size, which
// types as a person does. `make phone-page` installs it, which is 0.3 GB, and it is
// therefore no part of `make test`.
func TestSetUp_FromThePhonesPageInChromiumToAConfig(t *testing.T) {
	tl, at := phonesPage(t)
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	ctx, end := chromedp.NewExecAllocator(t.Context(), options...)
	defer end()
	ctx, end = chromedp.NewContext(ctx)
	defer end()
	const phoneWidth, phoneHeight = 390, 844
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(phoneWidth, phoneHeight, chromedp.EmulateMobile, chromedp.EmulateScale(2))))
	ctx, end = context.WithTimeout(ctx, patience)
	defer end()
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(at)))
	wider, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
	require.NoError(t, err)
	require.False(t, wider, "the page is wider than a phone")
	keepsPage(t, ctx, "form.png")
	require.NoError(t, chromedp.Do(ctx,
		chromedp.SetValue(`[name="provider"]`, "lepay"),
		typesInto("shop.name", "示例小店"),
		typesInto("providers.lepay.merchant_id", "15"),
		typesInto("providers.lepay.store_id", "460"),
		typesInto("providers.lepay.base_url", "http://127.0.0.1:1"),
		chromedp.Submit("form"),
		chromedp.WaitVisible("p.big"),
	))
	keepsPage(t, ctx, "sent.png")

	config := tl.savesPhone()
	for _, line := range []string{`name = "示例小店"`, `provider = "lepay"`, `merchant_id = "15"`} {
		require.Contains(t, config, line)
	}
	tl.logsNoError()
}

// typesInto types text into a field of the form, and first opens what it is folded in.
func typesInto(name, text string) chromedp.Action[chromedp.Void] {
	at := `[name="` + name + `"]`
	opens := "(d => { if (d) d.open = true })(document.querySelector('" + at + "').closest('details'))"
	return chromedp.Steps(
		chromedp.Evaluate[chromedp.Void](opens),
		chromedp.Clear(at),
		chromedp.SendKeys(at, text),
	)
}

// keepsPage keeps a picture of the page, for people to look at.
func keepsPage(t *testing.T, ctx context.Context, name string) {
	picture, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	require.NoError(t, err)
	folder := filepath.Join("..", "build", "phone-page")
	require.NoError(t, os.MkdirAll(folder, 0o755))
	require.NoError(t, os.WriteFile(filepath.Join(folder, name), picture, 0o644))
}
