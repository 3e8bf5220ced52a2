package bill

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"facepay/kiosk"
)

// probeBytes of a text after its first letter that is not ASCII tell its encoding.
const probeBytes = 32 << 10

// decode makes UTF-8 of a text in UTF-8, UTF-16 with its mark, or GBK, which is what
// neither of them is.
func decode(in io.Reader) io.Reader {
	return transform.NewReader(&guessed{in: bufio.NewReaderSize(in, probeBytes)}, unicode.BOMOverride(transform.Nop))
}

// guessed is decode for a text without a mark.
type guessed struct {
	in  *bufio.Reader
	out io.Reader // once the encoding is known
}

func (g *guessed) Read(p []byte) (int, error) {
	if g.out != nil {
		return g.out.Read(p)
	}
	ahead, err := g.in.Peek(probeBytes)
	if len(ahead) == 0 {
		return 0, err
	}
	if plain := bytes.IndexFunc(ahead, func(r rune) bool { return r >= utf8.RuneSelf }); plain != 0 {
		if plain < 0 {
			plain = len(ahead)
		}
		return g.in.Read(p[:min(len(p), plain)])
	}
	g.out = g.in
	if !validSoFar(ahead) && !marked(ahead) {
		g.out = transform.NewReader(g.in, simplifiedchinese.GB18030.NewDecoder())
	}
	return g.out.Read(p)
}

// validSoFar reports whether b is UTF-8, but for a letter that is cut at the probe's end.
func validSoFar(b []byte) bool {
	for cut := 0; cut < utf8.UTFMax && len(b) == probeBytes-cut; cut++ {
		if utf8.Valid(b) {
			return true
		}
		b = b[:len(b)-1]
	}
	return utf8.Valid(b)
}

// garbled reports whether a line of headers holds what no encoding of a bill has.
func garbled(line string) bool { return strings.ContainsAny(line, "\x00\ufffd") }

func marked(b []byte) bool {
	return bytes.HasPrefix(b, []byte{0xff, 0xfe}) || bytes.HasPrefix(b, []byte{0xfe, 0xff})
}

// lines reads a text by lines of at most lineBytesMax.
type lines struct {
	in    *bufio.Reader
	held  string // that peek read
	ahead bool
	whole bool // the last line had its end

	number int // of the last line, blank ones counted
}

func newLines(in io.Reader) *lines { return &lines{in: bufio.NewReaderSize(in, lineBytesMax)} }

// next is the next line that is not blank, without its end; io.EOF after the last.
func (l *lines) next() (string, error) {
	if l.ahead {
		l.ahead = false
		return l.held, nil
	}
	for {
		line, err := l.in.ReadSlice('\n')
		l.number++
		switch {
		case errors.Is(err, bufio.ErrBufferFull):
			return "", kiosk.BillNone
		case err != nil && !errors.Is(err, io.EOF):
			return "", err
		case len(line) == 0:
			return "", io.EOF
		}
		l.whole = err == nil
		if text := strings.TrimRight(string(line), "\r\n"); strings.TrimSpace(text) != "" {
			return text, nil
		}
	}
}

// peek is next without taking the line.
func (l *lines) peek() (string, error) {
	if !l.ahead {
		line, err := l.next()
		if err != nil {
			return "", err
		}
		l.held, l.ahead = line, true
	}
	return l.held, nil
}

// rest is the text from the next line on, by pieces that are bounded as lines are.
func (l *lines) rest() io.Reader {
	var held io.Reader = strings.NewReader("")
	if l.ahead {
		held = strings.NewReader(l.held + "\n")
	}
	return io.MultiReader(held, &endings{r: l.in})
}

// endings ends a text of which a line has no end.
type endings struct {
	r     io.Reader
	since int
}

func (e *endings) Read(p []byte) (int, error) {
	n, err := e.r.Read(p)
	if last := bytes.LastIndexByte(p[:n], '\n'); last >= 0 {
		e.since = n - last - 1
	} else if e.since += n; e.since > lineBytesMax {
		return 0, kiosk.BillNone
	}
	return n, err
}
