package alipay

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"time"

	"facepay/kiosk"
	"facepay/providers/gatewayhttp"
	"facepay/providers/rsakey"
	"facepay/providers/wire"
)

const (
	// valuesMax bounds the values of one reply; a query's longest has about 60.
	valuesMax = 1000
	charset   = "utf-8"
)

// object is the node of a reply.
type object = wire.Object

var errNoKeys = errors.New("the keys cannot be read")

// params are a request's parameters but its content and its signature.
func (g *Gateway) params(method string) map[string]string {
	p := map[string]string{
		"app_id": g.cfg.AppID, "method": method, "format": "JSON", "charset": charset, "sign_type": signType,
		"timestamp": g.now().In(wire.China).Format(time.DateTime), "version": "1.0",
	}
	if g.keys.appCertSN != "" {
		p["app_cert_sn"], p["alipay_root_cert_sn"] = g.keys.appCertSN, g.keys.rootCertSN
	}
	if method == methodPrecreate || method == methodPay {
		p["notify_url"] = g.cfg.NotifyURL
	}
	return p
}

// ask asks method about content, and reads the node of a reply that Alipay signed. Whatever
// came and is not that proves nothing. secret is the payment code in content.
//
// The parameters stand in the address and the content in the body, as Alipay's own
// libraries have it: no proxy's log gets a payment code.
func ask[A any](ctx context.Context, g *Gateway, method string, content any, secret kiosk.PayCode, read func(object) (A, error)) (a A, err error) {
	o, err := g.post(ctx, method, content, secret)
	if err != nil {
		return a, err
	}
	a, err = read(o)
	if err != nil {
		return a, garbage(method, err)
	}
	return a, nil
}

func (g *Gateway) post(ctx context.Context, method string, content any, secret kiosk.PayCode) (object, error) {
	if g.keys == nil {
		return nil, gatewayhttp.NotSent("%s: %w", method, errNoKeys)
	}
	params := g.params(method)
	text, err := json.Marshal(content)
	if err != nil {
		return nil, gatewayhttp.NotSent("%s: %w", method, err)
	}
	params["biz_content"] = string(text)
	sign, err := rsakey.Sign(g.keys.private, []byte(signed(params)))
	if err != nil {
		return nil, gatewayhttp.NotSent("%s: %w", method, err)
	}
	query := url.Values{"sign": {sign}}
	for name, value := range params {
		if name != "biz_content" && value != "" {
			query.Set(name, value)
		}
	}
	reply, err := g.HTTP.PostForm(ctx, g.Base+"?"+query.Encode(), url.Values{"biz_content": {params["biz_content"]}})
	if err == nil {
		err = reply.OK()
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", method, err)
	}
	o, err := g.believed(reply.Body, method, secret)
	if err != nil {
		return nil, garbage(method, err)
	}
	if classOf(o) == wire.Busy {
		return nil, fmt.Errorf("%s: %w", method, gatewayhttp.Busy(errors.New(said(o))))
	}
	return o, nil
}

// believed is the node of a reply whose signature fits.
func (g *Gateway) believed(body []byte, method string, secret kiosk.PayCode) (object, error) {
	e, err := open(body, method)
	if err != nil {
		return nil, fmt.Errorf("reply %w", err)
	}
	o, err := wire.DecodeReply(e.node, valuesMax)
	if err != nil {
		return nil, err
	}
	o.Hush(secret.Reveal())
	switch {
	case e.sign == "": // anybody could have written it: it is for the log
		return nil, fmt.Errorf("reply %w: %s", errUnsigned, said(o))
	case e.certSN != "" && e.certSN != g.keys.alipayCertSN:
		return nil, fmt.Errorf("reply %w (%s)", errOtherCertificate, g.strange.Note(e.certSN))
	}
	if err := rsakey.Verify(g.keys.alipay, e.node, e.sign); err != nil {
		return nil, fmt.Errorf("reply %w", err)
	}
	if o.Text(fieldCode) == "" {
		return nil, errors.New("reply has no code")
	}
	return o, nil
}

// classOf is Busy for a reply that asks to be asked later, "" for any other.
func classOf(o object) wire.Class {
	if o.Text(fieldCode) != codeDone && (o.Text(fieldCode) == codeLimited || limits.Lists(o.Text(fieldSub))) {
		return wire.Busy
	}
	return ""
}

// codeLimited is the return code of an app that asked too often.
const codeLimited = "40005"

// said is the reason for people: the most precise sentence, else the code.
func said(o object) string {
	return cmp.Or(o.Phrase("sub_msg"), o.Phrase("msg"), o.Phrase(fieldSub), o.Phrase(fieldCode))
}

func garbage(method string, err error) error {
	return gatewayhttp.Garbage(fmt.Errorf("%s: %w", method, err))
}

var errOtherCertificate = errors.New("is signed by a certificate of Alipay's that is not the one in alipay_certificate")
