package practice

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"facepay/kiosk"
)

// networkSpanMax bounds a drop that comes back by itself.
const networkSpanMax = 24 * time.Hour

// controlErrors are told as {"error": code}.
var controlErrors = []struct {
	error
	code   string
	status int
}{
	{ErrNoOrder, "no_order", http.StatusNotFound},
	{ErrSettled, "settled", http.StatusConflict},
	{ErrNoNotice, "no_notice", http.StatusConflict},
	{ErrNoTill, "no_till", http.StatusConflict},
	{errUseControlURL, "use_control_url", http.StatusConflict},
}

var errUseControlURL = errors.New("ask control_url of /control/address: this address closes when the network is down")

type (
	orderBody struct {
		Order string `json:"order"`
	}
	clearBody struct {
		ID int `json:"id"`
	}
	faultsBody struct {
		Faults []Fault `json:"faults"`
	}
	networkBody struct {
		State Network `json:"state"`
		ForMS int64   `json:"for_ms,omitempty"`
	}
	codeBody struct {
		Wallet    kiosk.Wallet  `json:"wallet,omitempty"`
		Behaviour CodeBehaviour `json:"behaviour,omitempty"`
		Code      string        `json:"code,omitempty"`
	}
	tillBody struct {
		URL string `json:"url"`
	}
	miniBody struct {
		Order string `json:"order"`
		payer
	}
	addressBody struct {
		URL        string `json:"url"`
		ControlURL string `json:"control_url"`
	}
	errorBody struct {
		Error   string `json:"error"`
		Message string `json:"message"`
	}
	noBody struct{}
)

// controlHandler serves /control/. Over the control address itself (own) the
// network can be taken down as well.
func (s *Server) controlHandler(own bool) http.Handler {
	mux := http.NewServeMux()
	get(mux, "/control/address", func() (addressBody, error) { return addressBody{s.URL(), s.ControlURL()}, nil })
	get(mux, "/control/ledger", s.Ledger)
	get(mux, "/control/faults", func() (faultsBody, error) { return faultsBody{s.Faults()}, nil })
	get(mux, "/control/network", func() (networkBody, error) { return networkBody{State: s.Network()}, nil })
	get(mux, "/control/settings", func() (Settings, error) { return s.Settings(), nil })
	get(mux, "/control/till", func() (tillBody, error) { return tillBody{s.TillURL()}, nil })
	for _, a := range []Action{ActionPay, ActionRefuse, ActionScan, ActionPayLate} {
		post(mux, "/control/"+string(a), func(b orderBody) (Order, error) { return s.Act(a, b.Order) })
	}
	post(mux, "/control/faults", s.AddFault)
	post(mux, "/control/faults/clear", func(b clearBody) (faultsBody, error) {
		if !s.ClearFault(b.ID) {
			return faultsBody{}, errors.New("no such fault")
		}
		return faultsBody{s.Faults()}, nil
	})
	post(mux, "/control/network", func(b networkBody) (networkBody, error) {
		span := time.Duration(b.ForMS) * time.Millisecond
		if b.ForMS < 0 || b.ForMS > networkSpanMax.Milliseconds() {
			return networkBody{}, errors.New("for_ms is out of range")
		}
		if b.State == NetworkDown && !own {
			return networkBody{}, errUseControlURL
		}
		return b, s.SetNetwork(b.State, span)
	})
	post(mux, "/control/settings", func(n Settings) (Settings, error) { return n, s.SetSettings(n) })
	post(mux, "/control/code", func(b codeBody) (codeBody, error) {
		code, err := NewCode(b.Wallet, b.Behaviour)
		b.Code = code.Reveal() // a practice code: no wallet issued it
		return b, err
	})
	post(mux, "/control/notify/resend", func(b orderBody) (Order, error) { return s.ResendNotice(b.Order) })
	post(mux, "/control/till", func(b tillBody) (tillBody, error) { return b, s.SetTillURL(b.URL) })
	post(mux, "/control/mini", func(b miniBody) (MiniAnswer, error) {
		if b.OpenID != "" && b.BuyerID != "" {
			return MiniAnswer{}, errors.New("openid or buyer_id, not both")
		}
		return s.MiniOpen(context.Background(), b.Order, b.buyer())
	})
	post(mux, "/control/reset", func(noBody) (noBody, error) { return noBody{}, s.Reset() })
	return s.guard(mux)
}

// guard keeps others than this machine (or, with PhonePages, the shop's
// network) and other sites' pages out.
func (s *Server) guard(next http.Handler) http.Handler {
	crossSite := http.NewCrossOriginProtection()
	crossSite.SetDenyHandler(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		refuse(w, http.StatusForbidden, "forbidden", "requests of another site's page are refused")
	}))
	protected := crossSite.Handler(next)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !s.config.PhonePages && !fromHere(r.RemoteAddr) {
			refuse(w, http.StatusForbidden, "forbidden", "only this machine may ask; start with phone pages to open it to the shop's network")
			return
		}
		if !hostIsLiteral(r.Host) && !s.isPhoneHost(r.Host) {
			refuse(w, http.StatusForbidden, "forbidden", "ask by address, not by name")
			return
		}
		w.Header().Set("Cache-Control", "no-store")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		protected.ServeHTTP(w, r)
	})
}

func get[Out any](mux *http.ServeMux, path string, tell func() (Out, error)) {
	mux.HandleFunc("GET "+path, func(w http.ResponseWriter, _ *http.Request) {
		out, err := tell()
		writeControl(w, out, err)
	})
}

// post adds a route that takes and gives JSON.
func post[In, Out any](mux *http.ServeMux, path string, do func(In) (Out, error)) {
	mux.HandleFunc("POST "+path, func(w http.ResponseWriter, r *http.Request) {
		kind, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
		if err != nil || kind != "application/json" {
			refuse(w, http.StatusUnsupportedMediaType, "not_json", "want Content-Type: application/json")
			return
		}
		dec := json.NewDecoder(http.MaxBytesReader(w, r.Body, bodyBytesMax))
		dec.DisallowUnknownFields()
		var in In
		if err := dec.Decode(&in); err != nil && err != io.EOF { // an empty body is an empty object
			refuse(w, http.StatusBadRequest, "bad_request", err.Error())
			return
		}
		out, err := do(in)
		writeControl(w, out, err)
	})
}

func writeControl(w http.ResponseWriter, v any, err error) {
	if err == nil {
		writeReply(w, ReplyJSON(v))
		return
	}
	for _, known := range controlErrors {
		if errors.Is(err, known.error) {
			refuse(w, known.status, known.code, err.Error())
			return
		}
	}
	refuse(w, http.StatusBadRequest, "bad_request", err.Error())
}

func refuse(w http.ResponseWriter, status int, code, message string) {
	out := ReplyJSON(errorBody{Error: code, Message: message})
	out.Status = status
	writeReply(w, out)
}
