package lepay

import (
	"errors"
	"net/url"
	"slices"
	"strings"

	"facepay/providers/weburl"
)

const (
	advertsMax       = 50   // more pictures than a customer sees in an hour
	advertBytesMax   = 2048 // of one address
	pictureEndings   = ".png .jpg .jpeg .gif .webp .bmp"
	pictureSeparator = ","
)

var errAdverts = errors.New("reply lists no adverts, nor says that there are none")

// readAdverts reads getadvert. A reply of another shape is no list, and proves
// nothing of the pictures; within one, whatever does not have the documented
// shape is no advert. imgurl is one address, a list of them, or a text with
// commas. A picture in the shop's own network counts only when the gateway is
// there too.
func readAdverts(o object, base string) ([]string, error) {
	root, err := url.Parse(base + "/")
	data, told := o["data"]
	if err != nil || o.Text("code") != codeOK || !told {
		return nil, garbage("getadvert", errAdverts)
	}
	var items []any
	switch data := data.(type) {
	case nil:
	case []any:
		items = data
	case object:
		items = []any{data}
	default:
		if data != "" {
			return nil, garbage("getadvert", errAdverts)
		}
	}
	var list []string
	seen := map[string]bool{}
	for _, item := range items {
		entry, ok := item.(object)
		if !ok {
			continue
		}
		for _, text := range imgURLs(entry["imgurl"]) {
			u := resolve(root, text)
			if u == "" || seen[u] {
				continue
			}
			if len(list) == advertsMax {
				return list, nil
			}
			seen[u] = true
			list = append(list, u)
		}
	}
	return list, nil
}

func imgURLs(v any) []string {
	var list []string
	switch v := v.(type) {
	case string:
		list = splitURLs(v)
	case []any:
		for _, e := range v {
			if s, ok := e.(string); ok {
				list = append(list, splitURLs(s)...)
			}
		}
	}
	return list
}

// splitURLs splits at commas, except those inside an address, as in
// "a.png?resize,w_100": what looks like no beginning belongs to the piece before.
func splitURLs(s string) []string {
	var list []string
	for piece := range strings.SplitSeq(s, pictureSeparator) {
		trimmed := strings.TrimSpace(piece)
		if len(list) > 0 && !beginsURL(trimmed) {
			list[len(list)-1] += pictureSeparator + piece
			continue
		}
		list = append(list, trimmed)
	}
	return list
}

func beginsURL(s string) bool {
	lower := strings.ToLower(s)
	return s == "" || strings.HasPrefix(s, "/") || strings.HasPrefix(lower, "http://") || strings.HasPrefix(lower, "https://") ||
		slices.ContainsFunc(strings.Fields(pictureEndings), func(ending string) bool { return strings.HasSuffix(lower, ending) })
}

func resolve(root *url.URL, text string) string {
	if text == "" || len(text) > advertBytesMax {
		return ""
	}
	ref, err := url.Parse(text)
	if err != nil {
		return ""
	}
	u := root.ResolveReference(ref)
	if u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || u.User != nil {
		return ""
	}
	if weburl.MayLeadInside(u.Hostname()) && !weburl.MayLeadInside(root.Hostname()) {
		return "" // a gateway out there has no business with the shop's router or printer
	}
	u.Fragment = ""
	return u.String()
}
