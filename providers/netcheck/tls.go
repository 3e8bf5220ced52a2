package netcheck

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"facepay/kiosk"
)

// expiresSoon leaves the gateway time to be asked; renewals are done long before.
const expiresSoon = 14 * 24 * time.Hour

// tls shakes hands and reads the gateway's certificate. What the certificate
// says is judged here and not by the handshake, so that a bad one can be told of
// in words; nothing is sent over a connection whose certificate failed, but for
// asking for the time where only the time is in question.
func (v *visit) tls(ctx context.Context) kiosk.CheckResult {
	if v.plain() {
		return kiosk.CheckResult{}
	}
	ctx, cancel := context.WithTimeout(ctx, v.bound(tlsMax))
	defer cancel()
	conn := tls.Client(v.conn, &tls.Config{
		ServerName:         v.host,
		MinVersion:         tls.VersionTLS12,
		NextProtos:         []string{"http/1.1"},
		InsecureSkipVerify: true, // verified below
	})
	if err := conn.HandshakeContext(ctx); err != nil {
		return noHandshake(err)
	}
	v.conn = conn
	return v.certificate(ctx, conn.ConnectionState().PeerCertificates)
}

func noHandshake(err error) kiosk.CheckResult {
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &plain):
		return tlsPlain.Result()
	case timedOut(err):
		return tlsSilent.Result()
	case errors.Is(err, io.EOF):
		return tlsCut.Result("reason", "EOF")
	}
	return tlsCut.Result("reason", reasonOf(err))
}

// certificate judges the gateway's certificate by our clock.
func (v *visit) certificate(ctx context.Context, chain []*x509.Certificate) kiosk.CheckResult {
	leaf, now := chain[0], v.Now()
	day := func(t time.Time) string { return t.Local().Format("2006-01-02 15:04") }
	dates := []string{"from", day(leaf.NotBefore), "until", day(leaf.NotAfter), "now", day(now), "host", v.host}
	err := v.verify(chain, now)
	var host x509.HostnameError
	var invalid x509.CertificateInvalidError
	var roots x509.SystemRootsError
	switch {
	case err == nil && leaf.NotAfter.Sub(now) < expiresSoon:
		return tlsExpires.Result(append(dates, "days", strconv.Itoa(int(leaf.NotAfter.Sub(now).Hours()/24)))...)
	case err == nil:
		return tlsOK.Result(append(dates, "issuer", issuer(leaf))...)
	case errors.As(err, &roots):
		return tlsNoRoots.Result()
	case errors.As(err, &host):
		return tlsHost.Result(append(dates, "names", namesOf(leaf))...)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return v.untimely(ctx, chain, now, dates)
	}
	return tlsIssuer.Result(append(dates, "issuer", issuer(leaf))...)
}

func (v *visit) verify(chain []*x509.Certificate, at time.Time) error {
	between := x509.NewCertPool()
	for _, c := range chain[1:] {
		between.AddCert(c)
	}
	_, err := chain[0].Verify(x509.VerifyOptions{DNSName: v.host, Roots: v.Roots, Intermediates: between, CurrentTime: at})
	return err
}

// untimely judges a certificate that our clock lies outside of. A gateway whose
// own clock lies inside, and whose certificate is right in all else, shows that
// it is our clock that is wrong. So does a clock that shows less than can be, where
// the gateway must not be asked.
func (v *visit) untimely(ctx context.Context, chain []*x509.Certificate, now time.Time, dates []string) kiosk.CheckResult {
	told, ok := v.toldTime(ctx)
	off := ok && v.verify(chain, told) == nil && told.Sub(now).Abs() > SkewMax
	if off {
		v.clock = v.compared(now, told)
	}
	if off || v.Quiet && v.clock.Health == kiosk.HealthFailed {
		f := tlsClock.Result(dates...)
		f.Brief = v.clock.Brief // one fault, one text
		return f
	}
	if now.Before(chain[0].NotBefore) {
		return tlsEarly.Result(dates...)
	}
	return tlsExpired.Result(dates...)
}

// toldTime asks for the server's time and nothing else; at rest it is what the
// till's own calls were told.
func (v *visit) toldTime(ctx context.Context) (time.Time, bool) {
	if v.Quiet {
		skew := v.Heard().Skew
		if skew == nil {
			return time.Time{}, false
		}
		return v.Now().Add(-*skew), true
	}
	ctx, cancel := context.WithTimeout(ctx, v.bound(hintMax))
	defer cancel()
	r, err := v.head(ctx)
	if err != nil {
		return time.Time{}, false
	}
	told, err := http.ParseTime(r.header.Get("Date"))
	return told, err == nil
}

func issuer(c *x509.Certificate) string {
	for _, words := range [][]string{c.Issuer.Organization, {c.Issuer.CommonName}} {
		if len(words) > 0 && words[0] != "" {
			return kiosk.Trim(words[0])
		}
	}
	return "?"
}

func namesOf(c *x509.Certificate) string {
	const namesMax = 3
	all := c.DNSNames
	for _, ip := range c.IPAddresses {
		all = append(all, ip.String())
	}
	if len(all) == 0 {
		all = []string{c.Subject.CommonName}
	}
	if len(all) > namesMax {
		all = append(all[:namesMax:namesMax], "…")
	}
	return kiosk.Trim(strings.Join(all, ", "))
}
