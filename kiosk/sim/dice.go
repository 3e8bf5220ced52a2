package sim

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/bits"
	"math/rand/v2"
	"time"
)

// dice is a run's only source of chance. Every throw is one number of its tape,
// and the number 0 always stands for the plainest outcome: no fault, the first
// choice, the shortest wait. So a run whose tape is cut off goes on calmly, and
// a run is made plainer by lowering the numbers on its tape.
type dice struct{ *tape }

func newDice(seed uint64) dice {
	const stream = 0x7469_6c6c // any constant: one stream a seed
	return dice{&tape{source: rand.NewPCG(seed, stream)}}
}

// Float64 is even over [0, 1).
func (d dice) Float64() float64 { return float64(d.next()>>11) / (1 << 53) }

// ExpFloat64 is exponential with mean 1; 0 on the tape is the longest wait.
func (d dice) ExpFloat64() float64 { return -math.Log(float64(d.next()>>11+1) / (1 << 53)) }

// Int64N is even over [0, n), up to a part in 2^64/n that no run could notice.
func (d dice) Int64N(n int64) int64 {
	if n <= 0 {
		panic("dice: nothing to choose from")
	}
	high, _ := bits.Mul64(d.next(), uint64(n))
	return int64(high)
}

// IntN is even over [0, n).
func (d dice) IntN(n int) int { return int(d.Int64N(int64(n))) }

// chance is true with probability p. It draws nothing when p is 0.
func (d dice) chance(p float64) bool { return p > 0 && 1-d.Float64() <= p }

// between is even over [low, high).
func (d dice) between(low, high time.Duration) time.Duration {
	return low + time.Duration(d.Int64N(int64(high-low)))
}

func pick[T any](d dice, of []T) T { return of[d.IntN(len(of))] }

// weighted returns an index with chance proportional to its weight.
func (d dice) weighted(weights ...int) int {
	sum := 0
	for _, w := range weights {
		sum += w
	}
	n := d.IntN(sum)
	for i, w := range weights {
		if n -= w; n < 0 {
			return i
		}
	}
	panic("weights are positive")
}

// digits are n random digits, up to 18 by one number of the tape.
func (d dice) digits(n int) (text string) {
	for len(text) < n {
		part := min(n-len(text), 18)
		text += fmt.Sprintf("%0*d", part, d.Int64N(int64(math.Pow10(part))))
	}
	return text
}

// fill makes b random.
func (d dice) fill(b []byte) {
	var word [8]byte
	for len(b) > 0 {
		binary.LittleEndian.PutUint64(word[:], d.next())
		b = b[copy(b, word[:]):]
	}
}
