package webhook

import (
	"errors"
	"io"
	"net/http"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

func TestNotice_ForgedInEightWaysNeverReachesTheTill(t *testing.T) {
	r := start(t)
	good := r.vendor.body("T1", 1234)
	sign, text, _ := strings.Cut(good, "\n")
	other, _, _ := strings.Cut(r.vendor.body("T1", 1), "\n")
	wrong := strings.Repeat("0", len(sign))
	for name, c := range map[string]struct {
		contentType, body string
		status            int
		counted           func(Counts) uint64
	}{
		"no signature":                   {vendorType, "\n" + text, 403, isForged},
		"wrong signature":                {vendorType, wrong + "\n" + text, 403, isForged},
		"changed body":                   {vendorType, strings.Replace(good, "1234", "9999", 1), 403, isForged},
		"empty body":                     {vendorType, "", 403, isForged},
		"wrong content type":             {"text/html", good, 400, isMalformed},
		"truncated":                      {vendorType, good[:len(good)-1], 403, isForged},
		"extra bytes":                    {vendorType, good + " ", 403, isForged},
		"signature of another message":   {vendorType, other + "\n" + text, 403, isForged},
		"signed, and not as documented":  {vendorType, r.vendor.sign([]byte("[1]")) + "\n[1]", 400, isMalformed},
		"the key of another institution": {vendorType, vendor{[]byte("other")}.body("T1", 1234), 403, isForged},
	} {
		t.Run(name, func(t *testing.T) {
			before := c.counted(r.Counts())
			status, answer := r.send(t, "/notify/acme", c.contentType, c.body)
			require.Equal(t, c.status, status)
			require.Equal(t, refusal, answer)
			require.Equal(t, before+1, c.counted(r.Counts()))
		})
	}
	require.Zero(t, r.till.get(noticedBy))

	r.takes(t)
	require.Equal(t, 1, r.till.get(noticedBy))
}

func isForged(c Counts) uint64    { return c.Forged }
func isMalformed(c Counts) uint64 { return c.Malformed }

func TestNotice_OnlyWhatTheTillHasOnRecordIsAcknowledged(t *testing.T) {
	for name, c := range map[string]struct {
		result kiosk.NotificationResult
		status int
		answer string
		counts Counts
	}{
		"on record":             {kiosk.NotificationTaken, 200, vendorAck, Counts{Taken: 1}},
		"unknown order":         {kiosk.NotificationNoOrder, 404, refusal, Counts{UnknownOrder: 1}},
		"another amount":        {kiosk.NotificationAmount, 409, refusal, Counts{Mismatched: 1}},
		"contradicting numbers": {kiosk.NotificationOrder, 409, refusal, Counts{Mismatched: 1}},
		"cannot be recorded":    {kiosk.NotificationNotNow, 503, refusal, Counts{NotNow: 1}},
		"a word of the future":  {"perhaps", 503, refusal, Counts{NotNow: 1}},
	} {
		t.Run(name, func(t *testing.T) {
			r := start(t, withTill(func(f *fakeTill) { f.result = c.result }))
			status, answer := r.notify(t, "T1", 1234)
			require.Equal(t, c.status, status)
			require.Equal(t, c.answer, answer)
			require.Equal(t, c.counts, r.Counts())
		})
	}
}

func TestNotice_ReplayedAThousandTimesIsAcknowledgedEachTime(t *testing.T) {
	r := start(t)
	body := r.vendor.body("T1", 1234)
	for range 1000 {
		status, answer := r.send(t, "/notify/acme", vendorType, body)
		require.Equal(t, 200, status)
		require.Equal(t, vendorAck, answer)
	}
	require.Equal(t, 1000, r.till.get(noticedBy))
	require.Equal(t, 1, r.till.get(func(f *fakeTill) int { return f.paid["T1"] }))
	require.Equal(t, Counts{Taken: 1000}, r.Counts())
}

func TestNotice_AThousandAtOnceAreEachAnsweredOrCutOff(t *testing.T) {
	const crowd = 1000
	r := start(t)
	r.client.Transport.(*http.Transport).DisableKeepAlives = true
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	var acknowledged, refused, cut atomic.Int64
	var all sync.WaitGroup
	begin := make(chan struct{})
	for range crowd {
		all.Go(func() {
			<-begin
			switch status, answer, err := r.trySend("/notify/acme", vendorType, r.vendor.body("T1", 1234)); {
			case err != nil:
				cut.Add(1)
			case status == 200 && answer == vendorAck:
				acknowledged.Add(1)
			case answer == refusal:
				refused.Add(1)
			}
		})
	}
	close(begin)
	all.Wait()
	runtime.ReadMemStats(&after)
	t.Logf("%d acknowledged, %d refused, %d cut off", acknowledged.Load(), refused.Load(), cut.Load())
	require.EqualValues(t, crowd, acknowledged.Load()+refused.Load()+cut.Load())
	require.GreaterOrEqual(t, acknowledged.Load(), int64(addressConnsMax/2), "a crowd must not throw itself out")
	require.EqualValues(t, acknowledged.Load(), r.Counts().Taken)
	require.LessOrEqual(t, r.till.get(func(f *fakeTill) int { return f.deepest }), noticeSlots+3, "the till's queue belongs to people")
	require.Less(t, after.TotalAlloc-before.TotalAlloc, uint64(crowd*(256<<10)), "bytes allocated by both sides together")

	r.takes(t)
}

func TestNotice_ATillThatNeverAnswersIsGivenNoMoreThanItsSlots(t *testing.T) {
	r := start(t, withTill(func(f *fakeTill) { f.silent = true }), withLimits(func(l *limits) {
		l.noticeWait = 20 * time.Millisecond
		l.noticeSlots = 3
	}))
	for range 8 {
		r.refuses(t, 503)
	}
	eventually(t, func() bool { return r.till.get(noticedBy) == 3 })
	require.Equal(t, Counts{TimedOut: 3, NotNow: 5}, r.Counts())

	// Any later answer proves that the till took all before it.
	r.Acknowledge(2, kiosk.NotificationTaken)
	r.till.mu.Lock()
	r.till.silent = false
	r.till.mu.Unlock()
	eventually(t, func() bool { // in such a short time it may still be late
		status, answer, err := r.trySend("/notify/acme", vendorType, r.vendor.body("T1", 1234))
		return err == nil && status == 200 && answer == vendorAck
	})
	require.Empty(t, r.noticeSlots, "the third was proven too")
}

func TestNotice_AnAnswerThatIsLostGivesItsSlotBackAfterAWhile(t *testing.T) {
	r := start(t, withTill(func(f *fakeTill) { f.silent = true }), withLimits(func(l *limits) {
		l.noticeWait = time.Millisecond
		l.lostAfter = time.Millisecond
		l.noticeSlots = 1
	}))
	for i := 1; i <= lostMax; i++ {
		r.refuses(t, 503)
		eventually(t, func() bool { return len(r.noticeSlots) == 0 })
	}
	eventually(t, func() bool { return r.till.get(noticedBy) == lostMax })
	for range 5 { // the last slot stays taken: this till is stuck
		r.refuses(t, 503)
	}
	eventually(t, func() bool { return r.till.get(noticedBy) == lostMax+1 })
}

func TestNotice_AFullQueueIsNotNow(t *testing.T) {
	r := start(t, func(_ *Config, p *Ports, _ *limits, _ *fakeTill) {
		p.Post = func(kiosk.Event) bool { return false }
	})
	for range noticeSlots + 1 { // the slots are given back
		r.refuses(t, 503)
	}
}

func TestNotice_AnAnswerMayComeBeforePostReturns(t *testing.T) {
	var s *Server
	r := start(t, func(_ *Config, p *Ports, _ *limits, _ *fakeTill) {
		p.Post = func(e kiosk.Event) bool {
			if n, ok := e.(kiosk.NotificationReceived); ok {
				s.Acknowledge(n.ID, kiosk.NotificationTaken)
			}
			return true
		}
	})
	s = r.Server
	r.takes(t)
}

func TestNotice_AnswersMayComeInAnyOrderAndOnlyOfTheirKind(t *testing.T) {
	r := start(t, withTill(func(f *fakeTill) { f.silent = true }), withLimits(func(l *limits) { l.noticeWait = time.Hour }))
	first, second := make(chan int, 1), make(chan int, 1)
	for i, status := range []chan int{first, second} {
		go func() {
			got, _, err := r.trySend("/notify/acme", vendorType, r.vendor.body("T1", 1234))
			if err != nil {
				t.Error(err)
			}
			status <- got
		}()
		eventually(t, func() bool { return r.till.get(noticedBy) == i+1 })
	}
	r.ReplyMini(1, kiosk.MiniReply{OrderNo: "T1", Params: []byte(`{}`)})
	r.Acknowledge(2, kiosk.NotificationTaken)
	require.Equal(t, 200, <-second)
	r.Acknowledge(1, kiosk.NotificationAmount)
	require.Equal(t, 409, <-first)
	require.Empty(t, r.noticeSlots)
}

func TestNotice_UnknownAndDoubledAnswersAreIgnored(t *testing.T) {
	r := start(t)
	r.Acknowledge(99, kiosk.NotificationTaken)
	r.ReplyMini(99, kiosk.MiniReply{})
	status, _ := r.notify(t, "T1", 1)
	require.Equal(t, 409, status)
	r.Acknowledge(1, kiosk.NotificationTaken)
	r.Acknowledge(1, kiosk.NotificationTaken)
	r.ReplyMini(1, kiosk.MiniReply{})
	status, _ = r.notify(t, "T1", 1)
	require.Equal(t, 409, status)
}

func TestServer_EndingRefusesWhoWaits(t *testing.T) {
	r := start(t, withTill(func(f *fakeTill) { f.silent = true }), withLimits(func(l *limits) { l.noticeWait, l.miniWait = time.Hour, time.Hour }))
	type reply struct {
		status int
		answer string
		err    error
	}
	replies := make(chan reply, 2)
	var all sync.WaitGroup
	for path, body := range map[string]string{"/notify/acme": r.vendor.body("T1", 1234), "/mini/T1": "{}"} {
		all.Go(func() {
			status, answer, err := r.trySend(path, vendorType, body)
			replies <- reply{status, answer, err}
		})
	}
	eventually(t, func() bool { return r.till.get(func(f *fakeTill) int { return f.noticed + len(f.asked) }) == 2 })
	io.WriteString(r.dial(t), "POST /notify/acme HTTP/1.1\r\nX-") // one that would wait for its header
	r.stop()
	all.Wait()
	got := map[int]string{}
	for range 2 {
		p := <-replies
		require.NoError(t, p.err)
		got[p.status] = p.answer
	}
	require.Equal(t, map[int]string{503: refusal, 429: `{"error":"not_now"}` + "\n"}, got)
	require.Empty(t, r.Addr())
}

// faulty is a Notifier with a bug.
type faulty struct{ vendor }

func (faulty) ReadNotification(_ string, body []byte) (kiosk.Notification, error) {
	panic(errors.New(string(body)))
}

func TestServer_AFaultInOneRequestEndsNothing(t *testing.T) {
	r := start(t)
	status, answer := r.send(t, "/notify/bad", vendorType, "oSECRETopenid")
	require.Equal(t, 500, status)
	require.Equal(t, refusal, answer)
	r.takes(t)
	require.Equal(t, Counts{Failed: 1, Taken: 1}, r.Counts())
	require.Contains(t, r.log.String(), "ReadNotification", "the log says where")
	require.NotContains(t, r.log.String(), "oSECRETopenid")
}

// signer signs in a header.
type signer struct {
	vendor
	header string
}

func (s signer) WithHeader(get func(string) string) kiosk.Notifier {
	s.header = get("Vendor-Signature")
	return s
}

func (s signer) ReadNotification(_ string, body []byte) (kiosk.Notification, error) {
	return s.vendor.ReadNotification(vendorType, append([]byte(s.header+"\n"), body...))
}

// A gateway that signs in the header is given it, each field once or not at all.
func TestHeaded(t *testing.T) {
	v := vendor{key: []byte("key")}
	sign, text, _ := strings.Cut(v.body("T1", 1), "\n")
	read := func(h http.Header) error {
		_, err := headed(signer{vendor: v}, h).ReadNotification("", []byte(text))
		return err
	}
	require.NoError(t, read(http.Header{"Vendor-Signature": {sign}}))
	require.ErrorIs(t, read(http.Header{"Vendor-Signature": {sign, sign}}), kiosk.ErrForged)
	require.ErrorIs(t, read(nil), kiosk.ErrForged)
	require.Equal(t, kiosk.Notifier(v), headed(v, nil))
}
