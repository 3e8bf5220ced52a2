package providers_test

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
	"facepay/providers"
	"facepay/providers/gatewayhttp"
	"facepay/providers/weidoufu"
	"facepay/providers/wire"
	"facepay/providers/wire/wiretest"
)

// said is the JSON text that stands in the field in question, or absent.
type said string

// absent: the field itself is missing.
const absent said = ""

// hole is the placeholder of the field's value in a frame's reply.
const hole = "@"

// frame is one call of one gateway, answered so that one field alone decides.
type frame struct {
	gateway, call, field string
	config               func(providers.Config)
	// reply is the answer with a hole in it. read is another one for the rows that
	// leave the rest to another field, where the two cannot be the same.
	reply, read string
	// reads are the rows of "read on" that another field than the usual decides.
	reads map[string]reading
	// others answers the calls before and after the one in question, with "HTTP 404 " before a
	// reply of another status; nil, or a reply of "": it is that one.
	others func(r *http.Request, x *exchange) string
	// seal signs what is served; header signs each reply that is no refusal, where the gateway
	// does that in the header.
	seal   func(body string) string
	header func(body string) http.Header
	// status is the HTTP status of reply; 0: 200.
	status int
	// ask asks, and returns the class that the till would believe.
	ask func(*asking) wire.Class
	// through is the class in which a row of "read on" ends here, and inProcess that
	// of one of "in process".
	through, inProcess wire.Class
	// unlisted is the class of a word that no table lists: Unknown, but for texts
	// that are looked through for words. empty is that of a field that is missing,
	// null or "", and odd that of one that is neither text nor number, where those
	// differ.
	unlisted, empty, odd wire.Class
	// other tells of a word that another table speaks of.
	other func(string) bool
	// words replaces the words that are made up.
	words []string
	// oneIn is the number of strange words of which one is drawn at each run, where each reply
	// costs two signatures by RSA; 0: all are asked.
	oneIn int
}

// reading is the answer to a row of "read on", and what it ends in.
type reading struct {
	reply   string
	through wire.Class
}

// exchange is the traffic of one asking.
type exchange struct {
	asked []string // method and path
	said  said
}

// asking is one question to a gateway, fresh of everything before.
type asking struct {
	*testing.T
	frame
	said     said
	body     string
	gateway  kiosk.Gateway
	exchange *exchange
}

type bench struct {
	frame
	url    string
	client *gatewayhttp.Client
	now    atomic.Pointer[asking]
}

func newBench(t *testing.T, f frame) *bench {
	b := &bench{frame: f, client: gatewayhttp.New("codes")}
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		a := b.now.Load()
		_, _ = io.Copy(io.Discard, r.Body)
		a.exchange.asked = append(a.exchange.asked, r.Method+" "+r.URL.Path)
		body, status := "", http.StatusOK
		if b.others != nil {
			body = b.others(r, a.exchange)
		}
		if rest, is := strings.CutPrefix(body, "HTTP "); is {
			_, _ = fmt.Sscan(rest, &status)
			_, body, _ = strings.Cut(rest, " ")
		} else if body == "" {
			body, status = a.body, cmp.Or(b.status, status)
		}
		if b.header != nil && status < http.StatusBadRequest {
			maps.Copy(w.Header(), b.header(body))
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}))
	t.Cleanup(server.Close)
	t.Cleanup(b.client.CloseIdle)
	b.url = server.URL
	return b
}

var fieldWithHole = regexp.MustCompile(`"[A-Za-z_]+":` + hole)

// ask asks with v in the field and returns what the till would believe.
func (b *bench) ask(t *testing.T, v said, read bool) wire.Class {
	t.Helper()
	body := b.reply
	if other, is := b.reads[strings.Trim(string(v), `"`)]; read && is {
		body = other.reply
	} else if read && b.read != "" {
		body = b.read
	}
	if v == absent {
		body = fieldWithHole.ReplaceAllLiteralString(body, `"nothing":0`)
	}
	body = strings.ReplaceAll(body, hole, string(v))
	if b.seal != nil {
		body = b.seal(body)
	}
	c := providers.Default().Practising(b.url)
	providers.Section[weidoufu.Config](c).NotifyURL = "https://shop.example/notify/weidoufu"
	if b.config != nil {
		b.config(c)
	}
	g := wiretest.Call(providers.New(b.frame.gateway, b.frame.gateway, c, b.client)).OK(t)
	a := &asking{T: t, frame: b.frame, said: v, body: body, gateway: g, exchange: &exchange{said: v}}
	b.now.Store(a)
	return b.frame.ask(a)
}

// of is the class that the till gives an answer about a payment.
func (a *asking) of(answer kiosk.Answer, err error) wire.Class {
	a.Helper()
	if a.unanswered(err) {
		return unansweredClass(err)
	}
	return wire.Class(answer.Verdict)
}

// ofRefund is the same of an answer about a refund.
func (a *asking) ofRefund(answer kiosk.RefundAnswer, err error) wire.Class {
	a.Helper()
	switch {
	case a.unanswered(err):
		return unansweredClass(err)
	case answer.Verdict == kiosk.RefundSaidUnknown:
		return wire.Unknown
	}
	return wire.Class("refund " + string(answer.Verdict))
}

// ofNotice is the same of a notification, which is none unless it is believed.
func (a *asking) ofNotice(n kiosk.Notification, err error) wire.Class {
	a.Helper()
	switch {
	case errors.Is(err, kiosk.ErrNotification):
		return wire.Unknown
	case n.Refund:
		require.Equal(a, kiosk.VerdictUnknown, n.Answer.Verdict)
		return wire.RefundNews
	}
	require.NoError(a, err)
	return wire.Class(n.Answer.Verdict)
}

func (a *asking) unanswered(err error) bool {
	a.Helper()
	if err == nil {
		return false
	}
	require.Equal(a, "garbage", wiretest.Proves(err), "%s: %v", a.said, err)
	return true
}

// unansweredClass is the class of an error that leaves a call unanswered.
func unansweredClass(err error) wire.Class {
	if unanswered, is := errors.AsType[*kiosk.Unanswered](err); is && unanswered.Busy {
		return wire.Busy
	}
	return wire.Unknown
}

func text(s string) said {
	b, err := json.Marshal(s)
	if err != nil {
		panic(err) // a text
	}
	return said(b)
}

func tableOf(t *testing.T, f frame) *wire.ResultCodes {
	t.Helper()
	for _, table := range tablesOf(f.gateway, f.call) {
		if table.Field == f.field {
			return table
		}
	}
	t.Fatalf("%s has no table of %s of %s", f.gateway, f.field, f.call)
	return nil
}

func (f frame) name() string { return f.gateway + " " + f.call + " " + f.field }

// wants is the class in which a row ends within the frame.
func (f frame) wants(r wire.ResultCode) wire.Class {
	switch r.Class {
	case wire.Read:
		return orElse(f.reads[r.Code].through, f.through)
	case wire.InProcess:
		return f.inProcess
	}
	return r.Class
}

func TestCodes_EachRowIsDecidedAsItSays(t *testing.T) {
	framed := map[string]bool{}
	for _, f := range frames(t) {
		table := tableOf(t, f)
		framed[f.name()] = true
		t.Run(f.name(), func(t *testing.T) {
			t.Parallel()
			b := newBench(t, f)
			for _, r := range table.Rows {
				values := []said{text(r.Code)}
				if json.Valid([]byte(r.Code)) && r.Code != "null" {
					values = append(values, said(r.Code)) // as a number
				}
				if table.AnyCase {
					values = append(values, text(strings.ToLower(r.Code)))
				}
				if table.Phrases {
					values = []said{text("x" + r.Code + "x"), text("x" + strings.ToLower(r.Code) + "x")}
				}
				if f.reply == hole || f.words != nil {
					values = []said{said(r.Code)}
				}
				for _, v := range values {
					require.Equal(t, f.wants(r), b.ask(t, v, r.Class == wire.Read), "%s", v)
				}
			}
		})
	}
	for _, sheet := range providers.Codes() {
		for _, table := range sheet.Tables {
			f := frame{gateway: sheet.Name, call: table.Call, field: table.Field}
			require.True(t, framed[f.name()], "no frame asks for %s", f.name())
		}
	}
}

const madeUpWords = 60

func TestCodes_WhatNoTableListsIsUnknown(t *testing.T) {
	seed := rand.Uint64()
	for _, f := range frames(t) {
		table := tableOf(t, f)
		t.Run(f.name(), func(t *testing.T) {
			t.Parallel()
			random := rand.New(rand.NewPCG(seed, 0))
			b := newBench(t, f)
			want := orElse(f.unlisted, wire.Unknown)
			strange := func(want wire.Class, v said) {
				t.Helper()
				require.Equal(t, want, b.ask(t, v, false), "%q, seed %d", v, seed)
			}
			if f.words != nil {
				for _, w := range f.words {
					strange(want, said(w))
				}
				return
			}
			listed := func(s string) bool {
				return table.Lists(string(wire.Trimmed([]byte(s)))) || f.other != nil && f.other(s)
			}
			for _, s := range strangeWords(random, f.gateway, table) {
				switch {
				case f.oneIn > 0 && random.IntN(f.oneIn) != 0:
				case s == "", listed(s): // an empty one has its own line below
				case f.reply == hole:
					strange(want, said(s))
				default:
					strange(want, text(s))
				}
			}
			for _, v := range strangeNumbers(table) {
				if json.Valid([]byte(v)) && !listed(string(v)) && f.reply != hole {
					strange(want, v)
				}
			}
			if f.reply == hole {
				return
			}
			for _, v := range []said{absent, "null", `""`} {
				strange(orElse(f.empty, want), v)
			}
			word := text(table.Rows[0].Code)
			for _, v := range []said{"true", "false", "{}", "[]", "[" + word + "]", `{"code":` + word + "}"} {
				if f.other == nil || f.odd != "" {
					strange(orElse(f.odd, want), v)
				}
			}
		})
	}
}

func orElse(c, otherwise wire.Class) wire.Class {
	if c != "" {
		return c
	}
	return otherwise
}

// strangeWords are words a letter away from those of a table, words of the
// gateway's other tables, and words that are nobody's.
func strangeWords(random *rand.Rand, gateway string, table *wire.ResultCodes) []string {
	var words []string
	for _, r := range table.Rows {
		words = append(words, nearMisses(r.Code)...)
	}
	for _, sheet := range providers.Codes() {
		for _, other := range sheet.Tables {
			for _, r := range other.Rows {
				if sheet.Name == gateway || random.IntN(8) == 0 {
					words = append(words, r.Code)
				}
			}
		}
	}
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789abcxyz支付成功待"
	alphabet := []rune(letters)
	for range madeUpWords {
		var b strings.Builder
		for range 1 + random.IntN(20) {
			b.WriteRune(alphabet[random.IntN(len(alphabet))])
		}
		words = append(words, b.String())
	}
	return words
}

// nearMisses are spellings that somebody might take for w.
func nearMisses(w string) []string {
	r := []rune(w)
	half := len(r) / 2
	all := []string{
		strings.ToLower(w), strings.ToUpper(w), strings.ToUpper(string(r[:1])) + strings.ToLower(string(r[1:])),
		string(r[:half]) + " " + string(r[half:]), string(r[:half]) + "\t" + string(r[half:]), string(r[:half]) + "\u00a0" + string(r[half:]),
		string(r[:len(r)-1]), string(r[1:]), w + w, w + ".", w + "0", "0" + w, w + ".0", "+" + w, w + "_", "_" + w, w + "\u200b", "\ufeff" + w, w + "\x00",
		`"` + w + `"`, strings.ReplaceAll(w, "_", "-"), strings.ReplaceAll(w, "_", ""), strings.ReplaceAll(w, "_", " "),
		strings.ReplaceAll(w, "S", "ſ"), strings.ReplaceAll(w, "K", "\u212a"), strings.ReplaceAll(w, "O", "0"), strings.ReplaceAll(w, "1", "l"),
	}
	if r[0] > ' ' && r[0] <= '~' {
		all = append(all, string(r[0]-'!'+'！')+string(r[1:])) // the wide character of Chinese fonts
	}
	return all
}

// strangeNumbers are JSON numbers that mean a listed one and are not written so.
func strangeNumbers(table *wire.ResultCodes) []said {
	list := []said{"-1", "7", "99", "1e3", "123456789012345678901234567890"}
	for _, r := range table.Rows {
		if !json.Valid([]byte(r.Code)) || r.Code == "null" {
			continue
		}
		n := said(r.Code)
		list = append(list, n+".0", n+"e0", n+"0", "-"+n)
	}
	return list
}

func TestCodes_EveryRowIsComplete(t *testing.T) {
	classes := map[wire.Class]bool{
		wire.Paid: true, wire.Waiting: true, wire.Confirming: true, wire.InProcess: true, wire.Failed: true, wire.Closed: true, wire.Unknown: true, wire.Busy: true,
		wire.RefundDone: true, wire.RefundPending: true, wire.RefundRefused: true, wire.RefundStuck: true, wire.RefundNews: true,
		wire.Read: true, wire.LogIn: true, wire.NotFound: true,
	}
	for _, sheet := range providers.Codes() {
		require.NotEmpty(t, sheet.About, sheet.Name)
		tables := map[string]bool{}
		for _, table := range sheet.Tables {
			name := sheet.Name + " " + table.Call + " " + table.Field
			require.NotEmpty(t, table.Does, name)
			require.False(t, tables[name], "%s stands twice", name)
			require.Equal(t, strings.Contains(table.Field, "piece") || strings.HasPrefix(table.Field, "sentence"), table.Phrases, "%s: only texts are looked through", name)
			tables[name] = true
			seen := map[string]bool{}
			for _, r := range table.Rows {
				require.NotEmpty(t, r.Code, name)
				require.NotEmpty(t, r.Means, "%s: %s", name, r.Code)
				require.NotEmpty(t, r.Why, "%s: %s", name, r.Code)
				require.NotEmpty(t, r.Source, "%s: %s", name, r.Code)
				require.True(t, classes[r.Class], "%s: %s is %q", name, r.Code, r.Class)
				require.False(t, seen[r.Code], "%s: %s stands twice", name, r.Code)
				seen[r.Code] = true
				if table.AnyCase {
					require.Equal(t, wire.Capitals(r.Code), r.Code, "%s: rows in any case stand in capitals", name)
				}
			}
		}
	}
}
