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
	require.ErrorIs(t, err, kiosk.ErrPayCodeTooLong, "so the cashier is told")
}

func TestFramer_Silence(t *testing.T) {
	whole, half, rest := []frame{{text: code}}, code[:9], code[9:]+"\r"
	type step struct {
		after time.Duration // since the morning
		in    string        // "" for a look at an idle line
		want  []frame
	}
	anew := []step{{0, code + "\r", whole}}
	for n := range unmarkedMax {
		anew = append(anew, step{time.Duration(n) * markGap, code, nil}, step{time.Duration(n+1) * markGap, "", []frame{{text: code, end: missing}}})
	}
	set := time.Duration(unmarkedMax) * markGap
	anew = append(anew, step{set, code, nil}, step{set + idleGap, "", []frame{{text: code, end: silence}}})
	for name, steps := range map[string][]step{
		"ends a frame, once": {
			{0, code, nil}, {idleGap - 1, "", nil}, {idleGap, "", []frame{{text: code, end: silence}}}, {time.Hour, "", nil},
		},
		"counts from the last byte": {
			{0, half, nil}, {idleGap - 1, code[9:], nil}, {idleGap, "", nil}, {2 * idleGap, "", []frame{{text: code, end: silence}}},
		},
		"ends the dropping of an over-long frame": {
			{0, strings.Repeat("x", 5000), []frame{{text: strings.Repeat("x", kiosk.PayCodeBytesMax), tooLong: true}}}, {idleGap, "", nil}, {time.Second, code + "\r", whole},
		},
		"never ends a frame of a scanner that marks its ends": {
			{0, code + "\r" + half, whole}, {markGap - 1, "", nil}, {markGap, rest, whole},
		},
		"at last tells that the mark is missing, and what comes then begins anew": {
			{0, code + "\r" + half, whole}, {markGap, "", []frame{{text: half, end: missing}}}, {time.Hour, code + "\r", whole},
		},
		"a scanner that was set up anew":            anew,
		"STX is no mark":                            {{0, "\x02" + code, nil}, {idleGap, "", []frame{{text: code, end: silence}}}},
		"noise before the first frame is no mark":   {{0, "\x00\r\n" + code, nil}, {idleGap, "", []frame{{text: code, end: silence}}}},
		"while the reader was held up ends nothing": {{0, half, nil}, {time.Second, rest, whole}},
	} {
		t.Run(name, func(t *testing.T) {
			var f framer
			for _, s := range steps {
				now := morning.Add(s.after)
				if s.in == "" {
					require.Equal(t, s.want, f.idle(now), "%v", s.after)
				} else {
					require.Equal(t, s.want, f.feed(now, []byte(s.in)), "%v", s.after)
				}
			}
		})
	}
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
