package weburl

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestCheckBase(t *testing.T) {
	tests := []struct {
		address string
		want    error
	}{
		{"https://fw.lepay.vip", nil},
		{"https://open.gdyfsk.com/yfpay", nil},
		{"https://pay.example:8443/a/", nil},
		{"HTTPS://pay.example", nil},
		{"http://localhost:8080", nil},
		{"http://LOCALHOST", nil},
		{"http://127.0.0.1:10086", nil},
		{"http://127.8.8.8", nil},
		{"http://[::1]:80", nil},
		{"http://10.0.0.1", nil},
		{"http://172.16.0.1", nil},
		{"http://172.31.255.255", nil},
		{"http://192.168.1.2", nil},
		{"http://169.254.1.1", nil},
		{"http://[fd00::1]", nil},
		{"http://[fe80::1%25eth0]:8080", nil},
		{"http://[::ffff:192.168.1.2]", nil},

		{"http://fw.lepay.vip", ErrPlain},
		{"http://172.32.0.1", ErrPlain},
		{"http://8.8.8.8", ErrPlain},
		{"http://0.0.0.0", ErrPlain},
		{"http://[2001:db8::1]", ErrPlain},
		{"http://[::ffff:8.8.8.8]", ErrPlain},
		{"http://localhost.example.com", ErrPlain},
		{"http://127.0.0.1.example.com", ErrPlain},
		{"http://127.1", ErrPlain},
		{"http://2130706433", ErrPlain},

		{"", ErrShape},
		{"fw.lepay.vip", ErrShape},
		{"/index.php", ErrShape},
		{"//fw.lepay.vip", ErrShape},
		{"https:fw.lepay.vip", ErrShape},
		{"https://", ErrShape},
		{"https://:443", ErrShape},
		{"https://a:", ErrShape},
		{"https://a:0", ErrShape},
		{"https://a:65536", ErrShape},
		{"https://a b", ErrShape},
		{"https://a/%zz", ErrShape},
		{"ftp://a", ErrShape},
		{"file:///etc/passwd", ErrShape},
		{"https://me:secret@a", ErrUser},
		{"https://me@a", ErrUser},
		{"https://a#b", ErrFragment},
		{"https://a#", ErrFragment},
		{"https://a?b=c", ErrQuery},
		{"https://a?", ErrQuery},
		{"https://a/b c", ErrPath},
		{"https://a/b\u3000c", ErrPath},
		{"https://a/b /", ErrPath},
		{"https://a/b%20", ErrPath},
		{"https://a/b%09/", ErrPath},
		{"https://a/b%00", ErrPath},
		{"https://a/支付", ErrPath},
		{"https://a/../b", ErrPath},
		{"https://a/b/..", ErrPath},
		{"https://a/./b", ErrPath},
		{"https://a/%2e%2e/b", ErrPath},
		{`https://a/b\c`, ErrPath},
		{"https://fw.lepay.vip.", nil},
		{"https://fw..lepay.vip", ErrHost},
		{"https://.lepay.vip", ErrHost},
		{"https://fw.lepay.vip,", ErrHost},
		{"https://fw.lepay.vip;x", ErrHost},
		{"https://fw。lepay。vip", ErrHost},
		{"https://ｆｗ.lepay.vip", ErrHost},
		{"https://支付.example", ErrHost},
		{"https://xn--0zwm56d.example", nil},
		{"https：//fw.lepay.vip", ErrShape},
		{"https://fw.lepay.vip：443", ErrHost},
		{"https:///fw.lepay.vip", ErrShape},
		{"https:fw.lepay.vip/", ErrShape},
		{`https:\\fw.lepay.vip`, ErrShape},
		{"ｈttps://fw.lepay.vip", ErrShape},
		{"https://2001:db8::1", ErrShape},
		{"https://[2001:db8::1", ErrShape},
		{"https://[2001:db8::1]/a", nil},
		{"Http://fw.lepay.vip", ErrPlain},
		{" \t\r\nhttps://a/b \t\n", nil},
		{" ", ErrShape},
		{"https://a/" + strings.Repeat("x", BytesMax), ErrLong},
	}
	for _, tt := range tests {
		name := tt.address
		if len(name) > 60 {
			name = name[:60]
		}
		t.Run(name, func(t *testing.T) {
			err := CheckBase(tt.address)
			if tt.want == nil {
				require.NoError(t, err)
				return
			}
			require.ErrorIs(t, err, tt.want)
			require.NotContains(t, err.Error(), "secret")
		})
	}
}

func TestParse_TakesAQuery(t *testing.T) {
	u, err := Parse("https://a/b.png?v=1")
	require.NoError(t, err)
	require.Equal(t, "v=1", u.RawQuery)
	_, err = Parse("http://a/b.png")
	require.ErrorIs(t, err, ErrPlain)
}

func TestMayLeadInside(t *testing.T) {
	for host, want := range map[string]bool{
		"127.0.0.1": true, "127.9.9.9": true, "10.0.0.1": true, "172.16.0.1": true, "192.168.1.1": true, "169.254.169.254": true, "0.0.0.0": true,
		"::1": true, "::": true, "fe80::1%eth0": true, "fd00::1": true, "::ffff:10.0.0.1": true, "::ffff:0.0.0.0": true,
		"localhost": true, "LOCALHOST": true, "localhost.": true, "till.localhost": true, "printer": true, "printer.local": true, "a.internal": true,
		"127.1": true, "2130706433": true, "0x7f.1": true, "127.0.0.1.": true, "①27.0.0.1": true, "": true, ".": true, "a..": true,

		"fw.lepay.vip": false, "fw.lepay.vip.": false, "8.8.8.8": false, "172.32.0.1": false, "2001:db8::1": false, "::ffff:8.8.8.8": false,
		"127.0.0.1.example.com": false, "localhost.example.com": false, "xn--fiqs8s.example": false,
	} {
		require.Equal(t, want, MayLeadInside(host), "%q", host)
		if nearby(host) {
			require.True(t, MayLeadInside(host), "%q", host)
		}
	}
}

func TestCheckHostPort(t *testing.T) {
	for address, ok := range map[string]bool{
		"127.0.0.1:8780": true, ":8780": true, "[::1]:65535": true, "till.local:1": true,
		"127.0.0.1": false, "8780": false, ":0": false, ":65536": false, ":http": false, ":-1": false, "": false, "[::1]": false,
	} {
		require.Equal(t, ok, CheckHostPort(address) == nil, "%q", address)
	}
}

func TestBase_IsWhatRoutesArePutBehind(t *testing.T) {
	const base = "https://pay.example/yfpay"
	for _, address := range []string{
		base, base + "/", base + "//", base + " ", base + "/ ", base + "/\t", base + "\n", base + "\r\n", " " + base, "\ufeff" + base, base + "\u200b",
		base + "\u3000", base + "\u00a0/\u00a0", "HTTPS://pay.example/yfpay", "Https://pay.example/yfpay/",
	} {
		if strings.Contains(address, "\u00a0/") {
			require.ErrorIs(t, CheckBase(address), ErrPath, "%q", address)
			continue
		}
		require.NoError(t, CheckBase(address), "%q", address)
		require.Equal(t, base, Base(address), "%q", address)
		require.Equal(t, base+"/v3/pay", Base(address)+"/v3/pay")
	}
	require.Equal(t, "http://[fd00::1]:80", Base(" http://[fd00::1]:80/ "))
	require.Equal(t, "not one", Base("not one"))
}

func TestCheckRoute(t *testing.T) {
	for _, route := range []string{"", "/", "/v3/queryrefund", "/pay/query_order-1.do"} {
		require.NoError(t, CheckRoute(route), route)
	}
	for _, route := range []string{
		"pay/query", "//evil.example/query", "/query?a=b", "/query#a", "/query order", "/query ", "/query\t", "/query\n", "/query\u3000", "/查询", "/%2e", "/../x", "/a/./b", `/a\b`,
		"/" + strings.Repeat("q", RouteBytesMax),
	} {
		require.ErrorIs(t, CheckRoute(route), ErrRoute, "%q", route)
	}
}
