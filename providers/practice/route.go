package practice

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
)

// router finds the call of a vendor's that a request means. Several dialects
// share it; no two may claim the same method and path.
type router struct {
	exact map[string][]*route // by path
	under []underRoute        // longest prefix first
}

// underRoute is a route whose path ended in "/*"; the slash belongs to prefix.
type underRoute struct {
	prefix string
	route  *route
}

func newRouter(ds []dialect) (router, error) {
	r := router{exact: map[string][]*route{}}
	claimed := map[string]*route{}
	for _, d := range ds {
		for i := range d.routes {
			rt := &d.routes[i]
			if rt.method == "" {
				rt.method = http.MethodPost
			}
			claim := rt.method + " " + rt.path
			if other, taken := claimed[claim]; taken {
				return router{}, fmt.Errorf("%s and %s both claim %s", other.fullName(), rt.fullName(), claim)
			}
			claimed[claim] = rt
			if prefix, open := strings.CutSuffix(rt.path, "*"); open {
				r.under = append(r.under, underRoute{prefix, rt})
			} else {
				r.exact[rt.path] = append(r.exact[rt.path], rt)
			}
		}
	}
	slices.SortStableFunc(r.under, func(a, b underRoute) int { return len(b.prefix) - len(a.prefix) })
	return r, nil
}

// find returns the route of a request and what its path leaves open. With no
// route, allowed lists the methods that the path does have; none of them means
// that it belongs to no vendor.
func (r router) find(method, path string) (rt *route, rest string, allowed []string) {
	for _, rt := range r.exact[path] {
		if rt.method == method {
			return rt, "", nil
		}
		allowed = append(allowed, rt.method)
	}
	for _, u := range r.under {
		rest, ok := strings.CutPrefix(path, u.prefix)
		if !ok || rest == "" {
			continue
		}
		if u.route.method == method {
			return u.route, rest, nil
		}
		allowed = append(allowed, u.route.method)
	}
	slices.Sort(allowed)
	return nil, "", slices.Compact(allowed)
}
