package printer_test

import (
	"bytes"
	"io"
	"net"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/device/printer/emulator"
)

// fake is a printer as a till meets it, with a fault if it has one.
type fake struct {
	mu     sync.Mutex
	taken  []byte // but for questions
	queued []byte // of a question that is not whole yet

	status   [5]byte // answers to DLE EOT 1 to 4; zero: none
	noMarker bool    // does not know GS r
	never    bool    // takes a job and prints nothing of it
	dropAt   int     // goes after so many bytes of a job; 0: stays
	babbles  bool    // talks all the time
	slow     time.Duration

	connections atomic.Int32 // in all
	open        atomic.Int32
}

func healthy() *fake { return &fake{status: [5]byte{0, 0x12, 0x12, 0x12, 0x12}} }

// serve speaks with one till until it goes, and reports whether the till did.
func (f *fake) serve(conn io.ReadWriter) bool {
	if f.babbles {
		go func() {
			for {
				if _, err := conn.Write(bytes.Repeat([]byte{0x16, 'x', 0x32, 0}, 16)); err != nil {
					return
				}
			}
		}()
	}
	var buf [128]byte
	for {
		n, err := conn.Read(buf[:])
		if n > 0 && !f.take(conn, buf[:n]) {
			return false
		}
		if err != nil {
			return true
		}
		if f.slow > 0 {
			time.Sleep(f.slow)
		}
	}
}

// take takes bytes, answers questions, and reports whether it stays.
func (f *fake) take(conn io.Writer, b []byte) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, c := range b {
		f.queued = append(f.queued, c)
		q := f.queued
		switch {
		case bytes.HasPrefix([]byte{0x10, 0x04}, q), bytes.HasPrefix([]byte{0x1D, 'r', 1}, q) && len(q) < 3:
			continue // it may become a question
		case len(q) == 3 && q[0] == 0x10 && q[1] == 0x04 && q[2] <= 4:
			if answer := f.status[q[2]]; answer != 0 {
				_, _ = conn.Write([]byte{answer})
			}
		case len(q) == 3 && q[0] == 0x1D && q[1] == 'r':
			if f.status[1] != 0 && !f.noMarker && !f.never {
				_, _ = conn.Write([]byte{0})
			}
		default:
			f.taken = append(f.taken, q...)
		}
		f.queued = nil
		if f.dropAt > 0 && len(f.taken) >= f.dropAt {
			return false
		}
	}
	return true
}

func (f *fake) set(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	do()
}

var cut = []byte{0x1D, 'V', 66, 0}

// papers are the texts of what was printed.
func (f *fake) papers(t *testing.T) (all []string) {
	t.Helper()
	f.mu.Lock()
	taken := bytes.Clone(f.taken)
	never := f.never
	f.mu.Unlock()
	if never {
		return nil
	}
	for _, one := range bytes.SplitAfter(taken, cut) {
		if !bytes.HasSuffix(one, cut) {
			continue // it is not out of the printer
		}
		// What was cut off before stands on the paper too; the printer is reset between.
		if at := bytes.LastIndex(one, []byte{0x1B, '@'}); at > 0 {
			one = one[at:]
		}
		page, err := emulator.Printer{Dots: 384, Charset: "gb18030"}.Print(one)
		require.NoError(t, err)
		all = append(all, page.Text())
	}
	return all
}

// originals counts the papers about an order that do not say that they are copies.
func (f *fake) originals(t *testing.T, order string) (n int) {
	t.Helper()
	for _, text := range f.papers(t) {
		if strings.Contains(text, order) && !strings.Contains(text, "COPY") {
			n++
		}
	}
	return n
}

// listen puts the printer into the network.
func (f *fake) listen(t *testing.T) (port string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	var serving sync.WaitGroup
	t.Cleanup(func() { _ = l.Close(); serving.Wait() })
	serving.Go(func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			f.connections.Add(1)
			f.open.Add(1)
			if !f.serve(conn) { // one till at a time, as printers do
				_ = conn.(*net.TCPConn).SetLinger(0) // gone, with what it had not read
			}
			_ = conn.Close()
			f.open.Add(-1)
		}
	})
	return l.Addr().String()
}
