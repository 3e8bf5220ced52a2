package lepay

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/providers/wire/wiretest"
)

// private are addresses to which a gateway out there has no business to send a
// till.
var private = []string{
	"http://127.0.0.1/a.png", "https://127.0.0.1/a.png", "//127.9.9.9:8080/a.png", "http://localhost:631/a.png", "http://LocalHost/a.png", "http://localhost./a.png",
	"http://till.localhost/a.png", "http://10.0.0.1/a.png", "http://172.16.0.1/a.png", "http://192.168.1.1/a.png", "http://169.254.169.254/a.png",
	"http://[::1]/a.png", "http://[::ffff:192.168.1.1]/a.png", "http://[::ffff:7f00:1]/a.png", "http://[fe80::1%25eth0]/a.png", "http://[fd00::1]/a.png",
	"http://0.0.0.0/a.png", "http://[::]/a.png", "http://127.1/a.png", "http://2130706433/a.png", "http://0x7f.1/a.png",
}

func advertsOf(t *testing.T, address string) object {
	return wiretest.Call(decode([]byte(`{"code":"000000","data":[{"imgurl":["` + address + `"]}]}`))).OK(t)
}

func TestReadAdverts(t *testing.T) {
	const base = "https://fw.lepay.vip"
	a, b := base+"/Uploads/a.png", base+"/Uploads/b.jpg"
	tests := []struct {
		name, data string
		want       []string
	}{
		{"a text", `[{"imgurl":"https://fw.lepay.vip/Uploads/a.png"}]`, []string{a}},
		{"a list", `[{"imgurl":["/Uploads/a.png","Uploads/b.jpg"]}]`, []string{a, b}},
		{"a text with commas", `[{"imgurl":"/Uploads/a.png, Uploads/b.jpg,"}]`, []string{a, b}},
		{"a comma inside an address", `[{"imgurl":"/Uploads/a.png?x-oss-process=image/resize,w_100,/Uploads/b.jpg"}]`, []string{a + "?x-oss-process=image/resize,w_100", b}},
		{"one object instead of a list", `{"imgurl":"/Uploads/a.png"}`, []string{a}},
		{"several entries, one twice", `[{"imgurl":"/Uploads/a.png"},{"imgurl":"/Uploads/b.jpg"},{"imgurl":"/Uploads/a.png"}]`, []string{a, b}},
		{"another host, without scheme", `[{"imgurl":"//cdn.example/a.png"}]`, []string{"https://cdn.example/a.png"}},
		{"a name in Chinese", `[{"imgurl":"/Uploads/广告.png"}]`, []string{base + "/Uploads/%E5%B9%BF%E5%91%8A.png"}},
		{"what is no web address", `[{"imgurl":["javascript:alert(1)","data:image/png;base64,AAAA","file:///etc/passwd","http://u:p@h/a.png","","%zz"]}]`, nil},
		{"numbers, nulls, empty", `[null,1,"x",{},{"imgurl":null},{"imgurl":7},{"imgurl":[1,null]},{"imgurl":""}]`, nil},
		{"an address too long", `[{"imgurl":"/` + strings.Repeat("x", advertBytesMax) + `.png"}]`, nil},
		{"no data", `null`, nil},
		{"an empty list", `[]`, nil},
		{"an empty text", `""`, nil},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o := wiretest.Call(decode([]byte(`{"code":"000000","data":` + tt.data + `}`))).OK(t)
			require.Equal(t, tt.want, wiretest.Call(readAdverts(o, base)).OK(t))
		})
	}
	t.Run("addresses of the shop's own network, from a public gateway", func(t *testing.T) {
		for _, address := range private {
			require.Empty(t, wiretest.Call(readAdverts(advertsOf(t, address), base)).OK(t), address)
		}
	})
	t.Run("and from a gateway there", func(t *testing.T) {
		for _, near := range []string{"http://192.168.1.9:10086", "http://127.0.0.1:8780", "https://[fe80::1]", "http://localhost"} {
			for told, want := range map[string]string{"http://10.0.0.5:81/a.png": "http://10.0.0.5:81/a.png", "/a.png": near + "/a.png"} {
				require.Equal(t, []string{want}, wiretest.Call(readAdverts(advertsOf(t, told), near)).OK(t))
			}
		}
	})
	t.Run("what lists none and does not say that there are none is no list", func(t *testing.T) {
		for _, reply := range []string{
			`{"code":"1","data":[{"imgurl":"/a.png"}]}`, `{"code":"20000","msg":"系统繁忙"}`, `{}`, `{"code":"000000"}`, `{"code":"000000","data":"x"}`,
			`{"code":"000000","data":true}`, `{"code":"000000","data":7}`, `{"data":[]}`, `{"code":null,"data":[]}`,
		} {
			o := wiretest.Call(decode([]byte(reply))).OK(t)
			list, err := readAdverts(o, base)
			require.Equal(t, "garbage", wiretest.Proves(err), reply)
			require.Empty(t, list)
		}
	})
	t.Run("more than anybody looks at", func(t *testing.T) {
		var urls []string
		for i := range 2 * advertsMax {
			urls = append(urls, fmt.Sprintf("/%d.png", i))
		}
		o := wiretest.Call(decode([]byte(`{"code":"000000","data":[{"imgurl":"` + strings.Join(urls, ",") + `"}]}`))).OK(t)
		require.Len(t, wiretest.Call(readAdverts(o, base)).OK(t), advertsMax)
	})
}
