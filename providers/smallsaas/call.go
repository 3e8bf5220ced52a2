package smallsaas

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

// tokenBytesMax bounds a token; the mall's have about 100 characters.
const tokenBytesMax = 4096

var errStatusCode = errors.New("reply has no status_code 0 or 1")

type call struct {
	name, method, path string
	body               body              // nil for a GET
	codes              *wire.ResultCodes // meanings of its status_code
}

// body is the JSON object that a call sends.
type body map[string]any

type result struct {
	yes     bool       // status_code 0 and an HTTP status of success
	class   wire.Class // of the status_code; Unknown without one
	words   bool       // it spoke in its own form, not in an HTTP status alone
	status  int        // HTTP status
	message string     // the mall's words, fit to be kept and shown
	data    object     // nil when there is none
}

// loggedOut reports whether the mall refused the call for want of a valid token,
// and so did nothing: by HTTP status, or by a documented no that speaks of it.
func (s result) loggedOut() bool {
	return !s.yes && (ofHTTP(s.status) == wire.LogIn || s.words && loginWords.Lists(s.message))
}

// notFound reports whether the mall knows, or shows this account, no such order.
func (s result) notFound() bool {
	return !s.yes && (ofHTTP(s.status) == wire.NotFound || s.words && absentWords.Lists(s.message))
}

// do makes a call with the token, and once more with a fresh one when the mall
// refused it for the token's sake. The error of a call that changes something is
// a *kiosk.NotSent when it was the login that failed: the call itself never left.
func (g *Gateway) do(ctx context.Context, c call) (result, error) {
	t, err := g.session.get(ctx, token{})
	if err != nil {
		return result{}, c.unsent(err)
	}
	s, err := g.send(ctx, c, t)
	if err != nil || !s.loggedOut() || !g.session.renewable() {
		return s, err
	}
	if t, err = g.session.get(ctx, t); err != nil {
		return result{}, c.unsent(err)
	}
	s, err = g.send(ctx, c, t)
	if err == nil && s.loggedOut() {
		g.session.futile()
	}
	return s, err
}

// unsent is a failed login as an error of c.
func (c call) unsent(err error) error {
	unanswered, is := errors.AsType[*kiosk.Unanswered](err)
	busy := is && unanswered.Busy
	if _, refused := refusedLogin(err); refused || c.method == http.MethodGet || busy && c.codes == &createCodes {
		return err // no QR comes of an order that may be there, and that it is busy is told
	}
	// The text alone: what the login's failure proves is not what this proves.
	return gatewayhttp.NotSent("smallsaas %s: log in first: %v", c.name, err)
}

func (g *Gateway) send(ctx context.Context, c call, t token) (result, error) {
	header := http.Header{}
	if t.text != "" {
		header.Set("Authorization", t.text) // as it is, without "Bearer"
	}
	reply, err := g.exchange(ctx, c, header)
	if err != nil {
		return result{}, fmt.Errorf("smallsaas %s: %w", c.name, err)
	}
	s, err := g.read(reply, t, c.codes)
	switch {
	case err != nil:
		return result{}, garbage(c.name, err)
	case !s.yes && s.words && busyWords.Lists(s.message):
		return result{}, fmt.Errorf("smallsaas %s: %w", c.name, gatewayhttp.Busy(errors.New(s.message)))
	}
	return s, nil
}

func (g *Gateway) exchange(ctx context.Context, c call, header http.Header) (gatewayhttp.Reply, error) {
	address := g.Base + c.path
	if c.method == http.MethodGet {
		return g.HTTP.Get(ctx, address, header)
	}
	text, err := json.Marshal(c.body)
	if err != nil {
		return gatewayhttp.Reply{}, gatewayhttp.NotSent("encode: %w", err)
	}
	return g.HTTP.SendJSON(ctx, c.method, address, header, text)
}

// read takes the envelope {"status_code":0|1,"message":…,"data":…}, with which the mall
// answers under any HTTP status. A success under a status of failure contradicts
// itself and proves nothing, as does a no under a failure of the server's own.
func (g *Gateway) read(r gatewayhttp.Reply, t token, codes *wire.ResultCodes) (result, error) {
	s := result{status: r.Status, class: wire.Unknown}
	o, err := decode(r.Body)
	code := o.Text("status_code")
	if err != nil || code == "" {
		if ofHTTP(r.Status) != wire.Unknown {
			return s, nil // these speak for themselves, whatever page came with them
		}
		if err == nil {
			err = errStatusCode
		}
		return result{}, fmt.Errorf("HTTP status %d: %w", r.Status, err)
	}
	s.words, s.message, s.data = true, g.redact(o.Text("message"), t), o.Child("data")
	row, listed := codes.Row(code)
	if !listed {
		return result{}, errStatusCode
	}
	s.class = row.Class
	if s.yes = code == codeYes; s.yes {
		if err := r.OK(); err != nil {
			return result{}, fmt.Errorf("status_code 0: %w", err)
		}
	} else if s.status >= http.StatusInternalServerError {
		return result{}, fmt.Errorf("HTTP status %d: status_code %s: %s", s.status, code, s.message)
	}
	return s, nil
}

// redact makes the mall's words fit to be kept, and drops them when they repeat
// the password or a piece of the token.
func (g *Gateway) redact(s string, t token) string {
	if wire.Repeats(s, g.cfg.Password, t.text) {
		return ""
	}
	return wire.Phrase(s)
}

func (g *Gateway) login(ctx context.Context) (string, error) {
	const name = "login"
	who := body{"username": g.cfg.Username, "password": g.cfg.Password}
	s, err := g.send(ctx, call{name, http.MethodPost, pathLogin, who, &queryCodes}, token{})
	if err != nil {
		return "", err
	}
	if !s.yes {
		if !s.words && s.status == http.StatusNotFound {
			return "", garbage(name, errStatusCode)
		}
		return "", &loginRefused{s.reason()}
	}
	text := s.data.Text("access_token")
	if !headerText(text) {
		return "", garbage(name, errors.New("reply says that the login went well and has no usable token"))
	}
	return text, nil
}

// headerText reports whether s can stand in a header as it is.
func headerText(s string) bool {
	return s != "" && len(s) <= tokenBytesMax && wire.Visible(s)
}

// reason is the text for people on a no.
func (s result) reason() string {
	return cmp.Or(s.message, fmt.Sprintf("HTTP %d", s.status))
}

func garbage(name string, err error) error {
	return gatewayhttp.Garbage(fmt.Errorf("smallsaas %s: %w", name, err))
}
