package wire

import (
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestDecode(t *testing.T) {
	const valuesMax = 1000
	for body, want := range map[string]error{
		`{"a":[1,{"b":null}]}`:          nil,
		"\n \uFEFF\n{\"a\":1} \r\n":     nil,
		` {"a":1,"A":2}`:                nil,
		"":                              errEmpty,
		" \r\n":                         errEmpty,
		"\uFEFF":                        errEmpty,
		"<html><body>502</body></html>": ErrNotObject,
		`[{"a":1}]`:                     ErrNotObject,
		`"SUCCESS"`:                     ErrNotObject,
		"null":                          ErrNotObject,
		`{"a":1}{}`:                     ErrNotObject,
		`{"a":1}{"a":2}`:                ErrNotObject,
		`{"a":1} nothing`:               ErrNotObject,
		`{"a":1,"a":2}`:                 errDuplicate,
		`{"a":1,"\u0061":2}`:            errDuplicate,
		`{"x":{"a":1,"a":1}}`:           errDuplicate,
		`{"a":`:                         io.ErrUnexpectedEOF,
		`{"a":"1","b":"suc`:             io.ErrUnexpectedEOF,
		`{"a":` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `}`: errTooDeep,
		`{"a":` + strings.Repeat("[", 100_000):                              errTooDeep,
		`{"a":[` + strings.Repeat("1,", valuesMax) + `1]}`:                  errTooMany,
	} {
		o, err := DecodeReply([]byte(body), valuesMax)
		require.ErrorIs(t, err, want, "%.50q", body)
		require.Equal(t, want == nil, o != nil, "%.50q", body)
		require.True(t, err == nil || strings.HasPrefix(err.Error(), "reply "), err)
	}
}

func TestObject_Number(t *testing.T) {
	for text, want := range map[string]string{
		`"2019-A_b"`: "2019-A_b", `" 7 "`: "7", "2019110120154415726101505": "2019110120154415726101505",
		`"1&2"`: "", `"<b>"`: "", `"1 2"`: "", "2.019e24": "", "1.5": "", "true": "", "null": "", "{}": "", `["1"]`: "", `""`: "",
		fmt.Sprintf(`"%065d"`, 0): "",
	} {
		o, err := Decode([]byte(`{"no":`+text+`}`), 10)
		require.NoError(t, err, text)
		require.Equal(t, want, o.Number("no"), text)
	}
}
