package tablet

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/base64"
	"html/template"
	"net/http"
	"strconv"
	"strings"

	"facepay/kiosk"
)

// The page is one answer: it loads nothing.
var (
	//go:embed page/page.html
	pageText string
	//go:embed page/page.css
	pageStyle string
	//go:embed page/page.js
	pageScript string

	pages = template.Must(template.New("page").Parse(pageText))
)

// policy lets the page run its own script and ask the till, and nothing else.
var policy = "default-src 'none'; script-src " + hash(pageScript) + "; style-src " + hash(pageStyle) +
	"; connect-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

func hash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return "'sha256-" + base64.StdEncoding.EncodeToString(sum[:]) + "'"
}

// words are the page's texts.
type words struct {
	Language, Shop, Welcome, Accepts, Practice string
	Told                                       string // in place of everything else
	Lost, LostSecond, Taken, Full              string
	Style                                      template.CSS
	Script                                     template.JS
}

func (p *Page) words() words {
	text := func(id string) string { return p.Texts.Text(kiosk.T(id)) }
	return words{
		Language: p.Texts.Language(), Shop: strings.ReplaceAll(p.Shop, " ·", "\u00a0·"), // no line begins with a dot
		Style: template.CSS(pageStyle), Script: template.JS(pageScript),
		Welcome: text("screen.stage.welcome"), Accepts: p.Texts.Accepts(p.Accepts), Practice: text("screen.practice"),
		Lost: text("tablet.lost"), LostSecond: p.second.Text(kiosk.T("tablet.lost")), Taken: text("tablet.taken"), Full: text("tablet.full"),
	}
}

func (p *Page) page(w http.ResponseWriter) { write(w, http.StatusOK, p.words()) }

// tell answers with one sentence.
func (p *Page) tell(w http.ResponseWriter, status int, sentence kiosk.Text) {
	words := p.words()
	words.Told = p.Texts.Text(sentence)
	write(w, status, words)
}

func write(w http.ResponseWriter, status int, words words) {
	var b bytes.Buffer
	if err := pages.Execute(&b, words); err != nil {
		http.Error(w, "facepay", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // who is gone does not get it
}
