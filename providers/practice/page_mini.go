package practice

import (
	"cmp"
	"errors"
	"net/http"

	"facepay/kiosk"
)

// miniView is the shop's mini-program on the customer's phone.
type miniView struct {
	Order           string // as the till's link names it
	Wallet          string // in which it was opened; "" before
	Failed          string // the catalogue's sentence on a failure to pay
	Amount, Charged string // Amount is the till's; No, Tail and Charged are the gateway's
	No, Tail        string
	Differs         bool // the till and the gateway name different amounts
}

// showMini is the page of the till's link, before the customer chose a wallet.
func (s *Server) showMini(w http.ResponseWriter, r *http.Request) {
	s.finish(w, r, chooseLang(w, r), pageData{Mini: &miniView{Order: r.URL.Query().Get("order")}})
}

func (s *Server) openMini(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, bodyBytesMax)
	lang := chooseLang(w, r)
	v := &miniView{Order: r.URL.Query().Get("order"), Wallet: r.PostFormValue("wallet")}
	b := kiosk.Buyer{Wallet: kiosk.Wallet(v.Wallet)}
	switch b.Wallet {
	case kiosk.WeChat:
		b.ID = MiniOpenID
	case kiosk.Alipay:
		b.ID = MiniBuyerID
	default:
		http.Error(w, http.StatusText(http.StatusBadRequest), http.StatusBadRequest)
		return
	}
	answer, err := s.MiniOpen(r.Context(), v.Order, b)
	switch {
	case errors.Is(err, ErrNoTill):
		v.Failed = lang.miniFailure("no_till")
	case err != nil:
		s.config.Log.Warn("practice mini-program", "error", err)
		v.Failed = lang.miniFailure("no_answer")
	case answer.Error != "":
		v.Failed = lang.miniFailure(answer.Error)
	default:
		s.fillMini(lang, v, answer)
	}
	s.finish(w, r, lang, pageData{Mini: v})
}

func (s *Server) fillMini(lang *pageLang, v *miniView, answer MiniAnswer) {
	o, err := s.orders.orderNamed(answer.OrderNo)
	if err != nil {
		v.Failed = lang.miniFailure("nowhere")
		return
	}
	told, err := kiosk.ParseYuan(answer.Amount)
	if err != nil {
		v.Failed = lang.miniFailure("no_answer")
		return
	}
	v.No, v.Tail = o.No, kiosk.OrderNo(o.No).Tail()
	v.Amount, v.Charged, v.Differs = told.Grouped(), o.Amount.Grouped(), told != o.Amount
}

// miniFailure is the sentence for a kiosk.MiniError, or the page's own.
func (l *pageLang) miniFailure(code string) string {
	return cmp.Or(l.words["mini.error."+code], l.words["mini.error.other"])
}
