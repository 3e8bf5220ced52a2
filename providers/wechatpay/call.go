package wechatpay

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/wire"
)

const (
	// valuesMax bounds the values of one reply; a query's longest, with its promotions, has
	// some hundred.
	valuesMax = 1000
)

// WeChat's two hosts, at different sites, with the same answers.
const (
	firstHost  = "https://api.mch.weixin.qq.com"
	secondHost = "https://api2.mch.weixin.qq.com"
)

var errNoKeys = errors.New("the keys cannot be read")

// reply is the answer to one call: content that WeChat signed, or the code of a refusal,
// which nobody signed.
type reply struct {
	call   string
	object wire.Object // nil where there is no content
	taken  bool        // status 202: taken on, and not done
	code   string      // of a refusal, "" for none
	words  string      // of a refusal
}

// refused is r's meaning by a table of codes.
func (r reply) refused(codes *wire.ResultCodes) kiosk.Answer {
	return kiosk.Answer{Verdict: codes.Class(r.code).Verdict(), Reason: r.reason()}
}

// reason is a refusal's for people.
func (r reply) reason() string {
	if r.words != "" {
		return r.words
	}
	return r.code
}

func (r reply) garbage(err error) error { return garbage(r.call, err) }

func garbage(call string, err error) error {
	return gatewayhttp.Garbage(fmt.Errorf("wechatpay %s: reply %w", call, err))
}

// ask sends a request, signed, and reads the reply. path is below the base, with its query;
// content is nil for none. secret is the payment code in content. Errors: *kiosk.NotSent,
// *kiosk.Unanswered.
func (g *Gateway) ask(ctx context.Context, call, method, path string, content any, secret kiosk.PayCode) (reply, error) {
	var body []byte
	if content != nil {
		var err error
		if body, err = json.Marshal(content); err != nil {
			return reply{}, gatewayhttp.NotSent("wechatpay %s: %w", call, err)
		}
	}
	got, err := g.send(ctx, func(base string) (gatewayhttp.Reply, error) {
		header, err := g.header(method, base+path, body)
		switch {
		case err != nil:
			return gatewayhttp.Reply{}, err
		case method == http.MethodGet:
			return g.HTTP.Get(ctx, base+path, header)
		}
		return g.HTTP.SendJSON(ctx, method, base+path, header, body)
	})
	if err != nil {
		return reply{}, fmt.Errorf("wechatpay %s: %w", call, err)
	}
	return g.read(call, got, secret)
}

// send asks the first host, and the second where no byte can have reached the first.
func (g *Gateway) send(ctx context.Context, to func(base string) (gatewayhttp.Reply, error)) (gatewayhttp.Reply, error) {
	got, err := to(g.Base)
	if _, unsent := errors.AsType[*kiosk.NotSent](err); unsent && g.second != "" && ctx.Err() == nil {
		return to(g.second)
	}
	return got, err
}

// header is a request's, with its signature.
func (g *Gateway) header(method, address string, body []byte) (http.Header, error) {
	if g.keys == nil {
		return nil, gatewayhttp.NotSent("%w", errNoKeys)
	}
	u, err := url.Parse(address)
	if err != nil {
		return nil, gatewayhttp.NotSent("address of a request cannot be used")
	}
	sign, err := authorization(g.keys.private, g.cfg.MerchantID, g.cfg.CertificateSerial, method, u.RequestURI(), body, g.now(), rand.Text())
	if err != nil {
		return nil, gatewayhttp.NotSent("%w", err)
	}
	h := http.Header{"Authorization": {sign}, "Accept": {"application/json"}}
	if g.cfg.PublicKeyID != "" { // and WeChat signs its reply with that key
		h.Set(headerSerial, g.cfg.PublicKeyID)
	}
	return h, nil
}

// read believes the content of a reply that WeChat signed. A refusal is signed by nobody.
func (g *Gateway) read(call string, got gatewayhttp.Reply, secret kiosk.PayCode) (reply, error) {
	r := reply{call: call}
	if got.Status >= 400 {
		return g.readRefusal(r, got, secret)
	}
	if err := verify(g.keys.wechat, once(got.Header), got.Body, g.now()); err != nil {
		if errors.Is(err, ErrOtherSerial) {
			err = fmt.Errorf("%w (%s)", err, g.strange.Note(got.Header.Get(headerSerial)))
		}
		return reply{}, r.garbage(err)
	}
	switch got.Status {
	case http.StatusNoContent:
		if len(got.Body) > 0 {
			return reply{}, r.garbage(errors.New("has content where there should be none"))
		}
		return r, nil
	case http.StatusOK, http.StatusAccepted:
		r.taken = got.Status == http.StatusAccepted
	default:
		return reply{}, r.garbage(fmt.Errorf("has HTTP status %d", got.Status))
	}
	var err error
	if r.object, err = wire.Decode(got.Body, valuesMax); err != nil {
		return reply{}, r.garbage(err)
	}
	r.object.Hush(secret.Reveal())
	return r, nil
}

// readRefusal reads a refusal. Of a server's fault no word is believed.
func (g *Gateway) readRefusal(r reply, got gatewayhttp.Reply, secret kiosk.PayCode) (reply, error) {
	o, err := wire.Decode(got.Body, valuesMax)
	if err != nil {
		return reply{}, r.garbage(fmt.Errorf("has HTTP status %d and no code", got.Status))
	}
	o.Hush(secret.Reveal())
	r.code, r.words = o.Number("code"), o.Phrase("message")
	switch {
	case r.code == "" || got.Status >= 500:
		return reply{}, r.garbage(fmt.Errorf("has HTTP status %d: %s", got.Status, r.reason()))
	case busyCodes.Class(r.code) == wire.Busy:
		return reply{}, fmt.Errorf("wechatpay %s: %w", r.call, gatewayhttp.Busy(errors.New(r.reason())))
	case r.code == codeSign:
		r.words = wire.Phrase(r.words + g.clockNote(got.Header))
	}
	return r, nil
}

// skewMin is the distance of two clocks that is told.
const skewMin = time.Minute

// clockNote tells of a clock that is off: signatures die of it at 5 minutes.
func (g *Gateway) clockNote(h http.Header) string {
	told, err := http.ParseTime(h.Get("Date"))
	if err != nil {
		return ""
	}
	if skew := g.now().Sub(told); skew.Abs() > skewMin {
		return fmt.Sprintf("（本机时钟与微信支付相差 %d 秒）", int(skew.Seconds()))
	}
	return ""
}
