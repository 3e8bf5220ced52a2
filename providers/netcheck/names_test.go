package netcheck

import (
	"context"
	"encoding/binary"
	"net"
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"facepay/assets/i18n"
	"facepay/kiosk"
	"facepay/providers/wire/wiretest"
)

// nameServer is a DNS server on loopback. It knows a few names, and that there are no
// others.
type nameServer struct {
	conn  net.PacketConn
	known map[string]string
}

func newNames(t *testing.T, known map[string]string) *nameServer {
	t.Helper()
	conn := wiretest.Call(net.ListenPacket("udp", "127.0.0.1:0")).OK(t)
	t.Cleanup(func() { conn.Close() })
	n := &nameServer{conn, known}
	go n.serve()
	return n
}

// resolver asks n. A cached one has every name that n knows in its memory, and
// no way to any other, as a router whose line is dead.
func (n *nameServer) resolver(cached bool) Resolver {
	address := n.conn.LocalAddr().String()
	r := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", address)
	}}
	if cached {
		return routerMemory{r, n.known}
	}
	return r
}

type routerMemory struct {
	*net.Resolver
	known map[string]string
}

func (r routerMemory) LookupNetIP(ctx context.Context, network, host string) ([]netip.Addr, error) {
	if _, ok := r.known[strings.TrimSuffix(host, ".")+"."]; !ok {
		<-ctx.Done()
		return nil, &net.DNSError{Err: ctx.Err().Error(), Name: host, IsTimeout: true}
	}
	return r.Resolver.LookupNetIP(ctx, network, host)
}

const (
	typeA       = 1
	codeNoError = 0
	codeFailure = 2
	codeNoName  = 3
)

// serve answers one question after another (RFC 1035).
func (n *nameServer) serve() {
	buf := make([]byte, 512)
	for {
		size, from, err := n.conn.ReadFrom(buf)
		if err != nil {
			return
		}
		if size < 12 {
			continue
		}
		n.conn.WriteTo(n.answer(buf[:size]), from)
	}
}

func (n *nameServer) answer(question []byte) []byte {
	name, end := "", 12
	for question[end] != 0 {
		length := int(question[end])
		name += string(question[end+1:end+1+length]) + "."
		end += 1 + length
	}
	kind := binary.BigEndian.Uint16(question[end+1:])
	end += 5
	reply := append([]byte{}, question[:end]...)
	reply[2], reply[3] = 0x81, 0x80 // an answer, recursion available
	binary.BigEndian.PutUint16(reply[6:], 0)
	binary.BigEndian.PutUint16(reply[8:], 0)
	binary.BigEndian.PutUint16(reply[10:], 0)
	value, known := n.known[strings.ToLower(name)]
	addr, err := netip.ParseAddr(value)
	switch {
	case !known:
		reply[3] |= codeNoName
	case err != nil:
		reply[3] |= codeFailure
	case kind == typeA:
		reply[3] |= codeNoError
		binary.BigEndian.PutUint16(reply[6:], 1)
		four := addr.As4()
		reply = append(reply, 0xC0, 12, 0, typeA, 0, 1, 0, 0, 0, 60, 0, 4)
		reply = append(reply, four[:]...)
	}
	return reply
}

func english(t *testing.T) *i18n.Catalogue {
	t.Helper()
	texts := wiretest.Call(i18n.Load("en")).OK(t)
	return texts
}

// requireTexts holds that each result can be said in each language, with every
// place of its arguments filled, and that what is wrong says what to do.
func requireTexts(t *testing.T, findings map[kiosk.Check]kiosk.CheckResult) {
	t.Helper()
	for _, language := range i18n.Languages() {
		texts := wiretest.Call(i18n.Load(language)).OK(t)
		for _, f := range findings {
			for _, text := range []kiosk.Text{f.What, f.Todo, f.Brief} {
				if text.IsZero() {
					continue
				}
				require.True(t, texts.Has(text.ID), "%s: %s", language, text.ID)
				require.NotContains(t, texts.Text(text), "{", "%s: %s", language, text.ID)
				require.NotContains(t, texts.Text(text), "@check", "%s: %s", language, text.ID)
			}
			if f.Health != kiosk.HealthOK {
				require.False(t, f.Todo.IsZero(), "%s: %s", language, f.What.ID)
			}
		}
	}
}

func TestStates_HaveTheirTextsAndNoMore(t *testing.T) {
	for _, language := range i18n.Languages() {
		texts := wiretest.Call(i18n.Load(language)).OK(t)
		for _, s := range states {
			require.True(t, texts.Has("check.found."+s.Name), "%s: %s", language, s.Name)
			require.Equal(t, s.Health != kiosk.HealthOK, texts.Has("check.todo."+s.Name), "%s: what to do about %s", language, s.Name)
			require.Equal(t, s.Brief, texts.Has("check.brief."+s.Name), "%s: %s in few words", language, s.Name)
			require.True(t, s.Health != kiosk.HealthFailed || !s.Result().Brief.IsZero(), "%s stands in the bar", s.Name)
			require.Equal(t, s.Health == kiosk.HealthOK, s.Cause == "" && s.Health != kiosk.HealthWarning, "%s: whose fault", s)
		}
	}
}
