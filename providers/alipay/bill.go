package alipay

import (
	"context"
	"errors"
	"fmt"

	"facepay/kiosk"
	"facepay/providers/bill"
	"facepay/providers/gatewayhttp"
)

// billBytesMax bounds a day's zip: a row has under 100 bytes in it, so that these are
// some 300,000.
const billBytesMax = 32 << 20

// noBill are the sub_codes of a day without a bill: nothing was sold on it, or it is
// before about 9:00 of the next.
var noBill = map[string]bool{"ISP.BILL_NOT_EXIST": true, "BILL_NOT_EXIST": true, "NO_BILL_DATA": true}

// billContent is the biz_content of a bill's address.
type billContent struct {
	BillType string `json:"bill_type"`
	BillDate string `json:"bill_date"`
}

// BillKind implements bill.Source.
func (g *Gateway) BillKind() kiosk.BillKind { return kiosk.BillAlipay }

// DownloadBill fetches the zip of what was sold on a Beijing day, for package bill
// (alipay.data.dataservice.bill.downloadurl.query). The file itself is not signed: it is
// Alipay's by the signed address that it came from. Errors: bill.ErrNoneYet, *bill.Refused,
// *kiosk.NotSent, *kiosk.Unanswered.
func (g *Gateway) DownloadBill(ctx context.Context, day kiosk.Date) ([]byte, error) {
	address, err := ask(ctx, g, methodBill, billContent{"trade", string(day)}, kiosk.PayCode{}, readBill)
	if err != nil {
		return nil, err
	}
	if address.refused != nil {
		return nil, address.refused
	}
	reply, err := g.HTTP.Download(ctx, address.url, billBytesMax)
	if err == nil {
		err = reply.OK()
	}
	if err != nil {
		return nil, fmt.Errorf("download a bill: %w", err)
	}
	if len(reply.Body) == 0 {
		return nil, fmt.Errorf("download a bill: %w", gatewayhttp.Garbage(errors.New("it is empty")))
	}
	return reply.Body, nil
}

// billAddress is the address of a bill, or why there is none.
type billAddress struct {
	url     string
	refused error
}

func readBill(o object) (billAddress, error) {
	switch code := subCode(o); {
	case o.Text(fieldCode) == codeDone && !o.Has(fieldSub):
		if !o.Has("bill_download_url") {
			return billAddress{}, errors.New("reply names no address")
		}
		return billAddress{url: o.Text("bill_download_url")}, nil
	case noBill[code]:
		return billAddress{refused: bill.ErrNoneYet}, nil
	}
	return billAddress{refused: &bill.Refused{Why: said(o)}}, nil
}
