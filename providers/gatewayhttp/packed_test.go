package gatewayhttp

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"context"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"facepay/providers/gatewayhttp/gatewayhttptest"
	"facepay/providers/wire/wiretest"
)

// squeeze writes text through one of the compressors.
func squeeze(t *testing.T, text string, by func(io.Writer) io.WriteCloser) string {
	var b bytes.Buffer
	w := by(&b)
	wiretest.Call(io.WriteString(w, text)).OK(t)
	require.NoError(t, w.Close())
	return b.String()
}

func byGzip(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }
func byZlib(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }
func byFlate(w io.Writer) io.WriteCloser {
	f, err := flate.NewWriter(w, flate.BestCompression)
	if err != nil {
		panic(err) // the level is one
	}
	return f
}

// encoded serves body under Content-Encoding.
func encoded(t *testing.T, encoding, body string) string {
	return gatewayhttptest.Serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header()["Content-Encoding"] = strings.Split(encoding, ";")
		_, _ = io.WriteString(w, body)
	}).URL
}

func TestClient_ABodyCompressedUnaskedIsUnpacked(t *testing.T) {
	const text = `{"code":"000000","msg":"请求成功"}`
	for name, row := range map[string]struct{ encoding, body string }{
		"gzip":                                {"gzip", squeeze(t, text, byGzip)},
		"x-gzip in capitals":                  {"X-GZIP", squeeze(t, text, byGzip)},
		"two gzip members":                    {"gzip", squeeze(t, text[:7], byGzip) + squeeze(t, text[7:], byGzip)},
		"deflate in zlib's frame":             {"deflate", squeeze(t, text, byZlib)},
		"deflate without it":                  {"deflate", squeeze(t, text, byFlate)},
		"identity":                            {"identity", text},
		"identity and gzip":                   {"identity, gzip", squeeze(t, text, byGzip)},
		"in two headers":                      {"identity;gzip", squeeze(t, text, byGzip)},
		"said to be, and unpacked on the way": {"gzip", text},
	} {
		t.Run(name, func(t *testing.T) {
			reply := wiretest.Call(patient(t).PostForm(t.Context(), encoded(t, row.encoding, row.body), url.Values{})).OK(t)
			require.Equal(t, text, string(reply.Body))
		})
	}
	t.Run("nothing", func(t *testing.T) {
		reply := wiretest.Call(patient(t).Get(t.Context(), encoded(t, "gzip", ""), nil)).OK(t)
		require.Empty(t, reply.Body)
	})
}

func TestClient_ABodyThatCannotBeUnpackedIsNamed(t *testing.T) {
	whole := squeeze(t, `{"code":"000000"}`, byGzip)
	broken := []byte(whole)
	broken[len(broken)/2] ^= 0xff
	for name, row := range map[string]struct{ encoding, body, names string }{
		"br":                       {"br", "\x0b\x02\x80{}\x03", "br"},
		"zstd":                     {"zstd", "\x28\xb5\x2f\xfd", "zstd"},
		"twice":                    {"gzip, gzip", squeeze(t, whole, byGzip), "gzip, gzip"},
		"an echo of what was sent": {"284236166272756154", "x", "unknown"},
		"cut off":                  {"gzip", whole[:len(whole)-3], "gzip"},
		"damaged":                  {"gzip", string(broken), "gzip"},
		"no deflate":               {"deflate", `{"code":"000000"}`, "deflate"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := patient(t).PostForm(t.Context(), encoded(t, row.encoding, row.body), url.Values{"code": {"284236166272756154"}})
			require.Equal(t, "garbage", wiretest.Proves(err))
			require.ErrorContains(t, err, "compressed unasked")
			require.ErrorContains(t, err, ": "+row.names)
			require.NotContains(t, err.Error(), "28423616")
		})
	}
}

func TestClient_ABodyThatUnpacksToMoreThanTheCapIsBounded(t *testing.T) {
	bomb := squeeze(t, strings.Repeat(" ", 64*BodyBytesMax), byGzip)
	require.Less(t, len(bomb), BodyBytesMax)
	wiretest.Call(patient(t).Get(t.Context(), encoded(t, "gzip", bomb), nil)).Fails(t, ErrTooLarge)

	t.Run("and one of endless empty pieces is", func(t *testing.T) {
		empty := []byte(squeeze(t, "", byGzip))
		srv := gatewayhttptest.Serve(t, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Encoding", "gzip")
			for r.Context().Err() == nil {
				if _, err := w.Write(empty); err != nil {
					return
				}
			}
		})
		c := patient(t)
		c.whole = time.Minute // a busy machine unpacks slowly
		_, err := c.Get(t.Context(), srv.URL, nil)
		require.Equal(t, "garbage", wiretest.Proves(err))
		require.NotErrorIs(t, err, context.DeadlineExceeded, "it was not the clock that ended it")
	})
}
