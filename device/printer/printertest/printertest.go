// Package printertest has the receipt printers that tests print on: in the network, at a
// serial line and behind a pipe, each with a fault if it has one.
package printertest

import (
	"bytes"
	"io"
	"net"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"facepay/device/printer/emulator"
)

// Printer as a till meets it. Its faults are changed by Set.
type Printer struct {
	mu     sync.Mutex
	taken  []byte // but for questions
	queued []byte // of a question that is not whole yet
	dropAt int    // goes once it has taken so many bytes; 0: stays

	Status   [5]byte       // answers to DLE EOT 1 to 4; zero: none
	NoMarker bool          // does not know GS r
	Never    bool          // takes a job and prints nothing of it
	Babbles  bool          // talks all the time
	Silent   bool          // takes connections and nothing from them
	Slow     time.Duration // from one read to the next

	Connections atomic.Int32 // in all
	Open        atomic.Int32
}

// Healthy is a printer that has paper and tells so.
func Healthy() *Printer { return &Printer{Status: [5]byte{0, 0x12, 0x12, 0x12, 0x12}} }

// Answers that tell of a fault, and the question to which each is one.
var (
	NoPaper   = Answer{4, 0x72}
	CoverOpen = Answer{2, 0x16}
	Failed    = Answer{3, 0x1A}
)

// Answer of a printer to DLE EOT n.
type Answer struct{ N, B byte }

// Says has the printer answer so from now on.
func (p *Printer) Says(a Answer) { p.Set(func() { p.Status[a.N] = a.B }) }

// Mended has nothing wrong with it any more.
func (p *Printer) Mended() {
	p.Set(func() { p.Status, p.Never, p.Babbles, p.Silent, p.Slow = Healthy().Status, false, false, false, 0 })
}

// Set changes what the printer is like.
func (p *Printer) Set(change func()) {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
}

// DropsAfter has the printer go once, with what it had not read, after n more bytes of a job.
func (p *Printer) DropsAfter(n int) { p.Set(func() { p.dropAt = len(p.taken) + n }) }

// Taken are the bytes of jobs so far.
func (p *Printer) Taken() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Clone(p.taken)
}

// TearOff takes the paper away: what was printed before is forgotten.
func (p *Printer) TearOff() { p.Set(func() { p.taken = nil }) }

// ReadSize is the number of bytes that a printer takes at once.
const ReadSize = 128

// Serve speaks with one till until it goes, and reports whether the till did.
func (p *Printer) Serve(conn io.ReadWriter) bool {
	p.mu.Lock()
	babbles, silent := p.Babbles, p.Silent
	p.mu.Unlock()
	if babbles {
		go func() {
			for {
				if _, err := conn.Write(bytes.Repeat([]byte{0x16, 'x', 0x32, 0}, 16)); err != nil {
					return
				}
			}
		}()
	}
	var buf [ReadSize]byte
	for {
		n, err := conn.Read(buf[:])
		if n > 0 && !silent && !p.take(conn, buf[:n]) {
			return false
		}
		if err != nil {
			return true
		}
		p.mu.Lock()
		slow := p.Slow
		p.mu.Unlock()
		time.Sleep(slow)
	}
}

// take takes bytes, answers questions, and reports whether the printer stays.
func (p *Printer) take(conn io.Writer, b []byte) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, c := range b {
		p.queued = append(p.queued, c)
		q := p.queued
		switch {
		case bytes.HasPrefix([]byte{0x10, 0x04}, q), bytes.HasPrefix([]byte{0x1D, 'r', 1}, q) && len(q) < 3:
			continue // it may become a question
		case len(q) == 3 && q[0] == 0x10 && q[1] == 0x04 && q[2] <= 4:
			if answer := p.Status[q[2]]; answer != 0 {
				_, _ = conn.Write([]byte{answer})
			}
		case len(q) == 3 && q[0] == 0x1D && q[1] == 'r':
			if p.Status[1] != 0 && !p.NoMarker && !p.Never {
				_, _ = conn.Write([]byte{0})
			}
		default:
			p.taken = append(p.taken, q...)
		}
		p.queued = nil
		if p.dropAt > 0 && len(p.taken) >= p.dropAt {
			p.taken, p.dropAt = p.taken[:p.dropAt], 0
			return false
		}
	}
	return true
}

// begin and cut are the ends of a paper.
var begin, cut = []byte{0x1B, '@'}, []byte{0x1D, 'V', 66, 0}

// Papers are the texts of what came out of the printer whole.
func (p *Printer) Papers() (all []string, err error) {
	p.mu.Lock()
	never := p.Never
	p.mu.Unlock()
	if never {
		return nil, nil
	}
	for _, one := range bytes.SplitAfter(p.Taken(), cut) {
		if !bytes.HasSuffix(one, cut) {
			continue // it is not out of the printer
		}
		// What was cut off before stands on the paper too; the printer is reset between.
		if at := bytes.LastIndex(one, begin); at > 0 {
			one = one[at:]
		}
		page, err := emulator.Printer{Dots: 384, Charset: "gb18030"}.Print(one)
		if err != nil {
			return nil, err
		}
		all = append(all, page.Text())
	}
	return all, nil
}

// copyMarks say that a paper is a copy, in the printer's bytes.
var copyMarks = [][]byte{[]byte("** COPY **"), []byte("** \xB8\xB1\xB1\xBE **")} // 副本

// About counts the papers about an order, also those that broke off after its number, and
// among them those that do not say that they are copies.
func (p *Printer) About(order string) (papers, originals int) {
	for _, one := range bytes.Split(p.Taken(), begin) {
		if !bytes.Contains(one, []byte(order)) {
			continue
		}
		papers++
		if !bytes.Contains(one, copyMarks[0]) && !bytes.Contains(one, copyMarks[1]) {
			originals++
		}
	}
	return papers, originals
}

// Network is a printer's port in the network, which takes one connection at a time.
type Network struct {
	l       net.Listener
	serving sync.WaitGroup
}

// Listen puts the printer into the network, at address or, for "", at a free one.
func (p *Printer) Listen(address string) (*Network, error) {
	if address == "" {
		address = "127.0.0.1:0"
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, err
	}
	n := &Network{l: l}
	n.serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			p.Connections.Add(1)
			p.Open.Add(1)
			if !p.Serve(conn) {
				_ = conn.(*net.TCPConn).SetLinger(0) // gone, with what it had not read
			}
			_ = conn.Close()
			p.Open.Add(-1)
		}
	})
	return n, nil
}

// Port is the printer's address.
func (n *Network) Port() string { return n.l.Addr().String() }

// Close takes the printer away. It waits for the till that is connected to go.
func (n *Network) Close() error {
	err := n.l.Close()
	n.serving.Wait()
	return err
}

// ServeLine speaks with the tills at the far end of a serial line, one after another, until
// the line is shut; and pulls it when the printer drops.
func (p *Printer) ServeLine(master *os.File) {
	for p.Serve(master) { // a till that goes shows up as EIO
		if _, err := master.Stat(); err != nil {
			return
		}
		time.Sleep(5 * time.Millisecond)
	}
	_ = master.Close()
}

// deaf is a pipe, to which a printer cannot say anything.
type deaf struct{ io.Reader }

func (deaf) Write(b []byte) (int, error) { return len(b), nil }

// IsCopy reports whether the text of a paper says that it is one.
func IsCopy(text string) bool {
	return strings.Contains(text, "COPY") || strings.Contains(text, "副本")
}
