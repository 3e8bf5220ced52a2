package providers_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers/practice"
	"facepay/providers/wire/wiretest"
)

// shapes are replies that prove nothing, whichever call they answer: no object,
// one with nothing in it, another service's, a failure that no document names.
var shapes = []string{
	"", " ", "null", "[]", "{}", `""`, "true", "0", "1", `"SUCCESS"`, "[{}]", "{", `{"code":`, "<html><body>OK</body></html>", "success", "\x1f\x8b\x08",
	`{"code":null,"status":null,"status_code":null,"return_code":null,"data":null,"result":null}`,
	`{"code":[],"status":[],"status_code":[],"return_code":[],"data":[],"result":[]}`,
	`{"code":{},"status":{},"status_code":{},"return_code":{},"data":"","result":""}`,
	`{"code":true,"status":true,"status_code":true,"return_code":true,"data":true,"result":true}`,
	`{"code":"20000","msg":"Service Currently Unavailable","sub_code":"isp.unknow-error"}`,
	`{"code":"000000","data":{"code":"20000","msg":"Service Currently Unavailable","sub_code":"isp.unknow-error"}}`,
	`{"code":"10000","data":{"code":"20000"}}`,
	`{"status":1,"result":{"code":"20000","sub_code":"aop.ACQ.SYSTEM_ERROR"}}`,
	`{"code":1,"data":{"code":"SYSTEMERROR"}}`,
	`{"code":"SYSTEMERROR","msg":"系统繁忙，请稍后再试","message":"系统繁忙，请稍后再试"}`,
	`{"code":"40005","msg":"请求过于频繁"}`,
	`{"code":500,"message":"Internal Server Error","data":null}`,
	`{"code":-1,"status":-1,"status_code":-1}`,
	`{"code":"000000"}`, `{"code":"000000","data":null}`, `{"code":"000000","data":[]}`, `{"code":"000000","data":{}}`,
	`{"status":1}`, `{"code":1}`, `{"code":"10000"}`, `{"status_code":0}`, `{"status_code":0,"data":null}`, `{"status_code":0,"data":[]}`, `{"status_code":0,"data":{}}`,
	`{"return_code":"SUCCESS"}`, `{"return_code":"SUCCESS","result_code":""}`, `{"return_code":"SUCCESS","result_code":"SYSTEMERROR"}`,
	`{"success":true,"data":{"status":"ok"}}`, `{"error":"not found"}`, `{"timestamp":"2026-11-28T00:00:00Z","status":404,"error":"Not Found","path":"/"}`,
}

// oddities are put in the place of each value of a genuine reply; the first takes
// the field away.
var oddities = []any{nil, json.RawMessage("null"), "", map[string]any{}, []any{"1"}, true, json.Number("987654321"), "NO_SUCH_WORD"}

// bent is a genuine reply with its n-th value made odd, false beyond the last.
func bent(t *testing.T, genuine []byte, n int) (string, bool) {
	t.Helper()
	if len(genuine) == 0 || genuine[0] == '<' {
		return "", false // no JSON: only the shapes are tried
	}
	d := json.NewDecoder(bytes.NewReader(genuine))
	d.UseNumber()
	var root any
	require.NoError(t, d.Decode(&root), "%s", genuine)
	if !spoil(root, &n) {
		return "", false
	}
	text := wiretest.Call(json.Marshal(root)).OK(t)
	return string(text), true
}

// spoil walks v and makes the n-th of its values odd, in one of the ways.
func spoil(v any, n *int) bool {
	switch v := v.(type) {
	case map[string]any:
		for _, key := range slices.Sorted(maps.Keys(v)) {
			if *n < len(oddities) {
				if v[key] = oddities[*n]; *n == 0 {
					delete(v, key)
				}
				return true
			}
			*n -= len(oddities)
			if spoil(v[key], n) {
				return true
			}
		}
	case []any:
		for i := range v {
			if *n < len(oddities) {
				v[i] = oddities[*n]
				return true
			}
			*n -= len(oddities)
			if spoil(v[i], n) {
				return true
			}
		}
	}
	return false
}

// front stands between a till and the practice gateway and answers one call
// otherwise.
type front struct {
	s    *shop
	call string

	mu      sync.Mutex
	answer  func(genuine []byte) []byte   // nil: as it is
	sign    func(body string) http.Header // of a reply that is no refusal; nil: as it is
	genuine []byte                        // the last of the call
	said    []byte                        // in its place
	busy    bool                          // it is refused with 429
}

func (f *front) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	before := f.s.asked(f.call)
	proxy := httputil.NewSingleHostReverseProxy(wiretest.Call(url.Parse(f.s.server.URL())).OK(f.s))
	proxy.ModifyResponse = func(resp *http.Response) error {
		if f.s.asked(f.call) == before {
			return nil
		}
		body, err := io.ReadAll(resp.Body)
		f.mu.Lock()
		defer f.mu.Unlock()
		if f.genuine = body; f.answer != nil {
			body = f.answer(body)
			if resp.StatusCode == http.StatusNoContent {
				resp.StatusCode = http.StatusOK // now there is some
			}
		}
		if f.sign != nil && resp.StatusCode < http.StatusBadRequest {
			maps.Copy(resp.Header, f.sign(string(body)))
		}
		if f.said = body; f.busy {
			resp.StatusCode = http.StatusTooManyRequests
			resp.Header.Set("Retry-After", "7")
		}
		resp.Body = io.NopCloser(bytes.NewReader(body))
		resp.Header.Set("Content-Length", strconv.Itoa(len(body)))
		return err
	}
	proxy.ServeHTTP(w, r)
}

func (f *front) set(answer func([]byte) []byte) { f.signed(answer, nil) }

func (f *front) signed(answer func([]byte) []byte, header func(string) http.Header) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.answer, f.sign = answer, header
}

// closesPaid is Close of an order that was paid meanwhile.
const closesPaid = "Close of a paid order"

// An answer that proves nothing is never a verdict, at any gateway and call. The
// gateway did what it was asked, so that whatever the till concludes otherwise
// is wrong: the order is open, the money came, it went back.
func TestGateways_AnswersThatProveNothingAreNoVerdict(t *testing.T) {
	for _, g := range gateways {
		believesNoNonsense(t, g)
	}
}

func believesNoNonsense(t *testing.T, g row) {
	for _, call := range append(calls, closesPaid) {
		route, _, _ := strings.Cut(call, " ")
		if len(g.routes[route]) == 0 {
			continue
		}
		t.Run(g.name+" "+call, func(t *testing.T) {
			t.Parallel()
			s, f := bending(t, g, call)
			p, r := s.asking(call)
			wiretest.Call(s.call(route, p, r)).OK(t)
			if f.genuine == nil {
				require.Equal(t, closesPaid, call, "only a paid order is not closed")
				return
			}
			var answers []func([]byte) []byte
			for n, more := 0, true; more; n++ {
				if _, more = bent(t, f.genuine, n); more {
					answers = append(answers, func(genuine []byte) []byte {
						text, _ := bent(t, genuine, n)
						return []byte(text)
					})
				}
			}
			for _, shape := range shapes {
				answers = append(answers, func([]byte) []byte { return []byte(shape) })
			}
			for _, answer := range answers {
				switch {
				case call == callCode && !s.can.OwnNumber: // only the one order by code can be told
					s, f = bending(t, g, call)
					p, r = s.asking(call)
				case call != callQuery && call != callQueryRefund:
					f.set(nil)
					p, r = s.asking(call)
				}
				f.set(answer)
				s.provesNothing(call, p, r, f)
				reseal, signs := resealed[g.dialect]
				if !signs {
					continue
				}
				f.set(nil)
				if call != callQuery && call != callQueryRefund {
					p, r = s.asking(call)
				}
				if reseal.header != nil {
					f.signed(answer, reseal.header)
				} else {
					f.set(func(genuine []byte) []byte { return reseal.body(t, answer(genuine)) })
				}
				s.provesNothing(call, p, r, f)
			}
		})
	}
}

// A gateway that is asked too often says so at each call, and for how long it
// wants its peace; no such call is made again by anybody but the till.
func TestGateways_ABusyGatewayIsToldOfAtEveryCall(t *testing.T) {
	for _, g := range gateways {
		tellsThatItIsBusy(t, g)
	}
}

func tellsThatItIsBusy(t *testing.T, g row) {
	for _, call := range calls {
		if len(g.routes[call]) == 0 {
			continue
		}
		t.Run(g.name+" "+call, func(t *testing.T) {
			s, f := bending(t, g, call)
			p, r := s.asking(call)
			before := s.asked(call)
			f.mu.Lock()
			f.busy = true
			f.mu.Unlock()
			_, err := s.call(call, p, r)
			var unanswered *kiosk.Unanswered
			require.ErrorAs(t, err, &unanswered)
			require.True(t, unanswered.Answered)
			require.True(t, unanswered.Busy)
			require.Equal(t, 7*time.Second, unanswered.RetryAfter)
			require.Equal(t, before+1, s.asked(call))
		})
	}
}

// bending is a shop with a front for one call.
func bending(t *testing.T, g row, call string) (*shop, *front) {
	s := open(t, g, call)
	route, _, _ := strings.Cut(call, " ")
	f := &front{s: s, call: route}
	srv := httptest.NewServer(f)
	t.Cleanup(srv.Close)
	t.Cleanup(s.http.CloseIdle) // before the server waits for its connections
	s.through(srv.URL)
	return s, f
}

// asking is before, with a payment that is closed too late.
func (s *shop) asking(call string) (kiosk.Payment, kiosk.Refund) {
	if call != closesPaid {
		return s.before(call)
	}
	p := s.opened()
	s.act(practice.ActionPay, p)
	return p, kiosk.Refund{}
}

func (s *shop) provesNothing(call string, p kiosk.Payment, r kiosk.Refund, f *front) {
	s.Helper()
	route, _, _ := strings.Cut(call, " ")
	o, err := s.call(route, p, r)
	f.mu.Lock()
	reply := f.said
	f.mu.Unlock()
	if err != nil {
		require.Equal(s, "garbage", wiretest.Proves(err), "%s", reply)
		return
	}
	may := map[string][]kiosk.Verdict{
		callQR: {kiosk.VerdictWaiting}, callMini: {kiosk.VerdictWaiting}, callCode: {kiosk.VerdictPaid}, callQuery: {kiosk.VerdictPaid},
		callClose: {kiosk.VerdictClosed}, closesPaid: {kiosk.VerdictPaid},
	}[call]
	a := o.payment
	switch {
	case call == callRefund || call == callQueryRefund:
		require.NotEqual(s, kiosk.RefundSaidRefused, o.refund.Verdict, "%s", reply)
	case a.Verdict == kiosk.VerdictUnknown:
	case call == callQR && a.Verdict == kiosk.VerdictFailed && a.Amount != nil && *a.Amount != p.Amount:
		// It names another amount, of which no QR is shown.
	case call == callQR && a.Verdict == kiosk.VerdictFailed && a.GatewayOrderNo != "" && !s.made(a.GatewayOrderNo):
		// It named an order that there is not, and the gateway itself says so.
	default:
		require.Contains(s, may, a.Verdict, "%s %+v", reply, a)
	}
	if a.Verdict == kiosk.VerdictWaiting {
		require.NotEmpty(s, fmt.Sprint(a.QR, string(a.Params)), "%s", reply)
	}
}

func (s *shop) made(no string) bool {
	_, known := s.ledger().Order(no)
	return known
}

// seal is the signature of a gateway's replies: in the reply, or in its header.
type seal struct {
	body   func(t *testing.T, reply []byte) []byte
	header func(body string) http.Header
}

// resealed put a signature that fits on what is in a reply, of the gateways that sign
// theirs: so it reaches whoever reads it.
var resealed = map[string]seal{"yfpay": {body: yfpaySigned}, "alipay": {body: alipaySigned}, "wechatpay": {header: wechatHeader}}

// alipaySigned is a reply of Alipay's under its signature; what has no node stays as it is.
func alipaySigned(t *testing.T, reply []byte) []byte {
	members := map[string]json.RawMessage{}
	if json.Unmarshal(reply, &members) != nil {
		return reply
	}
	return []byte(alipayReplySeal(t)(string(reply)))
}

// yfpaySigned is a reply of yfpay's under its signature, which reaches whoever
// reads what is in it; what is no object stays as it is.
func yfpaySigned(t *testing.T, reply []byte) []byte {
	fields := map[string]json.RawMessage{}
	if json.Unmarshal(reply, &fields) != nil || fields == nil {
		return reply
	}
	delete(fields, "sign")
	bare := wiretest.Call(json.Marshal(fields)).OK(t)
	return []byte(yfpaySeal(t)(string(bare)))
}
