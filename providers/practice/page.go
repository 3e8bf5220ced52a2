package practice

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"html/template"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
)

const (
	// openShown, leftShown, doneShown bound what a phone has to scroll through.
	openShown = 20
	leftShown = 5
	doneShown = 5
	// leftAfter: a till waits under three minutes for the customer.
	leftAfter     = 3 * time.Minute
	langCookieAge = 365 * 24 * 60 * 60 // keeps the chosen language for a year
)

//go:embed page/page.html
var pageHTML string

//go:embed page/page.css
var pageCSS string

//go:embed page/page.js
var pageJS string

//go:embed page/zh-CN.json
var pageChinese []byte

//go:embed page/en.json
var pageEnglish []byte

type pageLang struct {
	tag   string
	name  string
	words map[string]string
	tmpl  *template.Template
}

// pageLangs are the page's languages, the default first.
var pageLangs = []*pageLang{newPageLang("zh-CN", pageChinese), newPageLang("en", pageEnglish)}

// newPageLang panics on a broken embedded file; the tests would meet it first.
func newPageLang(tag string, catalogue []byte) *pageLang {
	l := &pageLang{tag: tag}
	if err := json.Unmarshal(catalogue, &l.words); err != nil {
		panic(fmt.Sprintf("practice page, catalogue %s: %v", tag, err))
	}
	l.name = l.words["lang.name"]
	l.words["html.lang"] = tag
	l.tmpl = template.Must(template.New("").Funcs(template.FuncMap{
		"t":   l.text,
		"css": func() template.CSS { return template.CSS(pageCSS) },
		"js":  l.script,
	}).Parse(pageHTML))
	return l
}

// text is a sentence; args are name, value pairs for its {name} places.
func (l *pageLang) text(id string, args ...any) (string, error) {
	s, ok := l.words[id]
	if !ok {
		return "", fmt.Errorf("catalogue %s has no %q", l.tag, id)
	}
	for i := 0; i+1 < len(args); i += 2 {
		s = strings.ReplaceAll(s, fmt.Sprintf("{%v}", args[i]), fmt.Sprint(args[i+1]))
	}
	return s, nil
}

func (l *pageLang) script() (template.JS, error) {
	words, err := json.Marshal(map[string]string{"seconds": l.words["order.ago"], "minutes": l.words["order.ago.minutes"]})
	if err != nil {
		return "", err
	}
	quoted, err := json.Marshal(string(words)) // a JavaScript string literal; Marshal escapes < and >
	if err != nil {
		return "", err
	}
	return template.JS(strings.NewReplacer("AGE_WORDS", string(quoted),
		"SERVER_NOW", strconv.FormatInt(time.Now().UnixMilli(), 10)).Replace(pageJS)), nil
}

type (
	pageData struct {
		Nonce              string
		Langs              []langLink
		Focus              bool // one order's own page
		Gone               bool // and that order is unknown
		OrdersURL          string
		Tag                string
		Code               *codeView
		Mini               *miniView
		Open, Left, Done   []orderView // newest first
		OpenMore, LeftMore int
	}
	langLink struct {
		Tag, Name, Href string
		Current         bool
	}
	orderView struct {
		No, Tail, Amount  string
		Wallet, Rail      string
		StateWord         string
		Stamp, Clock, Age string
		AtMS              int64
		CanScan           bool
	}
)

// siteHandler serves the customer page, the adverts and control.
func (s *Server) siteHandler() http.Handler {
	page := http.NewServeMux()
	page.HandleFunc("GET /{$}", s.showPage)
	page.HandleFunc("GET /pay/{order}", s.showPage)
	page.HandleFunc("GET /orders", s.showOrders)
	page.HandleFunc("POST /act", s.actFromPage)
	page.HandleFunc("GET /mini", s.showMini)
	page.HandleFunc("POST /mini", s.openMini)

	mux := http.NewServeMux()
	mux.Handle("/", s.guard(page))
	mux.Handle("/control/", s.controlHandler(false))
	mux.HandleFunc("GET "+advertPath+"{file}", s.serveAdvert)
	mux.HandleFunc(redirectPath, func(w http.ResponseWriter, r *http.Request) {
		s.count(redirectPath)
		http.NotFound(w, r)
	})
	return mux
}

func (s *Server) isPhoneHost(host string) bool {
	u, err := url.Parse(s.config.PhoneURL)
	return err == nil && u.Host != "" && u.Host == host
}

// showPage is the list, or one order's page, which a QR opens: looking at it is scanning it.
func (s *Server) showPage(w http.ResponseWriter, r *http.Request) {
	lang := chooseLang(w, r)
	no := r.PathValue("order")
	if no != "" {
		if _, err := s.Act(ActionScan, no); err != nil && !errors.Is(err, ErrSettled) && !errors.Is(err, ErrNoOrder) {
			s.pageFailed(w, err)
			return
		}
	}
	data, err := s.pageData(lang, no)
	if err == nil && no == "" && r.URL.Query().Has("code") {
		data.Code, err = newCodeView(kiosk.Wallet(r.URL.Query().Get("code")), CodeBehaviour(r.URL.Query().Get("as")))
		if err != nil {
			http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
			return
		}
		data.OrdersURL += "?coded=1"
	}
	if err != nil {
		s.pageFailed(w, err)
		return
	}
	s.finish(w, r, lang, data)
}

// finish writes a whole page with its languages and its policy.
func (s *Server) finish(w http.ResponseWriter, r *http.Request, lang *pageLang, data pageData) {
	for _, l := range pageLangs {
		q := r.URL.Query()
		q.Set("lang", l.tag)
		data.Langs = append(data.Langs, langLink{Tag: l.tag, Name: l.name, Href: "?" + q.Encode(), Current: l == lang})
	}
	data.Nonce = Random(BothCases, 24)
	w.Header().Set("Content-Security-Policy", fmt.Sprintf("default-src 'none'; style-src 'nonce-%[1]s'; script-src 'nonce-%[1]s'; "+
		"img-src data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'", data.Nonce))
	w.Header().Set("Referrer-Policy", "no-referrer")
	s.render(w, lang, "page", data)
}

// showOrders is the part of the page that changes; 304 while nothing did.
func (s *Server) showOrders(w http.ResponseWriter, r *http.Request) {
	lang := chooseLang(w, r)
	data, err := s.pageData(lang, r.URL.Query().Get("order"))
	if err != nil {
		s.pageFailed(w, err)
		return
	}
	if r.URL.Query().Has("coded") {
		data.Code = &codeView{} // below a shown code an empty list says nothing
	}
	w.Header().Set("ETag", data.Tag)
	if r.Header.Get("If-None-Match") == data.Tag {
		w.WriteHeader(http.StatusNotModified)
		return
	}
	s.render(w, lang, "orders", data)
}

func (s *Server) render(w http.ResponseWriter, lang *pageLang, name string, data pageData) {
	var b bytes.Buffer
	if err := lang.tmpl.ExecuteTemplate(&b, name, data); err != nil {
		s.pageFailed(w, err)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	_, _ = w.Write(b.Bytes()) // the phone may be gone
}

func (s *Server) pageFailed(w http.ResponseWriter, err error) {
	s.config.Log.Error("practice page", "error", err)
	http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
}

// actFromPage is a button. An order settled meanwhile is no error: the page that follows shows it.
func (s *Server) actFromPage(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, bodyBytesMax)
	no, do := r.PostFormValue("order"), Action(r.PostFormValue("do"))
	switch do {
	case ActionPay, ActionPayLate, ActionRefuse, ActionScan:
	default:
		no = ""
	}
	if no == "" {
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	_, err := s.Act(do, no)
	if errors.Is(err, ErrNoOrder) {
		http.NotFound(w, r)
		return
	}
	if err != nil && !errors.Is(err, ErrSettled) {
		s.pageFailed(w, err)
		return
	}
	to := "/"
	if r.PostFormValue("focus") != "" {
		to = "/pay/" + url.PathEscape(no)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// pageData sorts the orders into lists; no is that of an own page, "" for all.
func (s *Server) pageData(lang *pageLang, no string) (pageData, error) {
	l, err := s.Ledger()
	if err != nil {
		return pageData{}, err
	}
	d := pageData{Focus: no != "", OrdersURL: "/orders"}
	if d.Focus {
		d.OrdersURL += "?order=" + url.QueryEscape(no)
		o, ok := l.Order(no)
		l.Orders, d.Gone = []Order{o}, !ok
		if !ok {
			l.Orders = nil
		}
	}
	now := s.config.Now()
	for i := len(l.Orders) - 1; i >= 0; i-- {
		o := l.Orders[i]
		v := viewOrder(lang, o, now)
		switch {
		case o.State == StatePaid:
			d.Done = appendShown(d.Done, v, doneShown, new(int))
		case o.State.Open() && (d.Focus || now.Sub(o.CreatedAt) < leftAfter):
			d.Open = appendShown(d.Open, v, openShown, &d.OpenMore)
		default:
			d.Left = appendShown(d.Left, v, leftShown, &d.LeftMore)
		}
	}
	d.Tag = d.etag(lang)
	return d, nil
}

func appendShown(list []orderView, v orderView, most int, more *int) []orderView {
	if len(list) == most {
		*more++
		return list
	}
	return append(list, v)
}

// etag changes whenever the lists would look different, ages apart.
func (d pageData) etag(lang *pageLang) string {
	h := sha256.New()
	fmt.Fprint(h, lang.tag, d.Focus, d.Gone, d.OpenMore, d.LeftMore)
	for _, list := range [][]orderView{d.Open, d.Left, d.Done} {
		fmt.Fprint(h, "|")
		for _, v := range list {
			fmt.Fprint(h, v.No, v.StateWord)
		}
	}
	return `"` + hex.EncodeToString(h.Sum(nil)[:12]) + `"`
}

func viewOrder(lang *pageLang, o Order, now time.Time) orderView {
	word := string(o.State)
	switch {
	case o.State == StateRefused && o.Refusal != RefusedByCustomer:
		word = string(o.Refusal)
	case o.Refunded > 0 && o.Refunded < o.Amount:
		word = "returned_part"
	case o.Refunded > 0:
		word = "returned"
	case o.Late:
		word = "late"
	}
	wallet := o.Wallet
	if _, known := lang.words["wallet."+string(wallet)]; !known {
		wallet = kiosk.WalletUnknown
	}
	seconds := max(0, int(now.Sub(o.CreatedAt)/time.Second))
	age, _ := lang.text("order.ago", "seconds", seconds) // a test holds the catalogue complete
	if seconds >= 120 {
		age, _ = lang.text("order.ago.minutes", "minutes", seconds/60)
	}
	shown := o.CreatedAt
	if o.State == StatePaid {
		shown = o.SettledAt
	}
	return orderView{
		No: o.No, Tail: kiosk.OrderNo(o.No).Tail(), Amount: o.Amount.Grouped(),
		Wallet: string(wallet), Rail: string(o.Rail), StateWord: word,
		Stamp: o.CreatedAt.Format(time.RFC3339), Clock: shown.Local().Format("15:04:05"), Age: age, AtMS: o.CreatedAt.UnixMilli(),
		CanScan: o.State == StateCreated,
	}
}

// chooseLang: the language asked for, the one chosen before, or the phone's; Chinese otherwise.
func chooseLang(w http.ResponseWriter, r *http.Request) *pageLang {
	if l := findLang(r.URL.Query().Get("lang")); l != nil {
		http.SetCookie(w, &http.Cookie{Name: "lang", Value: l.tag, Path: "/", MaxAge: langCookieAge, HttpOnly: true, SameSite: http.SameSiteLaxMode})
		return l
	}
	if c, err := r.Cookie("lang"); err == nil {
		if l := findLang(c.Value); l != nil {
			return l
		}
	}
	for part := range strings.SplitSeq(r.Header.Get("Accept-Language"), ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		primary, _, _ := strings.Cut(strings.ToLower(tag), "-")
		for _, l := range pageLangs {
			if strings.HasPrefix(strings.ToLower(l.tag), primary) && primary != "" {
				return l
			}
		}
	}
	return pageLangs[0]
}

func findLang(tag string) *pageLang {
	if i := slices.IndexFunc(pageLangs, func(l *pageLang) bool { return l.tag == tag }); i >= 0 {
		return pageLangs[i]
	}
	return nil
}
