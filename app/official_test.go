package app

import (
	"log/slog"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/kiosk/health"
	"facepay/providers"
	"facepay/providers/alipay"
	"facepay/providers/provider"
	"facepay/providers/wechatpay"
)

// A till of both wallets looks at the ways to both and asks both, each by its name, and
// tells each where its notifications go.
func TestOfficial_ChecksBothAndTellsEachItsAddress(t *testing.T) {
	s := practiceSetup(t)
	s.Config.Dialect = providers.Official
	gate, err := openGateway(t.Context(), s, slog.New(slog.DiscardHandler), "", plannedAddress(s))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, gate.stop()) })
	var names []string
	for _, r := range health.Results(t.Context(), gate.checks(s), true) {
		if r.Check == kiosk.CheckGateway {
			require.Equal(t, "check.found.gateway.tried", r.What.ID)
			names = append(names, r.What.Args[1])
		}
	}
	require.Equal(t, []string{"wechatpay", "alipay"}, names)

	alone := s
	alone.Config.Providers = providers.Default()
	providers.Section[alipay.Config](alone.Config.Providers).AppID = "2021000000000001"
	one, err := openGateway(t.Context(), alone, slog.New(slog.DiscardHandler), "", plannedAddress(s))
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, one.stop()) })
	require.Equal(t, []kiosk.Wallet{kiosk.Alipay}, one.Capabilities().QR, "the wallet that is filled in is practised")

	s.Config.Notify.PublicURL = "https://pay.shop.example"
	told := s.Config.Providers.For(provider.Shop{}, plannedAddress(s).notifyURL)
	require.Equal(t, "https://pay.shop.example/notify/wechatpay", providers.Section[wechatpay.Config](told).NotifyURL)
	require.Equal(t, "https://pay.shop.example/notify/alipay", providers.Section[alipay.Config](told).NotifyURL)

	s.Practice, s.Config.Provider = false, providers.Official
	s.Config.Providers = s.Config.Providers.Practising("https://pay.shop.example")
	real, err := openGateway(t.Context(), s, slog.New(slog.DiscardHandler), "", plannedAddress(s))
	require.NoError(t, err)
	require.Len(t, real.bases, 2, "two ways are walked")
	var bills []kiosk.BillKind
	for _, s := range real.billSources() {
		bills = append(bills, s.BillKind())
	}
	require.Equal(t, []kiosk.BillKind{kiosk.BillWeChat, kiosk.BillAlipay}, bills, "both wallets' bills close the day")
	settings, err := tillSettings(s, real, address{})
	require.NoError(t, err)
	require.Equal(t, map[kiosk.Wallet]string{kiosk.WeChat: "wechatpay", kiosk.Alipay: "alipay"}, settings.Rails)
}

// The lower of the gateway's limit and the shop's counts, for codes as for faces.
func TestTillSettings_LimitsOfCodesAndFaces(t *testing.T) {
	s := practiceSetup(t)
	limits := func() (kiosk.Fen, kiosk.Fen) {
		gate, err := openGateway(t.Context(), s, slog.New(slog.DiscardHandler), "", plannedAddress(s))
		require.NoError(t, err)
		defer func() { require.NoError(t, gate.stop()) }()
		settings, err := tillSettings(s, gate, address{})
		require.NoError(t, err)
		return settings.Capabilities.CodeMax, settings.Capabilities.FaceMax
	}
	code, face := limits()
	require.Equal(t, [2]kiosk.Fen{0, 500_000}, [2]kiosk.Fen{code, face})
	s.Config.Codes.MaxAmount, s.Config.Face.MaxAmount = "1000.00", "500.00"
	code, face = limits()
	require.Equal(t, [2]kiosk.Fen{100_000, 50_000}, [2]kiosk.Fen{code, face})
	s.Config.Codes.MaxAmount = "0"
	_, err := tillSettings(s, gateway{}, address{})
	require.ErrorContains(t, err, "codes.max_amount")
}
