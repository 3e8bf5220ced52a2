package update

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"facepay/app/release"
	"facepay/kiosk/health"
	"facepay/providers/weburl"
)

// Bounds of what is fetched from somebody who has proven nothing yet.
const (
	manifestBytesMax  = 64 << 10
	signatureBytesMax = 1 << 10
	redirectsMax      = 5
)

// A fetch ends when nothing came for stallMax, and after fetchMax in any case. A test
// has less patience.
var (
	stallMax = 30 * time.Second
	fetchMax = 30 * time.Minute
)

// source is the place of a release's files.
type source interface {
	open(ctx context.Context, name string) (io.ReadCloser, error)
	String() string
}

// sourceOf finds the release that people named: a file of it, the folder that has it,
// or the address of its manifest or folder. archive is the file, "" if they named none.
func sourceOf(from string) (s source, archive string, err error) {
	if strings.Contains(from, "://") {
		s, err = webSourceOf(from)
		return s, "", err
	}
	info, err := os.Stat(from)
	switch {
	case err != nil:
		return nil, "", fmt.Errorf("%s: %w", from, health.WithoutPath(err))
	case info.IsDir():
		return folderSource(from), "", nil
	case !info.Mode().IsRegular():
		return nil, "", fmt.Errorf("%s: is neither a file nor a folder", from)
	}
	if archive = filepath.Base(from); archive == release.ManifestName || archive == release.SignatureName {
		archive = ""
	}
	return folderSource(filepath.Dir(from)), archive, nil
}

// folderSource is a release on a disk or a stick.
type folderSource string

func (f folderSource) String() string { return string(f) }

func (f folderSource) open(_ context.Context, name string) (io.ReadCloser, error) {
	path := filepath.Join(string(f), name)
	// Looked at before it is opened: opening a named pipe would wait for ever.
	if info, err := os.Stat(path); err == nil && !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s: is not a file", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, health.WithoutPath(err))
	}
	return file, nil
}

// webSource is a release on a server.
type webSource struct {
	folder *url.URL
	client *http.Client
}

func webSourceOf(address string) (webSource, error) {
	u, err := weburl.Parse(address)
	if err == nil {
		err = secure(u)
	}
	if err != nil {
		return webSource{}, fmt.Errorf("the address of the release: %w", err)
	}
	u.Path, u.RawPath = strings.TrimSuffix(strings.TrimSuffix(u.Path, release.ManifestName), "/")+"/", ""
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.ResponseHeaderTimeout = stallMax
	client := &http.Client{Transport: transport, Timeout: fetchMax, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > redirectsMax {
			return errors.New("it leads from one address to the next")
		}
		return secure(r.URL)
	}}
	return webSource{u, client}, nil
}

// secure refuses plain http, but from this machine itself.
func secure(u *url.URL) error {
	ip := net.ParseIP(u.Hostname())
	local := u.Hostname() == "localhost" || ip != nil && ip.IsLoopback()
	if u.Scheme == "https" || u.Scheme == "http" && local {
		return nil
	}
	return fmt.Errorf("%s is not https", u.Redacted())
}

func (w webSource) String() string { return w.folder.Redacted() }

func (w webSource) open(ctx context.Context, name string) (io.ReadCloser, error) {
	ctx, cancel := context.WithCancelCause(ctx)
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, w.folder.JoinPath(name).String(), nil)
	if err != nil {
		cancel(nil)
		return nil, err
	}
	reply, err := w.client.Do(r)
	if err == nil && reply.StatusCode != http.StatusOK {
		err = errors.Join(fmt.Errorf("fetch %s: the server says %s", r.URL.Redacted(), reply.Status), reply.Body.Close())
	}
	if err != nil {
		cancel(nil)
		return nil, err
	}
	return &fetched{reply.Body, cancel, ctx, time.AfterFunc(stallMax, func() { cancel(errStalled) })}, nil
}

var errStalled = errors.New("nothing came any more")

// fetched is a file that comes from a server, as long as it does come.
type fetched struct {
	io.ReadCloser
	cancel context.CancelCauseFunc
	ctx    context.Context
	stall  *time.Timer
}

func (f *fetched) Read(p []byte) (int, error) {
	n, err := f.ReadCloser.Read(p)
	f.stall.Reset(stallMax)
	if err != nil && !errors.Is(err, io.EOF) && context.Cause(f.ctx) != nil {
		err = context.Cause(f.ctx)
	}
	return n, err
}

func (f *fetched) Close() error {
	f.stall.Stop()
	f.cancel(nil)
	return f.ReadCloser.Close()
}

// small reads a file that has max bytes at most.
func small(ctx context.Context, s source, name string, max int64) ([]byte, error) {
	f, err := s.open(ctx, name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, max+1))
	if err == nil && int64(len(text)) > max {
		err = fmt.Errorf("has more than %d KiB", max>>10)
	}
	if err != nil {
		return nil, fmt.Errorf("read %s of %s: %w", name, s, err)
	}
	return text, nil
}
