package lepay

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

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
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			o, err := decode([]byte(`{"code":"000000","data":` + tt.data + `}`))
			require.NoError(t, err)
			require.Equal(t, tt.want, readAdverts(o, base))
		})
	}
	t.Run("another code", func(t *testing.T) {
		o, err := decode([]byte(`{"code":"1","data":[{"imgurl":"/a.png"}]}`))
		require.NoError(t, err)
		require.Empty(t, readAdverts(o, base))
	})
	t.Run("more than anybody looks at", func(t *testing.T) {
		var urls []string
		for i := range 2 * advertsMax {
			urls = append(urls, fmt.Sprintf("/%d.png", i))
		}
		o, err := decode([]byte(`{"code":"000000","data":[{"imgurl":"` + strings.Join(urls, ",") + `"}]}`))
		require.NoError(t, err)
		require.Len(t, readAdverts(o, base), advertsMax)
	})
}
