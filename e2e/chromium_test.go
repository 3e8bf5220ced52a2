//go:build e2e && chromium

package e2e

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
)

// A phone's browser fills in the page behind the QR: Chromium in a phone's size, which
// types as a person does. `make phone-page` installs it, which is 0.3 GB, and it is
// therefore no part of `make test`.
func TestSetUp_FromThePhonesPageInChromiumToAConfig(t *testing.T) {
	tl, at := phonesPage(t)
	ctx := chromium(t)
	const phoneWidth, phoneHeight = 390, 844
	require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(phoneWidth, phoneHeight, chromedp.EmulateMobile, chromedp.EmulateScale(2))))
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

// chromium is a browser of the test's own.
func chromium(t *testing.T) context.Context {
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.NoSandbox, chromedp.UserDataDir(t.TempDir()))
	ctx, end := chromedp.NewExecAllocator(t.Context(), options...)
	t.Cleanup(end)
	ctx, end = chromedp.NewContext(ctx)
	t.Cleanup(end)
	ctx, end = context.WithTimeout(ctx, 3*patience)
	t.Cleanup(end)
	return ctx
}

// deviceSizes are those of the customer's page, in its own pixels.
var deviceSizes = map[string][2]int64{"phone": {390, 844}, "phone-lying": {844, 390}, "tablet": {1280, 800}, "tablet-standing": {800, 1280}}

// A tablet's browser shows a sale in each language; while the till stands it says that it
// is not connected and has nothing of the sale, and comes back by itself.
func TestCustomerPage_InChromium(t *testing.T) {
	for _, language := range i18n.Languages() {
		t.Run(language, func(t *testing.T) { showsSale(t, language) })
	}
}

func showsSale(t *testing.T, language string) {
	tl := layTill(t, nil, fmt.Sprintf("language = %q\n", language))
	tl.flags = []string{"--practice"}
	tl.open()
	p := tl.startsCustomerPage()
	ctx := chromium(t)
	require.NoError(t, chromedp.Do(ctx, chromedp.Navigate(p.at)))
	says := func() string {
		text, err := chromedp.Run(ctx, chromedp.Evaluate[string]("document.body.className + '|' + document.querySelector('.body .sum').textContent + '|' + document.querySelector('.qr path').getAttribute('d')"))
		require.NoError(t, err)
		return text
	}
	shows := func(what, part string) {
		await(t, what+" on the tablet", func() bool { return strings.Contains(says(), part) }, says)
	}
	picture := func(scene, size string) string { return fmt.Sprintf("customer-%s-%s-%s.png", language, scene, size) }
	// keeps keeps a picture in each size, in which all of the page stands.
	keeps := func(scene string) {
		for name, size := range deviceSizes {
			require.NoError(t, chromedp.Do(ctx, chromedp.EmulateViewport(size[0], size[1], chromedp.EmulateScale(1))))
			await(t, "whole page of "+scene+" on a "+name, func() bool {
				whole, err := chromedp.Run(ctx, chromedp.Evaluate[bool]("document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight"))
				require.NoError(t, err)
				return whole
			}, says)
			keepsPage(t, ctx, picture(scene, name))
		}
	}
	shows("the idle page", "idle")
	keeps("idle")
	tl.types("45.67")
	shows("the amount", "45.67")
	keeps("amount")
	tl.keys("Return")
	shows("the wish for a code", "with-phone")
	keeps("code")
	tl.keys("F1")
	shows("the QR", "|M")
	keeps("qr")
	for name := range deviceSizes {
		out, err := exec.Command("zbarimg", "--quiet", "--raw", filepath.Join("..", "build", "phone-page", picture("qr", name))).Output()
		require.NoError(t, err, name)
		require.Equal(t, tl.window.qr(t), strings.TrimSpace(string(out)), name)
	}
	require.NoError(t, tl.cmd.Process.Signal(syscall.SIGSTOP))
	stands := true
	t.Cleanup(func() {
		if stands {
			_ = tl.cmd.Process.Signal(syscall.SIGCONT)
		}
	})
	await(t, "a page that has nothing of the sale", func() bool { return says() == "off lost||" }, says)
	keeps("lost")
	require.NoError(t, tl.cmd.Process.Signal(syscall.SIGCONT))
	stands = false
	shows("the QR again", "|M")
	tl.keys("F4")
	shows("the answer", "paid")
	keeps("paid")
	tl.keys("Return")
	shows("the idle page", "idle")
	tl.turnsToTablet()
	tl.keys("Return")
	shows("that it was taken back", "off taken||")
	keeps("taken")
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
