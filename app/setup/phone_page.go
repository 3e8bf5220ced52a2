package setup

import (
	"bytes"
	"html/template"
	"net/http"
	"strconv"

	"facepay/kiosk"
)

// phoneStyle is the counter's look: paper, cards, ink.
const phoneStyle = `*{box-sizing:border-box}body{margin:0;padding:16px;background:#F6F5F1;color:#17191E;font:18px/1.5 system-ui,sans-serif}
main{max-width:36em;margin:auto}h1{font-size:26px;margin:8px 0 16px}fieldset,details{background:#fff;border:1px solid #E2DFD7;border-radius:16px;padding:8px 16px;margin:0 0 14px}
legend,summary{font-weight:700;padding:0 4px;line-height:48px}legend{float:left;width:100%}legend+label{clear:both}label{display:block;margin:12px 0 2px;font-weight:600}small{display:block;color:#5A5F6A;font-size:15px}
input,select,textarea{width:100%;min-height:48px;padding:8px 10px;border:1px solid #A7A295;border-radius:10px;background:#fff;color:#17191E;font:inherit}
button{width:100%;min-height:64px;border:0;border-radius:14px;background:#17191E;color:#fff;font:700 22px/1 system-ui,sans-serif}
.big{background:#fff;border:1px solid #E2DFD7;border-radius:16px;padding:28px 20px;font-size:22px}`

var phonePages = template.Must(template.New("phone").Parse(`<!DOCTYPE html>
<html lang="{{.Language}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>facepay</title><style>{{.Style}}</style></head><body><main>
<h1>{{.Title}}</h1>{{if .Told}}<p class="big">{{.Told}}</p>{{else}}
<form method="post" autocomplete="off">{{range .Groups}}
{{if .Folded}}<details{{if .Open}} open{{end}}><summary>{{.Title}}</summary>{{else}}<fieldset><legend>{{.Title}}</legend>{{end}}{{range .Fields}}
<label for="{{.Name}}">{{.Label}}</label>{{if .Choices}}<select id="{{.Name}}" name="{{.Name}}">{{$value := .Value}}{{range .Choices}}<option value="{{.Value}}"{{if eq .Value $value}} selected{{end}}>{{.Label}}</option>{{end}}</select>{{else if .Lines}}<textarea id="{{.Name}}" name="{{.Name}}" rows="2">
{{.Value}}</textarea>{{else if .Secret}}<input id="{{.Name}}" name="{{.Name}}" type="password" autocomplete="new-password"{{if .Value}} placeholder="{{$.Kept}}"{{end}}>{{else}}<input id="{{.Name}}" name="{{.Name}}" value="{{.Value}}" autocapitalize="off" spellcheck="false">{{end}}<small>{{.Help}}</small>{{end}}
{{if .Folded}}</details>{{else}}</fieldset>{{end}}{{end}}
<button>{{.Send}}</button></form>{{end}}</main></body></html>
`))

type phonePage struct {
	Language, Title, Told, Send, Kept string
	Style                             template.CSS
	Groups                            []phoneGroup
}

type phoneGroup struct {
	Title        string
	Folded, Open bool
	Fields       []phoneInput
}

type phoneInput struct {
	Name, Label, Help, Value string
	Secret, Lines            bool
	Choices                  []phoneOption
}

type phoneOption struct{ Value, Label string }

func (p *Phone) page() phonePage {
	return phonePage{Language: p.Texts.Language(), Title: p.Texts.Text(kiosk.T("phone.title")), Style: phoneStyle}
}

// tell answers with one sentence.
func (p *Phone) tell(w http.ResponseWriter, status int, sentence kiosk.Text) {
	page := p.page()
	page.Told = p.Texts.Text(sentence)
	write(w, status, page)
}

// form answers with the page's fields. A secret that is set is not in it.
func (p *Phone) form(w http.ResponseWriter) {
	page := p.page()
	page.Send, page.Kept = p.Texts.Text(kiosk.T("phone.send")), p.Texts.Text(kiosk.T("phone.kept"))
	for _, f := range p.Form() {
		title := p.Texts.Text(f.Group)
		if n := len(page.Groups); n == 0 || page.Groups[n-1].Title != title {
			page.Groups = append(page.Groups, phoneGroup{Title: title, Folded: n > 1, Open: n < 4})
		}
		in := phoneInput{Name: f.Name, Label: p.Texts.Text(f.Label), Help: p.Texts.Text(f.Help), Value: f.Value, Secret: f.Secret, Lines: f.Lines}
		for _, c := range f.Choices {
			in.Choices = append(in.Choices, phoneOption{c.Value, p.Texts.Text(c.Label)})
		}
		if in.Secret && in.Value != "" {
			in.Value = "1" // nothing of it leaves the till
		}
		g := &page.Groups[len(page.Groups)-1]
		g.Fields = append(g.Fields, in)
	}
	write(w, http.StatusOK, page)
}

func write(w http.ResponseWriter, status int, page phonePage) {
	var b bytes.Buffer
	if err := phonePages.Execute(&b, page); err != nil {
		http.Error(w, "facepay", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.Header().Set("Content-Length", strconv.Itoa(b.Len()))
	w.WriteHeader(status)
	_, _ = w.Write(b.Bytes()) // who is gone does not get it
}
