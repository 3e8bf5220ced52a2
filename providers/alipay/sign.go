package alipay

import (
	"maps"
	"slices"
	"strings"
)

// signType is SHA256withRSA; Alipay's older RSA, with SHA-1, is not taken.
const signType = "RSA2"

// signed is the text of a request that is signed: every parameter but sign that says
// anything, sorted by name, raw, as name=value joined by & (Alipay, 自行实现签名).
func signed(params map[string]string) string {
	var pairs []string
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if name != "sign" && params[name] != "" {
			pairs = append(pairs, name+"="+params[name])
		}
	}
	return strings.Join(pairs, "&")
}
