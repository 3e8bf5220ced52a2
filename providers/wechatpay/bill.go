package wechatpay

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha1"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"facepay/kiosk"
	"facepay/providers/bill"
	"facepay/providers/gatewayhttp"
)

const (
	pathBill = "/v3/bill/tradebill"
	// billBytesMax bounds a day's bill, packed and unpacked: a row has some 300 bytes, so
	// that these are over 100,000.
	billBytesMax = 64 << 20
)

// BillKind implements bill.Source.
func (g *Gateway) BillKind() kiosk.BillKind { return kiosk.BillWeChat }

// DownloadBill fetches what was sold and given back on a Beijing day, for package bill
// (tradebill). The file itself is not signed: it is WeChat's by the digest in the signed
// reply. Errors: bill.ErrNone, bill.ErrLater, *bill.Refused, *kiosk.NotSent, *kiosk.Unanswered.
func (g *Gateway) DownloadBill(ctx context.Context, day kiosk.Date) ([]byte, error) {
	query := url.Values{"bill_date": {string(day)}, "bill_type": {"ALL"}, "tar_type": {"GZIP"}}
	r, err := g.ask(ctx, callBill, http.MethodGet, pathBill+"?"+query.Encode(), nil, kiosk.PayCode{})
	if err != nil {
		return nil, err
	}
	switch r.code {
	case "":
	case "NO_STATEMENT_EXIST":
		return nil, bill.ErrNone
	case "STATEMENT_CREATING":
		return nil, bill.ErrLater
	default:
		return nil, &bill.Refused{Why: r.reason()}
	}
	address := r.object.Text("download_url")
	if r.object.Text("hash_type") != "SHA1" || !g.own(address) {
		return nil, r.garbage(errors.New("names no digest or no address of WeChat's"))
	}
	header, err := g.header(http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	got, err := g.HTTP.GetLong(ctx, address, header, billBytesMax)
	if err == nil {
		err = got.OK()
	}
	if err != nil {
		return nil, fmt.Errorf("wechatpay bill: %w", err)
	}
	plain, err := unpacked(got.Body)
	if err != nil {
		return nil, garbage(callBill, err)
	}
	if want := r.object.Text("hash_value"); !digests(plain, want) && !digests(got.Body, want) { // of which of the two is not documented
		return nil, garbage(callBill, errors.New("has another digest than the file"))
	}
	return plain, nil
}

// own reports whether address is one of the gateway's, which alone are shown a signature.
func (g *Gateway) own(address string) bool {
	u, err := url.Parse(address)
	if err != nil || u.User != nil {
		return false
	}
	for _, base := range []string{g.Base, g.second} {
		if b, err := url.Parse(base); err == nil && base != "" && u.Scheme == b.Scheme && u.Host == b.Host {
			return true
		}
	}
	return false
}

func digests(text []byte, want string) bool {
	sum := sha1.Sum(text)
	return strings.EqualFold(hex.EncodeToString(sum[:]), want)
}

// unpacked is a file without gzip, if it has any.
func unpacked(file []byte) ([]byte, error) {
	if !bytes.HasPrefix(file, []byte{0x1f, 0x8b}) {
		return file, nil
	}
	z, err := gzip.NewReader(bytes.NewReader(file))
	if err != nil {
		return nil, errors.New("is a damaged gzip file")
	}
	plain, err := io.ReadAll(io.LimitReader(z, billBytesMax+1))
	switch {
	case err != nil:
		return nil, errors.New("is a damaged gzip file")
	case len(plain) > billBytesMax:
		return nil, gatewayhttp.ErrTooLarge
	}
	return plain, nil
}
