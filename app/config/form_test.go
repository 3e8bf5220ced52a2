package config

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
)

func catalogues(t *testing.T) (all []*i18n.Catalogue) {
	t.Helper()
	for _, language := range i18n.Languages() {
		texts, err := i18n.Load(language)
		require.NoError(t, err)
		all = append(all, texts)
	}
	return all
}

// A key without its words in assets/i18n/*/settings.toml, or without a page in pageOf,
// cannot be set by anybody who opens no text file.
func TestForm_EveryKeyHasItsPageNameAndHelpInEveryLanguage(t *testing.T) {
	for _, texts := range catalogues(t) {
		says := func(what kiosk.Text) {
			require.True(t, texts.Has(what.ID), "%s lacks %q in settings.toml", texts.Language(), what.ID)
		}
		for _, p := range FormPages() {
			says(p.Text())
		}
		for _, f := range Form() {
			require.Contains(t, FormPages(), f.Page, "pageOf has no page for %s", f.Key)
			says(f.Name())
			says(f.Help())
			for _, c := range f.Choices {
				says(f.Choice(c))
			}
			if !f.Unit.IsZero() {
				says(f.Unit)
			}
		}
		for _, id := range texts.Keys() {
			if key, is := strings.CutPrefix(id, "setting.help."); is && !slices.Contains(keysToCome, key) {
				_, known := FieldOf(key)
				require.True(t, known, "%s explains %s, which is no key", texts.Language(), key)
			}
		}
	}
}

// keysToCome are keys that are explained before they are there.
var keysToCome = []string{"shop.day_start", "cashier.cash"}

// The form's own reading of a value and the file's are the same.
func TestForm_TheDefaultsAreValuesOfTheirFields(t *testing.T) {
	conf := Default()
	for key, typ := range schema() {
		_, known := FieldOf(key)
		require.Equal(t, wantedKind(typ) != kindTable, known, key)
	}
	for _, f := range Form() {
		if f.Kind == FieldChoice || f.Kind == FieldSwitch {
			require.Contains(t, f.Choices, conf.Value(f.Key), f.Key)
		}
		_, err := f.literal(conf.Value(f.Key))
		require.NoError(t, err, f.Key)
	}
}

func TestForm_AGatewaysFieldsFollowItsChoice(t *testing.T) {
	keys := func(provider string) (all []string) {
		for _, f := range PageFields(PageGateway, provider) {
			all = append(all, f.Key)
		}
		return all
	}
	require.Equal(t, []string{
		"provider", "providers.lepay.base_url", "providers.lepay.merchant_id", "providers.lepay.store_id", "providers.lepay.csn",
		"notify.listen", "notify.public_url", "mini.link",
	}, keys("lepay"))
	require.Equal(t, []string{"provider", "notify.listen", "notify.public_url", "mini.link"}, keys("practice"))
}

func TestForm_SecretsAreThoseOfTheConfig(t *testing.T) {
	for _, f := range Form() {
		require.Equal(t, slices.Contains(keysEnding(SecretNames), f.Key), f.Secret, f.Key)
	}
}

func TestShortDuration(t *testing.T) {
	for d, want := range map[time.Duration]string{
		8 * time.Second: "8s", time.Minute: "1m", 90 * time.Second: "1m30s", time.Hour: "1h", time.Hour + time.Second: "1h0m1s", 10 * time.Minute: "10m", 0: "0s",
	} {
		require.Equal(t, want, shortDuration(d))
	}
}
