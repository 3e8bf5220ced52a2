package practice

import (
	"bytes"
	"net/http"
	"net/url"
	"strings"
)

// forge changes the signature in a JSON, XML or form body, which every signing vendor
// calls "sign", or that in a header, and leaves the rest alone; false when there is none.
func forge(body []byte, header http.Header) ([]byte, bool) {
	for name := range header {
		if sign := header.Get(name); strings.HasSuffix(name, "-Signature") && sign != "" {
			header.Set(name, string(otherSign(sign[0]))+sign[1:])
			return body, true
		}
	}
	for _, member := range []string{`"sign":"`, "<sign>"} {
		if i := bytes.Index(body, []byte(member)); i >= 0 && len(body) > i+len(member) {
			out := bytes.Clone(body)
			at := i + len(member)
			out[at] = otherSign(out[at])
			return out, out[at] != body[at]
		}
	}
	pairs := bytes.Split(body, []byte("&"))
	for i, pair := range pairs {
		value, ok := bytes.CutPrefix(pair, []byte("sign="))
		if !ok {
			continue
		}
		text, err := url.QueryUnescape(string(value))
		if err != nil || text == "" {
			return body, false
		}
		pairs[i] = []byte("sign=" + url.QueryEscape(string(otherSign(text[0]))+text[1:]))
		return bytes.Join(pairs, []byte("&")), true
	}
	return body, false
}

// otherSign is another character of both hexadecimal and base64. The quote after an empty signature stays.
func otherSign(c byte) byte {
	switch c {
	case '"':
		return c
	case '0':
		return '1'
	}
	return '0'
}
