package gatewayhttp

import (
	"bufio"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
)

// ErrPacked is a body in a content encoding that cannot be undone here.
var ErrPacked = errors.New("body is compressed unasked and cannot be unpacked")

// encodings are the names that an error may repeat; another may be an echo of what was sent.
var encodings = []string{"gzip", "deflate", "br", "zstd", "compress"}

// unpacked is resp's body, read through gzip or deflate where a server sends it
// so although it was asked not to. No more than bytesMax come in, and how much
// comes out is for the reader to bound: a short body may unpack to gigabytes.
func unpacked(resp *http.Response, bytesMax int64) (io.Reader, error) {
	var packing []string
	for name := range strings.SplitSeq(strings.Join(resp.Header.Values("Content-Encoding"), ","), ",") {
		name = strings.TrimPrefix(strings.ToLower(strings.TrimSpace(name)), "x-")
		if name != "" && name != "identity" {
			packing = append(packing, name)
		}
	}
	body := bufio.NewReader(io.LimitReader(resp.Body, bytesMax+1))
	first, _ := body.Peek(2) // an error comes again with the first read
	switch {
	case len(packing) == 0, len(first) == 0:
		return body, nil
	case len(packing) == 1 && packing[0] == "gzip":
		if len(first) == 2 && (first[0] != 0x1f || first[1] != 0x8b) {
			return body, nil // something on the way unpacked it and left the header
		}
		return readPacked("gzip", func() (io.Reader, error) { return gzip.NewReader(body) })
	case len(packing) == 1 && packing[0] == "deflate":
		return readPacked("deflate", func() (io.Reader, error) {
			if len(first) == 2 && first[0]&0x0f == 8 && (int(first[0])<<8|int(first[1]))%31 == 0 {
				return zlib.NewReader(body)
			}
			return flate.NewReader(body), nil // some servers leave zlib's frame out
		})
	}
	for i, name := range packing {
		if !slices.Contains(encodings, name) {
			packing[i] = "unknown"
		}
	}
	return nil, fmt.Errorf("%w: %s", ErrPacked, strings.Join(packing[:min(len(packing), len(encodings))], ", "))
}

// packed reads what an unpacker gives, and names the encoding where that fails.
type packed struct {
	io.Reader
	encoding string
}

func readPacked(encoding string, open func() (io.Reader, error)) (io.Reader, error) {
	r, err := open()
	if err != nil {
		return nil, wrongPacked(encoding, err)
	}
	return packed{r, encoding}, nil
}

func (p packed) Read(b []byte) (int, error) {
	n, err := p.Reader.Read(b)
	if err != nil && err != io.EOF {
		err = wrongPacked(p.encoding, err)
	}
	return n, err
}

func wrongPacked(encoding string, err error) error {
	return fmt.Errorf("%w: %s: %w", ErrPacked, encoding, safeError(err, errors.New("it is damaged")))
}
