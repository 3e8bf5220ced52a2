package practice

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
)

// router finds a request's route; no two dialects may claim the same method and path.
type router struct {
	exact map[string][]*Route // by path
	under []underRoute        // longest prefix and suffix first
}

// underRoute is a route with a "*" in its path.
type underRoute struct {
	prefix, suffix string
	route          *Route
}

func newRouter(ds []Dialect) (router, error) {
	r := router{exact: map[string][]*Route{}}
	claimed := map[string]*Route{}
	for _, d := range ds {
		for i := range d.Routes {
			rt := &d.Routes[i]
			rt.dialect = d.Name
			rt.Method = cmp.Or(rt.Method, http.MethodPost)
			claim := rt.Method + " " + rt.Path + " " + rt.Param
			if other, taken := claimed[claim]; taken {
				return router{}, fmt.Errorf("%s and %s both claim %s", other.fullName(), rt.fullName(), strings.TrimSpace(claim))
			}
			claimed[claim] = rt
			if prefix, suffix, open := strings.Cut(rt.Path, "*"); open {
				r.under = append(r.under, underRoute{prefix, suffix, rt})
			} else {
				r.exact[rt.Path] = append(r.exact[rt.Path], rt)
			}
		}
	}
	slices.SortStableFunc(r.under, func(a, b underRoute) int {
		return cmp.Or(len(b.prefix)-len(a.prefix), len(b.suffix)-len(a.suffix))
	})
	return r, nil
}

// find returns the route of a request and what its path leaves open. Without one, allowed are the
// methods that the path does have; none: it is no vendor's.
func (r router) find(method, path string, query url.Values) (rt *Route, rest string, allowed []string) {
	for _, rt := range r.exact[path] {
		name, value, _ := strings.Cut(rt.Param, "=")
		if rt.Method == method && (name == "" || query.Get(name) == value) {
			return rt, "", nil
		}
		allowed = append(allowed, rt.Method)
	}
	for _, u := range r.under {
		rest, begins := strings.CutPrefix(path, u.prefix)
		rest, ends := strings.CutSuffix(rest, u.suffix)
		if !begins || !ends || rest == "" {
			continue
		}
		if u.route.Method == method {
			return u.route, rest, nil
		}
		allowed = append(allowed, u.route.Method)
	}
	slices.Sort(allowed)
	return nil, "", slices.Compact(allowed)
}
