package webhook

import "time"

// What one request may take.
const (
	// bodyBytesMax: the largest documented notifications have about 4 KiB.
	bodyBytesMax = 64 << 10
	miniBytesMax = 4 << 10 // a buyer's id has 128 bytes at most, the rest is JSON
	// headerBytesMax: a gateway's header has under 1 KiB. net/http allows 4 KiB more than this.
	headerBytesMax = 8 << 10
	// headerTime and readTime are ample for 64 KiB over a poor line.
	headerTime = 5 * time.Second
	readTime   = 10 * time.Second
	// noticeWait: gateways give up after 5 s and more, and a till that works needs milliseconds.
	noticeWait = 4 * time.Second
	// miniWait covers the till's own question to the gateway, which ends after 15 s.
	miniWait     = 18 * time.Second
	miniSlotWait = time.Second // somebody holds a phone, and other questions may be nobody's
	// writeTime runs from the end of the header: reading, waiting for the till,
	// and a second for the answer, which fits any socket's buffer.
	writeTime = readTime + miniSlotWait + miniWait + time.Second
	idleTime  = time.Minute // keeps a proxy's connection for the next notification
)

// What all of them may take together.
const (
	// connsMax connections need some 25 MiB at worst: a full body, two buffers of
	// 4 KiB and a stack each.
	connsMax = 256
	// addressConnsMax leaves half to others. It is generous because behind a
	// reverse proxy, and from a gateway's few machines, all come from one address.
	addressConnsMax = 128
	// connGrace is the silence that a connection is allowed before it must make room
	// for a new one: some round trips over a poor line. Under it a crowd that came
	// all at once would throw itself out.
	connGrace = time.Second
	// socketBytes is the kernel's share of a connection: one body. What is sent
	// beyond it waits at the sender.
	socketBytes = 64 << 10
	// addressesMax bounds the table of addresses. Those beyond it share a bucket.
	addressesMax = 1024
	closeTime    = 2 * time.Second // left to answers under way when the till ends
)

// What may reach the till. Its queue has 256 places, which belong to people and
// devices.
const (
	// noticeSlots: each takes the till one write to disk, so that more would only wait.
	noticeSlots = 16
	miniSlots   = 4 // a till has one sale for a mini-program at a time
	// lostAfter is the age at which an unanswered question's slot is free again. The till's own end after 20 s.
	lostAfter = time.Minute
	// lostMax bounds those given up that may still stand in the till's queue: with
	// the slots less than half of it. Any later answer proves that they do not.
	lostMax = 100
)

// Rates count requests and new connections alike: one that only connects costs
// nearly as much as one that asks.
var (
	// addressRate: a till sells less than once a second. The burst is a gateway
	// that sends a whole day again after the shop's line was down, on a new
	// connection each.
	addressRate = rate{perSecond: 100, burst: 2500}
	// overallRate keeps a flood from many addresses under a tenth of one core: a
	// request costs 0.1 to 0.3 ms.
	overallRate = rate{perSecond: 200, burst: 4000}
	// miniRate: nothing signs a mini-program's question, so that far fewer pass.
	// People ask once a sale, impatient ones a few times.
	miniRate = rate{perSecond: 10, burst: 50}
)

// What is told of it.
const (
	lately    = 10 * time.Minute // the window of refused notifications, in lateSteps
	lateStep  = 10 * time.Second
	lateSteps = int(lately / lateStep)
	tellGap   = time.Second // the least time between two counts that the till is told
	// statusGap spares the disk; people look at the file with a command.
	statusGap = 5 * time.Second
	logGap    = time.Minute     // keeps a flood from filling the log: a line of a kind in this time
	listenGap = 5 * time.Second // the pause before a listener that failed is opened again
)

// tellRate keeps counts that change all the time from filling the queue of a
// till that is stuck: 10 at once, then one in ten seconds.
var tellRate = rate{perSecond: 0.1, burst: 10}

// gapRate is the same for what went by unheard: each time is two events, and
// told late it is told all the same.
var gapRate = rate{perSecond: 0.1, burst: 1}

// limits are those of the constants above that a test may want otherwise.
type limits struct {
	headerTime, readTime, noticeWait, miniWait, miniSlotWait, closeTime time.Duration
	connGrace, lostAfter, tellGap, statusGap, listenGap                 time.Duration
	conns, addressConns, noticeSlots, miniSlots                         int
	address, overall, mini                                              rate
}

func defaultLimits() limits {
	return limits{
		headerTime: headerTime, readTime: readTime, noticeWait: noticeWait, miniWait: miniWait, miniSlotWait: miniSlotWait, closeTime: closeTime,
		connGrace: connGrace, lostAfter: lostAfter, tellGap: tellGap, statusGap: statusGap, listenGap: listenGap,
		conns: connsMax, addressConns: addressConnsMax, noticeSlots: noticeSlots, miniSlots: miniSlots,
		address: addressRate, overall: overallRate, mini: miniRate,
	}
}
