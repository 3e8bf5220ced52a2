package store

import (
	"bytes"
	"context"
	"crypto/ed25519"
	"encoding/json"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

var auditRequest = AuditRequest{Filter: Filter{Till: "01"}, Shop: "示例小店", Provider: "lepay", Program: "0.1.0", Now: noon}

func audited(t testing.TB, r *Reader, q AuditRequest) ([]byte, AuditReceipt) {
	t.Helper()
	var out bytes.Buffer
	receipt, err := r.WriteAudit(context.Background(), &out, q)
	require.NoError(t, err)
	return out.Bytes(), receipt
}

// problemsOf reads a summary and compares it with the ledger.
func problemsOf(t testing.TB, r *Reader, text []byte) []string {
	t.Helper()
	a, err := ReadAudit(bytes.NewReader(text))
	require.NoError(t, err)
	problems, err := r.VerifyAudit(context.Background(), a)
	require.NoError(t, err)
	return problems
}

// twoDays is a ledger with payments of two days, one a night, with everything
// that a summary counts:
//
//	day one  5.00 WeChat QR paid, 2.00 of it back · 7.00 Alipay face paid late · 1.00 QR closed by a manager
//	day two  9.00 WeChat mini paid by a manager's word · 3.00 code unknown
func twoDays(t testing.TB) *Ledger {
	t.Helper()
	l := newLedger(t)
	makePayment := func(no string, at time.Time, amount kiosk.Fen, wallet kiosk.Wallet, rail kiosk.Rail) kiosk.Payment {
		p := payment("ORDER00000000000000000"+no, "s"+no)
		p.Amount, p.Wallet, p.Rail, p.CreatedAt = amount, wallet, rail, at
		s := sale("s" + no)
		s.Amount, s.OpenedAt = amount, at
		save(t, l, first(s, p))
		return p
	}
	to := func(p kiosk.Payment, state kiosk.State, kind kiosk.RecordKind) kiosk.Payment {
		next, w := moved(p, state)
		w.Records[0].At, w.Records[0].Kind = p.CreatedAt.Add(time.Minute), kind
		w.Payments[0] = next
		save(t, l, w)
		return next
	}
	one := to(makePayment("A1", noon, 500, kiosk.WeChat, kiosk.RailQR), kiosk.StatePaid, kiosk.RecordMoved)
	back := refund("REFUND0000000000000000R1", one, 200)
	save(t, l, kiosk.Write{Refunds: []kiosk.Refund{back}, Records: []kiosk.Record{{At: noon, Kind: kiosk.RecordRefund,
		OrderNo: one.OrderNo, Refund: back.No, To: kiosk.State(back.State)}}})
	_, w := refundMoved(back, kiosk.RefundDone)
	save(t, l, w)

	two := makePayment("A2", noon.Add(11*time.Hour), 700, kiosk.Alipay, kiosk.RailCode)
	two.Face, two.Late = true, true
	to(two, kiosk.StatePaid, kiosk.RecordMoved)
	to(makePayment("A3", noon.Add(time.Hour), 100, kiosk.WeChat, kiosk.RailQR), kiosk.StateClosed, kiosk.RecordDecided)

	to(makePayment("B1", noon.Add(24*time.Hour), 900, kiosk.WeChat, kiosk.RailMini), kiosk.StatePaid, kiosk.RecordDecided)
	to(makePayment("B2", noon.Add(25*time.Hour), 300, kiosk.WeChat, kiosk.RailCode), kiosk.StateUnknown, kiosk.RecordMoved)
	return l
}

func TestAudit_FiguresByHand(t *testing.T) {
	l := twoDays(t)
	text, receipt := audited(t, l.Reader, auditRequest)
	lines := strings.Split(strings.TrimSpace(string(text)), "\n")
	require.Len(t, lines, 5)
	hash := func(seq int64) string {
		var h []byte
		require.NoError(t, l.db.QueryRow(`SELECT hash FROM events WHERE seq = ?`, seq).Scan(&h))
		return fmt.Sprintf("%x", h)
	}
	require.Equal(t, `{"type":"facepay audit","format":1,"shop":"示例小店","till":"01","provider":"lepay","program":"0.1.0",`+
		`"made_at":"2026-11-20T12:00:00+08:00","events":17,"chain":"`+hash(17)+`","faults":[],"public_key":"`+receipt.PublicKey+
		`","fingerprint":"`+receipt.Fingerprint+`"}`, lines[0])
	require.Equal(t, `{"type":"day","day":"2026-11-20","begins":"2026-11-20T00:00:00+08:00","ends":"2026-11-21T00:00:00+08:00",`+
		`"payments":3,"states":{"closed":1,"created":0,"failed":0,"paid":2,"unknown":0,"waiting":0},"paid":"12.00","late":"7.00",`+
		`"late_payments":1,"refunded":"2.00","net":"10.00",`+
		`"wallets":{"alipay":{"payments":1,"paid":"7.00","refunded":"0.00"},"wechat":{"payments":1,"paid":"5.00","refunded":"2.00"}},`+
		`"rails":{"face":{"payments":1,"paid":"7.00","refunded":"0.00"},"qr":{"payments":1,"paid":"5.00","refunded":"2.00"}},`+
		`"decided_by_manager":1,"unknown_open":0,"events":11,"first_event":1,"last_event":11,"chain":"`+hash(11)+`"}`, lines[1])
	require.Equal(t, `{"type":"day","day":"2026-11-21","begins":"2026-11-21T00:00:00+08:00","ends":"2026-11-22T00:00:00+08:00",`+
		`"payments":2,"states":{"closed":0,"created":0,"failed":0,"paid":1,"unknown":1,"waiting":0},"paid":"9.00","late":"0.00",`+
		`"late_payments":0,"refunded":"0.00","net":"9.00","wallets":{"wechat":{"payments":1,"paid":"9.00","refunded":"0.00"}},`+
		`"rails":{"mini":{"payments":1,"paid":"9.00","refunded":"0.00"}},`+
		`"decided_by_manager":1,"unknown_open":1,"events":6,"first_event":12,"last_event":17,"chain":"`+hash(17)+`"}`, lines[2])
	require.Equal(t, `{"type":"total","days":2,`+
		`"payments":5,"states":{"closed":1,"created":0,"failed":0,"paid":3,"unknown":1,"waiting":0},"paid":"21.00","late":"7.00",`+
		`"late_payments":1,"refunded":"2.00","net":"19.00",`+
		`"wallets":{"alipay":{"payments":1,"paid":"7.00","refunded":"0.00"},"wechat":{"payments":2,"paid":"14.00","refunded":"2.00"}},`+
		`"rails":{"face":{"payments":1,"paid":"7.00","refunded":"0.00"},"mini":{"payments":1,"paid":"9.00","refunded":"0.00"},`+
		`"qr":{"payments":1,"paid":"5.00","refunded":"2.00"}},"decided_by_manager":2,"unknown_open":1}`, lines[3])
	require.Empty(t, problemsOf(t, l.Reader, text))

	again, _ := audited(t, l.Reader, auditRequest)
	require.Equal(t, string(text), string(again), "the same ledger at the same time makes the same bytes")
}

// The signature can be checked without this program: it is plain ed25519 over
// the bytes before the last line.
func TestAudit_SignatureIsOverTheBytesBeforeIt(t *testing.T) {
	l := twoDays(t)
	text, receipt := audited(t, l.Reader, auditRequest)
	cut := bytes.LastIndexByte(bytes.TrimSpace(text), '\n') + 1
	var head struct {
		PublicKey []byte `json:"public_key"`
	}
	var last struct{ Signature []byte }
	require.NoError(t, json.Unmarshal(text[:bytes.IndexByte(text, '\n')], &head))
	require.NoError(t, json.Unmarshal(text[cut:], &last))
	require.True(t, ed25519.Verify(head.PublicKey, text[:cut], last.Signature))

	info, err := os.Stat(filepath.Join(l.dir, auditKeyName))
	require.NoError(t, err)
	require.Equal(t, fs.FileMode(0o600), info.Mode().Perm())
	key := content(t, filepath.Join(l.dir, auditKeyName))
	secret := strings.Split(string(key), "\n")[1]
	require.NotContains(t, string(text)+fmt.Sprint(receipt), secret)
	backedUp(t, l, noon)
	require.NoError(t, filepath.WalkDir(filepath.Join(l.dir, backupsDir), func(path string, d fs.DirEntry, err error) error {
		if err == nil && !d.IsDir() {
			require.NotContains(t, string(content(t, path)), secret)
		}
		return err
	}))
}

func TestAudit_PeriodsAreWholeDaysOfTheShop(t *testing.T) {
	l := twoDays(t)
	day := func(d int) time.Time { return time.Date(2026, 11, d, 0, 0, 0, 0, time.UTC) }
	for name, c := range map[string]struct {
		from, to time.Time
		days     []string
	}{
		"all":           {time.Time{}, time.Time{}, []string{"2026-11-20", "2026-11-21"}},
		"the first":     {day(20), day(20), []string{"2026-11-20"}},
		"from":          {day(21), time.Time{}, []string{"2026-11-21"}},
		"up to":         {time.Time{}, day(20), []string{"2026-11-20"}},
		"nothing there": {day(1), day(2), nil},
	} {
		t.Run(name, func(t *testing.T) {
			q := auditRequest
			q.From, q.To = c.from, c.to
			text, receipt := audited(t, l.Reader, q)
			var days []string
			for _, m := range regexp.MustCompile(`"day":"([^"]*)"`).FindAllStringSubmatch(string(text), -1) {
				days = append(days, m[1])
			}
			require.Equal(t, c.days, days)
			require.Equal(t, len(c.days), receipt.Days)
			require.Empty(t, problemsOf(t, l.Reader, text))
		})
	}
	q := auditRequest
	q.From, q.To = day(21), day(20)
	var out bytes.Buffer
	_, err := l.WriteAudit(context.Background(), &out, q)
	require.ErrorIs(t, err, ErrPeriod)
	require.Empty(t, out.Bytes())
}

func TestAudit_OfAnEmptyLedger(t *testing.T) {
	l := newLedger(t)
	text, receipt := audited(t, l.Reader, auditRequest)
	require.Zero(t, receipt.Days)
	require.Empty(t, problemsOf(t, l.Reader, text))
	save(t, l, first(sale("s1"), payment("ORDER00000000000000000P1", "s1")))
	require.Empty(t, problemsOf(t, l.Reader, text), "what came later is not the summary's")
}

// Whatever is recorded after a summary, the summary still agrees: late money,
// refunds and decisions about its days included.
func TestAudit_AgreesForEver(t *testing.T) {
	l := twoDays(t)
	text, _ := audited(t, l.Reader, auditRequest)
	payments, err := l.Payments(context.Background(), kiosk.HistoryFilter{}, "", 10)
	require.NoError(t, err)
	for _, p := range payments {
		switch p.State {
		case kiosk.StateClosed, kiosk.StateUnknown:
			p.Late = true
			_, w := moved(p, kiosk.StatePaid)
			save(t, l, w)
		case kiosk.StatePaid:
			r := refund("REFUND00000000000000"+string(p.OrderNo[20:]), p, 100)
			save(t, l, kiosk.Write{Refunds: []kiosk.Refund{r}, Records: []kiosk.Record{{At: noon, Kind: kiosk.RecordRefund,
				OrderNo: p.OrderNo, Refund: r.No, To: kiosk.State(r.State)}}})
			_, w := refundMoved(r, kiosk.RefundDone)
			save(t, l, w)
		}
	}
	save(t, l, first(sale("s9"), payment("ORDER00000000000000000C1", "s9"))) // of a day that is in the summary
	require.Empty(t, problemsOf(t, l.Reader, text))
	later, _ := audited(t, l.Reader, auditRequest)
	require.Contains(t, string(later), `"refunded":"4.00"`)
}

func TestVerifyAudit_FindsWhatTheChainCannot(t *testing.T) {
	// anew gives every event from seq on the hashes of another history, so that
	// the ledger alone is in order, and forgets what was verified.
	anew := func(t *testing.T, dir string, seq int64, change func(*event)) {
		rewrite(t, dir, seq, 17, change)
		require.NoError(t, os.RemoveAll(filepath.Join(dir, checkpointName)))
	}
	sealOf := func(t *testing.T, l *Ledger, order string) (int64, []byte) {
		p, err := scanPayment(l.db.QueryRow(`SELECT `+paymentColumns+` FROM payments WHERE order_no = ?`, order).Scan)
		require.NoError(t, err)
		sum := rowDigest(paymentDomain, paymentValues(&p, bookingIn(t, l, "payments", string(p.OrderNo))))
		var seq int64
		require.NoError(t, l.db.QueryRow(`SELECT max(seq) FROM events WHERE order_no = ? AND refund IS NULL AND row_version > 0`, order).Scan(&seq))
		return seq, sum[:]
	}
	for name, c := range map[string]struct {
		spoil func(*testing.T, *Ledger)
		want  []string
	}{
		"a note of the second day written anew": {func(t *testing.T, l *Ledger) {
			anew(t, l.dir, 13, noteOf(13))
		}, []string{"the chain has not the event 17 with which the summary ended: it was edited, or the history after event 11 was written anew"}},
		"an amount of the first day, with all that hangs on it": {func(t *testing.T, l *Ledger) {
			byOtherHands(t, l.dir, `UPDATE payments SET amount = 400 WHERE id = 1`)
			seq, sum := sealOf(t, l, "ORDER00000000000000000A1")
			anew(t, l.dir, 2, func(e *event) {
				if e.record.OrderNo == "ORDER00000000000000000A1" && e.record.Refund == "" {
					e.amount = 400
				}
				if e.seq == seq {
					e.rowHash = sum
				}
			})
		}, []string{"the chain has not the event 11 with which 2026-11-20 ended: it was edited, or the history after event 0 was written anew",
			`2026-11-20: net was "10.00", the ledger says "9.00"; paid was "12.00", the ledger says "11.00"; ` +
				`rails.qr.paid was "5.00", the ledger says "4.00"; wallets.wechat.paid was "5.00", the ledger says "4.00"`,
			`total: net was "19.00", the ledger says "18.00"; paid was "21.00", the ledger says "20.00"; ` +
				`rails.qr.paid was "5.00", the ledger says "4.00"; wallets.wechat.paid was "14.00", the ledger says "13.00"`}},
		"the second day taken out": {func(t *testing.T, l *Ledger) {
			byOtherHands(t, l.dir, `DELETE FROM events WHERE seq > 11`, `DELETE FROM payments WHERE id > 3`,
				`DELETE FROM sales WHERE id > 3`)
			require.NoError(t, os.RemoveAll(filepath.Join(l.dir, checkpointName)))
		}, []string{"the chain has not the event 17 with which the summary ended: it lacks what it once had from event 12 to event 17: an older copy, or one without ledger.db-wal"}},
		"the payment moved into another month": {func(t *testing.T, l *Ledger) {
			byOtherHands(t, l.dir, fmt.Sprintf(`UPDATE payments SET created_at = %d WHERE id = 1`, noon.AddDate(0, 1, 0).UnixMilli()))
			seq, sum := sealOf(t, l, "ORDER00000000000000000A1")
			anew(t, l.dir, seq, func(e *event) {
				if e.seq == seq {
					e.rowHash = sum
				}
			})
		}, []string{"the chain has not the event 11 with which 2026-11-20 ended: it was edited, or the history after event 0 was written anew",
			"payment …00A1: the summary does not have it, though it was recorded before the summary was made"}},
	} {
		t.Run(name, func(t *testing.T) {
			l := twoDays(t)
			text, _ := audited(t, l.Reader, auditRequest)
			c.spoil(t, l)
			require.NoError(t, l.VerifyChain(context.Background()), "the chain without a secret shows nothing")
			got := problemsOf(t, l.Reader, text)
			require.Equal(t, c.want, got[:len(c.want)])
		})
	}
}

func TestAudit_SaysWhatIsWrongWithTheLedger(t *testing.T) {
	l := twoDays(t)
	before, _ := audited(t, l.Reader, auditRequest)
	byOtherHands(t, l.dir, `UPDATE payments SET amount = 1 WHERE id = 1`)
	text, receipt := audited(t, l.Reader, auditRequest)
	const fault = "payment …00A1 was edited since event 3 (moved, 2026-11-20 12:01:00 +08:00) sealed it"
	require.ErrorContains(t, receipt.Faults, fault)
	require.Contains(t, string(text), `"faults":["`+fault+`"]`)
	require.Equal(t, "ledger: "+fault, problemsOf(t, l.Reader, before)[0])
}

func TestVerifyAudit_TellsWhoseKeySigned(t *testing.T) {
	l, other := twoDays(t), newLedger(t)
	theirs, _ := audited(t, other.Reader, auditRequest)
	got := problemsOf(t, l.Reader, theirs)
	require.Regexp(t, `^signed by the key SHA256:\S+; this till has none`, got[0])
	_, own := audited(t, l.Reader, auditRequest)
	got = problemsOf(t, l.Reader, theirs)
	require.Regexp(t, `^signed by the key SHA256:\S+, and not by this till's, which is `+regexp.QuoteMeta(own.Fingerprint), got[0])
}

func TestReadAudit_RefusesWhatIsNotASummaryAsItWasSigned(t *testing.T) {
	l := twoDays(t)
	whole, _ := audited(t, l.Reader, auditRequest)
	lines := bytes.SplitAfter(whole, []byte("\n"))
	join := func(parts ...[]byte) []byte { return bytes.Join(parts, nil) }
	otherKey, _ := audited(t, newLedger(t).Reader, auditRequest)
	replaced := func(old, with string) []byte {
		require.Contains(t, string(whole), old)
		return bytes.Replace(bytes.Clone(whole), []byte(old), []byte(with), 1)
	}
	for name, c := range map[string]struct {
		text []byte
		want error
	}{
		"nothing":                       {nil, ErrNoAudit},
		"another file":                  {[]byte("a,b\n1,2\n3,4\n"), ErrNoAudit},
		"JSON of somebody else":         {[]byte("{}\n{}\n{}\n"), ErrNoAudit},
		"endless":                       {bytes.Repeat([]byte("x"), auditBytesMax+1), ErrNoAudit},
		"only a part":                   {join(lines[0], lines[1]), ErrNoAudit},
		"without its signature":         {join(lines[:4]...), ErrNoAudit},
		"cut in the signature":          {whole[:len(whole)-30], ErrNoAudit},
		"an amount changed":             {replaced(`"paid":"12.00"`, `"paid":"92.00"`), ErrAuditEdited},
		"a space more":                  {replaced(`"paid":"12.00"`, `"paid": "12.00"`), ErrAuditEdited},
		"a day taken out":               {join(lines[0], lines[1], lines[3], lines[4]), ErrAuditEdited},
		"two days swapped":              {join(lines[0], lines[2], lines[1], lines[3], lines[4]), ErrAuditEdited},
		"a day twice":                   {join(lines[0], lines[1], lines[1], lines[2], lines[3], lines[4]), ErrAuditEdited},
		"line ends of another system":   {bytes.ReplaceAll(whole, []byte("\n"), []byte("\r\n")), ErrAuditEdited},
		"the signature of another":      {join(lines[0], lines[1], lines[2], lines[3], bytes.SplitAfter(otherKey, []byte("\n"))[2]), ErrAuditEdited},
		"another fingerprint":           {replaced(`"fingerprint":"SHA256:`, `"fingerprint":"SHA256:x`), ErrAuditEdited},
		"another algorithm":             {replaced(`"algorithm":"ed25519"`, `"algorithm":"none"`), ErrNoAudit},
		"of a newer program":            {replaced(`"format":1`, `"format":2`), ErrAuditNewer},
		"a key that is none":            {replaced(`"public_key":"`, `"public_key":"AAAA`), ErrAuditEdited},
		"something after the last line": {append(bytes.Clone(whole), "x"...), ErrNoAudit},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := ReadAudit(bytes.NewReader(c.text))
			require.ErrorIs(t, err, c.want)
		})
	}
	_, err := ReadAudit(bytes.NewReader(whole))
	require.NoError(t, err)
}

// A time past the years that the format has is in no calendar, and is still
// counted and named.
func TestAudit_ATimeAfterAllDaysIsOnTheLast(t *testing.T) {
	for name, c := range map[string]struct{ spoil, fault string }{
		"of an event":         {`UPDATE events SET at = %d WHERE seq = 5`, "event 5 "},
		"of the newest event": {`UPDATE events SET at = %d WHERE seq = 17`, "event 17 "},
		"of a payment":        {`UPDATE payments SET created_at = %d WHERE id = 1`, "payment …00A1 was edited"},
	} {
		for at, ms := range map[string]int64{"9999": time.Date(9999, 12, 31, 23, 0, 0, 0, time.UTC).UnixMilli(),
			"10000": time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC).UnixMilli(), "no year": 900000000000000000} {
			t.Run(name+", "+at, func(t *testing.T) {
				l := twoDays(t)
				byOtherHands(t, l.dir, fmt.Sprintf(c.spoil, ms))
				text, receipt := audited(t, l.Reader, auditRequest)
				require.ErrorContains(t, receipt.Faults, c.fault)
				require.Contains(t, string(text), `"faults":["`+c.fault)
				require.Contains(t, string(text), `"day":"9999-12-30"`)
				require.Equal(t, 3, receipt.Days)
				for _, problem := range problemsOf(t, l.Reader, text) {
					require.Regexp(t, "^ledger: |^the chain has not the event ", problem, "its figures are those of the ledger that it was made of")
				}
			})
		}
	}
	q := auditRequest
	q.To = time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	_, err := twoDays(t).WriteAudit(context.Background(), &bytes.Buffer{}, q)
	require.NoError(t, err, "the last day that can be asked for")
}

func TestAudit_NamesAHiddenSeal(t *testing.T) {
	l := twoDays(t)
	byOtherHands(t, l.dir, `UPDATE events SET refund = '' WHERE seq = 3`)
	text, receipt := audited(t, l.Reader, auditRequest)
	require.Equal(t, []string{"edited event 3"}, named(t, receipt.Faults))
	require.Len(t, problemsOf(t, l.Reader, text), 1)
	byOtherHands(t, l.dir, `UPDATE events SET refund = NULL WHERE seq = 3`)
	text, _ = audited(t, l.Reader, auditRequest)
	byOtherHands(t, l.dir, `UPDATE events SET refund = '' WHERE seq = 17`)
	require.Contains(t, strings.Join(problemsOf(t, l.Reader, text), "\n"), "the chain has not the event 17 with which")
}

// No single changed byte of the signed part passes.
func TestReadAudit_EveryByteCounts(t *testing.T) {
	whole, _ := audited(t, twoDays(t).Reader, auditRequest)
	signed := bytes.LastIndexByte(bytes.TrimSpace(whole), '\n') + 1
	random := rand.New(rand.NewPCG(1, 2))
	for i := range signed {
		text := bytes.Clone(whole)
		text[i] ^= byte(1 + random.IntN(255))
		_, err := ReadAudit(bytes.NewReader(text))
		require.Error(t, err, "byte %d: %q for %q", i, text[i], whole[i])
	}
}

func TestAuditKey_ThatCannotBeUsedIsSaidWithoutItsText(t *testing.T) {
	rsa := "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEIGB1c2VsZXNzIGJ5dGVzIG9mIGFuIHgyNTUxOSBr\n-----END PRIVATE KEY-----\n"
	for name, c := range map[string]struct {
		text string
		mode fs.FileMode
		want string
	}{
		"empty":           {"", 0o600, "is not an ed25519 key"},
		"of another kind": {rsa, 0o600, "is not an ed25519 key"},
		"endless":         {strings.Repeat("x", auditKeyBytesMax+1), 0o600, "is not an ed25519 key"},
		"open to others":  {rsa, 0o644, "(mode 0644); run: chmod 600 "},
	} {
		t.Run(name, func(t *testing.T) {
			l := newLedger(t)
			name := filepath.Join(l.dir, auditKeyName)
			require.NoError(t, os.WriteFile(name, []byte(c.text), c.mode))
			require.NoError(t, os.Chmod(name, c.mode))
			_, err := l.WriteAudit(context.Background(), &bytes.Buffer{}, auditRequest)
			require.ErrorContains(t, err, c.want)
			require.NotContains(t, err.Error(), "MC4CAQ")
		})
	}
}

func TestAuditKey_IsOneHoweverManyAskAtOnce(t *testing.T) {
	dir := t.TempDir()
	var wait sync.WaitGroup
	keys := make([]ed25519.PrivateKey, 8)
	for i := range keys {
		wait.Go(func() {
			var err error
			keys[i], err = auditKey(dir)
			if err != nil {
				t.Error(err)
			}
		})
	}
	wait.Wait()
	for _, key := range keys {
		require.Equal(t, keys[0], key)
	}
	left, err := os.ReadDir(dir)
	require.NoError(t, err)
	require.Len(t, left, 1)
}

// A business day that ends at four has what was made until then, in an export as in a
// summary, and a summary stays what it was when the shop changes its hours.
func TestAudit_DaysAreBusinessDays(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	opts := testOptions
	opts.DayStart = 4 * time.Hour
	l, err := Open(t.Context(), dir, opts)
	require.NoError(t, err)
	defer func() { require.NoError(t, l.Close()) }()
	save(t, l, kiosk.Write{Sales: []kiosk.Sale{sale("s")}})
	four := time.Date(2026, 11, 21, 4, 0, 0, 0, shanghai)
	for name, at := range map[string]time.Time{
		"19 last": four.Add(-24*time.Hour - time.Millisecond), "20 first": four.Add(-24 * time.Hour), "20 last": four.Add(-time.Millisecond), "21 first": four,
	} {
		p := payment(name, "s")
		p.CreatedAt = at
		save(t, l, another(p))
	}
	twentieth := Filter{From: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC), To: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
	require.Equal(t, []string{"20 first", "20 last"}, exported(t, l.Reader, twentieth))
	q := auditRequest
	q.Filter = twentieth
	day, _ := audited(t, l.Reader, q)
	require.Contains(t, string(day), `"from":"2026-11-20","begins":"2026-11-20T04:00:00+08:00","to":"2026-11-20","ends":"2026-11-21T04:00:00+08:00"`)
	require.Contains(t, string(day), `{"type":"day","day":"2026-11-20","begins":"2026-11-20T04:00:00+08:00","ends":"2026-11-21T04:00:00+08:00","payments":2,`)
	all, receipt := audited(t, l.Reader, auditRequest)
	require.Equal(t, 3, receipt.Days)
	for _, r := range []*Reader{l.Reader, besideTill(t, dir)} { // which begins its days at midnight
		require.Empty(t, problemsOf(t, r, day))
		require.Empty(t, problemsOf(t, r, all))
	}
}
