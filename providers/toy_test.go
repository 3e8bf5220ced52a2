package providers_test

import (
	"testing"

	"github.com/BurntSushi/toml"
	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/testdata/toy"
	"facepay/providers/wire/wiretest"
)

// A new gateway is a folder, a line in providers.go and a row of these tests:
// here is one.
func TestGateways_ASixthIsAFolderAndALine(t *testing.T) {
	providers.Register(t, toy.Provider)
	g := row{
		name: "toy", dialect: "toy", wallet: kiosk.WeChat,
		routes: map[string][]string{
			callQR: {"open"}, callCode: {"charge"}, callQuery: {"query"}, callRefund: {"refund"}, callQueryRefund: {"queryrefund"},
		},
	}
	conforms(t, g)
	believesNoNonsense(t, g)
	tellsThatItIsBusy(t, g)

	c := providers.Default()
	require.Contains(t, providers.Names(), "toy")
	require.EqualError(t, c.Check("toy"), "providers.toy.shop: is needed, the vendor assigns it")
	var file map[string]toml.Primitive
	meta := wiretest.Call(toml.Decode("[providers.toy]\nbase_url = \"https://toy.example/api/\"\nshop = \"460\"\n", &file)).OK(t)
	require.NoError(t, c.Decode(meta, file["providers"]))
	require.NoError(t, c.Check("toy"))
	require.Equal(t, "https://toy.example/api", c.BaseURL("toy"))
	require.Equal(t, "toy", wiretest.Call(providers.New("toy", "toy", c, nil)).OK(t).Name())
}
