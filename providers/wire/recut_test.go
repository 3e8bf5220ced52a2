package wire

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestRecut(t *testing.T) {
	read := []string{"amount", "order", "qr", "state"}
	for name, tt := range map[string]struct {
		fields map[string]string
		want   bool
	}{
		"as it was signed":                        {map[string]string{"kind": "1", "order": "2", "qr": "weixin://a?b&c=d", "sign": "x"}, false},
		"a field hidden in the one before it":     {map[string]string{"kind": "1", "order": "2&qr=weixin://a", "sign": "x"}, true},
		"hidden in one that nobody reads":         {map[string]string{"nonce": "1&order=2", "qr": "3"}, true},
		"hidden behind another that nobody reads": {map[string]string{"kind": "1&nonce=1&order=2", "qr": "3"}, true},
		"hidden past where sign stands":           {map[string]string{"qr": "1&state=2", "sign": "x", "sign_type": "y"}, true},
		"a link that names what stands elsewhere": {map[string]string{"order": "1", "qr": "https://a/?b=1&order=1&state=2", "returned": "y", "state": "2"}, false},
		"a field that stands twice":               {map[string]string{"order": "1&qr=2", "qr": "3"}, true},
		"hidden in a name":                        {map[string]string{"kind": "1", "qr=weixin://a?b": "c"}, true},
		"hidden in a name, with a whole field":    {map[string]string{"kind=1&qr": "2"}, true},
		"a field's name at the very beginning":    {map[string]string{"kind": "order=2"}, false},
		"in the signature itself":                 {map[string]string{"order": "1", "sign": "x&state=2"}, false},
	} {
		require.Equal(t, tt.want, Recut(tt.fields, read, "sign", "sign_type"), name)
	}
}
