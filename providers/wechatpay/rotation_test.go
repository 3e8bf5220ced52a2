package wechatpay

import (
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"fmt"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/rsakey"
	"facepay/providers/wire/wiretest"
)

// platform is a platform certificate of WeChat's.
type platform struct {
	key    *rsa.PrivateKey
	serial string // as WeChat writes it: two digits a byte
	text   []byte // PEM
}

func newPlatform(t testing.TB, serial int64, good time.Duration) platform {
	key := wiretest.Call(rsa.GenerateKey(rand.Reader, rsakey.BitsMin)).OK(t)
	return platform{key, fmt.Sprintf("%X", big.NewInt(serial).Bytes()), pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificateOf(t, key, serial, good)})}
}

// While WeChat changes from one platform certificate to the next it signs under either.
// Both are believed where both are there, also one whose serial begins with 0, and a third
// is not.
func TestRotation_TheOldAndTheNewCertificate(t *testing.T) {
	f := writeFiles(t)
	old, next, strange := newPlatform(t, 0x0A10, time.Hour), newPlatform(t, 0x20, 5*365*24*time.Hour), newPlatform(t, 0x30, time.Hour)
	folder := t.TempDir()
	put := func(name string, text []byte) string {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, text, 0o600))
		return path
	}
	put("wechatpay_10.pem", old.text)
	put("wechatpay_20.pem", next.text)
	put("readme.txt", []byte("not looked at"))
	sm2 := wiretest.Call(os.ReadFile("../rsakey/testdata/sm2.pem")).OK(t)
	put("sm2.cer", sm2)
	outside := filepath.Join(t.TempDir(), "both.pem")
	require.NoError(t, os.WriteFile(outside, append(append(append([]byte{}, old.text...), sm2...), next.text...), 0o600))

	for name, path := range map[string]string{"a folder": folder, "a file with both": outside} {
		t.Run(name, func(t *testing.T) {
			c := f.config()
			c.PublicKey, c.PublicKeyID, c.PlatformCertificate = "", "", path
			require.NoError(t, c.Check("providers.wechatpay"))
			var by platform
			body := orderObject("SUCCESS", "mchid", c.MerchantID, "appid", c.AppID)
			s := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get(headerSerial) != "" {
					panic("no public key can be asked for")
				}
				unix := fmt.Sprint(time.Now().Unix())
				for name, values := range signedBy(unix, ownNonce, wiretest.Call(rsakey.Sign(by.key, signedReply(unix, ownNonce, []byte(body)))).OK(t), by.serial) {
					w.Header()[http.CanonicalHeaderKey(name)] = values
				}
				_, _ = w.Write([]byte(body))
			})
			c.BaseURL = s.URL
			g := New("wechatpay", c, gatewayhttptest.Closing(t, gatewayhttp.New("test")))
			otherwise := platform{key: old.key, serial: "a10"} // the same number
			for _, by = range []platform{old, next, old, otherwise} {
				require.Equal(t, kiosk.VerdictPaid, wiretest.Call(g.Query(t.Context(), payment(kiosk.RailQR))).OK(t).Verdict, by.serial)
			}
			require.Empty(t, g.StrangeKey())
			require.Len(t, g.Expiries(), 1, "the old one may end, there is the next")
			require.Greater(t, time.Until(g.Expiries()[0].At), 4*365*24*time.Hour)

			by = strange
			_, err := g.Query(t.Context(), payment(kiosk.RailQR))
			require.Equal(t, "garbage", wiretest.Proves(err))
			require.ErrorIs(t, err, ErrOtherSerial)
			require.ErrorContains(t, err, "platform_certificate")
			require.ErrorContains(t, err, "(30)", "the serial is named")
			require.Equal(t, "30", g.StrangeKey())
			by.serial = old.serial
			_, err = g.Query(t.Context(), payment(kiosk.RailQR))
			require.ErrorIs(t, err, ErrBadSignature, "a serial is no proof")
			by.serial = "<b>\u202e" + old.serial
			_, err = g.Query(t.Context(), payment(kiosk.RailQR))
			require.ErrorContains(t, err, "(b0A10)", "whatever stands there is told in letters and digits")
		})
	}
}

func TestRotation_BadCertificates(t *testing.T) {
	f := writeFiles(t)
	empty, many, own := t.TempDir(), t.TempDir(), t.TempDir()
	for i := range rsakey.CertificatesMax + 1 {
		require.NoError(t, os.WriteFile(filepath.Join(many, fmt.Sprint(i, ".pem")), newPlatformText, 0o600))
	}
	require.NoError(t, os.WriteFile(filepath.Join(own, "apiclient_cert.pem"), wiretest.Call(os.ReadFile(f.certificate)).OK(t), 0o600))
	for path, want := range map[string]string{
		empty: "holds no certificate (PEM)", many: "holds more than 16 files", own: "is the shop's own key",
		filepath.Join(empty, "none"): "is not a file that can be read", "../rsakey/testdata/sm2.pem": "holds a certificate that is damaged or made for SM2",
	} {
		c := f.config()
		c.PlatformCertificate = path
		require.ErrorContains(t, c.Check("providers.wechatpay"), "providers.wechatpay.platform_certificate: "+want, path)
	}
}

var newPlatformText = []byte("never read")
