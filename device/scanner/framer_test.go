package scanner

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/kiosk"
)

const code = "134567890123456789"

var morning = time.Date(2026, 11, 11, 8, 0, 0, 0, time.UTC)

func texts(frames []frame) []string {
	out := []string{}
	for _, f := range frames {
		out = append(out, f.text)
	}
	return out
}

func TestFramer(t *testing.T) {
	long := strings.Repeat("7", kiosk.PayCodeBytesMax)
	for name, c := range map[string]struct {
		in   string
		want []string
	}{
		"CR":                         {code + "\r", []string{code}},
		"LF":                         {code + "\n", []string{code}},
		"CRLF is one end":            {code + "\r\n" + code + "\r\n", []string{code, code}},
		"TAB":                        {code + "\t", []string{code}},
		"ETX":                        {code + "\x03", []string{code}},
		"EOT":                        {code + "\x04", []string{code}},
		"NUL":                        {code + "\x00", []string{code}},
		"STX and ETX":                {"\x02" + code + "\x03", []string{code}},
		"STX and CRLF":               {"\x02" + code + "\r\n", []string{code}},
		"ETX and then CRLF":          {"\x02" + code + "\x03\r\n", []string{code}},
		"STX bounds a frame":         {"noise\x02" + code + "\r", []string{"noise", code}},
		"only bounds":                {"\x02\r\n\t\x03\x04\x00", []string{}},
		"any mix":                    {"a\rb\nc\r\nd\te\x03f\x04g\x00\x02h\r", []string{"a", "b", "c", "d", "e", "f", "g", "h"}},
		"bytes of no text are kept":  {"\xff\xfe支\x80\x1d\r", []string{"\xff\xfe支\x80\x1d"}},
		"as long as may be":          {long + "\r", []string{long}},
		"a byte too long, told once": {long + "8\r" + code + "\r", []string{long, code}},
		"far too long, told once":    {strings.Repeat(long, 9) + "\r" + code + "\r", []string{long, code}},
		"too long, its end missing":  {long + "8", []string{long}},
		"not ended yet":              {code, []string{}},
		"a face terminal's string":   {"fp" + strings.Repeat("x", 33) + "\r", []string{"fp" + strings.Repeat("x", 33)}},
	} {
		t.Run(name, func(t *testing.T) {
			var f framer
			require.Equal(t, c.want, texts(f.feed(morning, []byte(c.in))))
		})
	}
}

func TestFramer_TooLongIsMarked(t *testing.T) {
	var f framer
	frames := f.feed(morning, bytes.Repeat([]byte("x"), kiosk.PayCodeBytesMax))
	require.Empty(t, frames, "this much fits")
	frames = f.feed(morning, []byte("x"))
	require.Len(t, frames, 1)
	require.True(t, frames[0].tooLong)

	_, err := kiosk.DefaultPayCodes().Recognise(kiosk.NewPayCode(frames[0].text))
	require.ErrorIs(t, err, kiosk.ErrCodeTooLong, "so the cashier is told")
}

func TestFramer_Silence(t *testing.T) {
	t.Run("ends a frame", func(t *testing.T) {
		var f framer
		require.Empty(t, f.feed(morning, []byte(code)))
		require.Empty(t, f.idle(morning.Add(idleGap-1)), "not yet a silence")
		require.Equal(t, []string{code}, texts(f.idle(morning.Add(idleGap))))
		require.Empty(t, f.idle(morning.Add(time.Hour)), "once")
	})
	t.Run("counts from the last byte", func(t *testing.T) {
		var f framer
		f.feed(morning, []byte(code[:9]))
		f.feed(morning.Add(idleGap-1), []byte(code[9:]))
		require.Empty(t, f.idle(morning.Add(idleGap)))
		require.Equal(t, []string{code}, texts(f.idle(morning.Add(2*idleGap))))
	})
	t.Run("ends the dropping of an over-long frame", func(t *testing.T) {
		var f framer
		require.Len(t, f.feed(morning, bytes.Repeat([]byte("x"), 5000)), 1)
		require.Empty(t, f.idle(morning.Add(idleGap)))
		require.Equal(t, []string{code}, texts(f.feed(morning.Add(time.Second), []byte(code+"\r"))))
	})
	t.Run("never ends a frame of a scanner that marks its ends", func(t *testing.T) {
		var f framer
		f.feed(morning, []byte(code+"\r"+code[:9]))
		require.Empty(t, f.idle(morning.Add(markGap-1)))
		require.Equal(t, []string{code}, texts(f.feed(morning.Add(markGap), []byte(code[9:]+"\r"))))
	})
	t.Run("at last tells that the mark is missing", func(t *testing.T) {
		var f framer
		f.feed(morning, []byte(code+"\r"+code[:9]))
		require.Equal(t, []frame{{text: code[:9], end: missing}}, f.idle(morning.Add(markGap)))
		require.Equal(t, []string{code}, texts(f.feed(morning.Add(time.Hour), []byte(code+"\r"))), "and what comes then begins anew")
	})
	t.Run("a scanner that was set up anew", func(t *testing.T) {
		var f framer
		now := morning
		f.feed(now, []byte(code+"\r"))
		for range unmarkedMax {
			f.feed(now, []byte(code))
			now = now.Add(markGap)
			require.Equal(t, []frame{{text: code, end: missing}}, f.idle(now))
		}
		f.feed(now, []byte(code))
		require.Equal(t, []frame{{text: code, end: silence}}, f.idle(now.Add(idleGap)))
	})
	t.Run("noise before the first frame is no mark", func(t *testing.T) {
		var f framer
		f.feed(morning, []byte("\x00\r\n"+code))
		require.Equal(t, []frame{{text: code, end: silence}}, f.idle(morning.Add(idleGap)))
	})
	t.Run("while the reader was held up ends nothing", func(t *testing.T) {
		var f framer
		f.feed(morning, []byte(code[:9]))
		require.Equal(t, []string{code}, texts(f.feed(morning.Add(time.Second), []byte(code[9:]+"\r"))))
	})
}

// FuzzFramer compares with a plain splitter, whatever the bytes and wherever
// they are cut.
func FuzzFramer(f *testing.F) {
	f.Add([]byte(code+"\r\n"), []byte{5})
	f.Fuzz(func(t *testing.T, in, cuts []byte) {
		whole := in
		var fr framer
		var got []frame
		for _, cut := range cuts {
			n := min(int(cut), len(in))
			got = append(got, fr.feed(morning, in[:n])...)
			in = in[n:]
		}
		got = append(got, fr.feed(morning, in)...)
		require.LessOrEqual(t, len(fr.held), kiosk.PayCodeBytesMax)
		got = append(got, fr.idle(morning.Add(markGap))...)
		require.Equal(t, split(whole), got)
		require.Empty(t, fr.held)
	})
}

// split cuts in at every bound; it is the simplest thing that could be right.
func split(in []byte) []frame {
	var frames []frame
	unended := silence
	for len(in) > 0 {
		n := bytes.IndexAny(in, "\r\n\t\x00\x02\x03\x04")
		if n < 0 {
			n = len(in)
		}
		by := unended
		if n < len(in) && in[n] != stx {
			by = marked
		}
		switch piece := string(in[:n]); {
		case len(piece) > kiosk.PayCodeBytesMax:
			frames = append(frames, frame{text: piece[:kiosk.PayCodeBytesMax], tooLong: true})
		case piece != "":
			frames = append(frames, frame{text: piece, end: by})
			if by == marked {
				unended = missing
			}
		}
		in = in[min(n+1, len(in)):]
	}
	return frames
}
