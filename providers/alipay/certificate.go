package alipay

import (
	"crypto/md5"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"slices"
	"strings"
)

// certificateSN is Alipay's number of a certificate: MD5, in hexadecimal, of the issuer's
// name (RFC 2253) and the serial number in decimal.
func certificateSN(c *x509.Certificate) string { return sn(c.Issuer.String(), c.SerialNumber.String()) }

func sn(issuer, serial string) string {
	sum := md5.Sum([]byte(issuer + serial))
	return hex.EncodeToString(sum[:])
}

// rsaSigned are the signature algorithms below 1.2.840.113549.1.1, the only ones that count in a root's number.
var rsaSigned = []x509.SignatureAlgorithm{
	x509.MD2WithRSA, x509.MD5WithRSA, x509.SHA1WithRSA, x509.SHA256WithRSA, x509.SHA384WithRSA, x509.SHA512WithRSA,
	x509.SHA256WithRSAPSS, x509.SHA384WithRSAPSS, x509.SHA512WithRSAPSS,
}

var errNoRoot = errors.New("holds no root certificate that is signed by RSA; it is alipayRootCert.crt")

// rootSN is alipay_root_cert_sn of the text of alipayRootCert.crt: the numbers of its
// certificates that are signed by RSA. Others, one by SM2 among them, which crypto/x509
// cannot read, are left out.
func rootSN(text []byte) (string, error) {
	var numbers []string
	for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
		if c, err := x509.ParseCertificate(block.Bytes); err == nil && slices.Contains(rsaSigned, c.SignatureAlgorithm) {
			numbers = append(numbers, certificateSN(c))
		}
	}
	if len(numbers) == 0 {
		return "", errNoRoot
	}
	return strings.Join(numbers, "_"), nil
}
