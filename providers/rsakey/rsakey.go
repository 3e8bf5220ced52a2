// Package rsakey reads the RSA keys and certificates that wallets' own rails are spoken
// with: from files, as PEM, or as the bare base64 text that the wallets' consoles show. No
// error repeats what was read, which may be a private key that was mixed up.
package rsakey

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"unicode"
)

const (
	// BitsMin is RSA2's own minimum, and WeChat Pay's. BitsMax bounds the work of a
	// verification, which anybody who reaches the listener can ask for.
	BitsMin = 2048
	BitsMax = 8192
	// BytesMax bounds the text of a key: one of BitsMax has under 8 KiB with its private
	// half. Alipay's file of root certificates has 7 KiB.
	BytesMax = 16 << 10
	// pathBytesMax: longer text is a damaged key, and no path that people write.
	pathBytesMax = 260
)

// Errors.
var (
	ErrShape      = errors.New("holds no RSA public key (PEM, or the base64 text from the console)")
	ErrPrivate    = errors.New("is a private key; put the public key of the wallet here, and take that one off this machine")
	ErrNotPrivate = errors.New("holds no RSA private key (PKCS #8 or PKCS #1, as PEM or bare base64)")
	ErrPublic     = errors.New("is a public key; the private key of the shop belongs here")
	ErrLocked     = errors.New("is locked by a password; store the private key without one, readable by this user only")
	ErrSize       = fmt.Errorf("must be an RSA key of %d to %d bits", BitsMin, BitsMax)
	ErrNoFile     = errors.New("is not a file that can be read")
	ErrNoKey      = errors.New("is neither a public key nor a file that can be read")
	ErrLong       = errors.New("is too long for a key")
	ErrNoCert     = errors.New("holds no certificate (PEM)")
	ErrCertKind   = errors.New("holds a certificate that is damaged or made for SM2; take the one for RSA (SHA256withRSA)")
	ErrManyCerts  = fmt.Errorf("holds more than %d files of certificates", CertificatesMax)
)

// Public reads a public key: PEM, bare base64, or the path of a file with one of the two.
// nil without error when text is empty.
func Public(text string) (*rsa.PublicKey, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	if len(text) > BytesMax {
		return nil, ErrLong
	}
	key, err := ParsePublic(text)
	if !errors.Is(err, ErrShape) || strings.Contains(text, "-----BEGIN") || len(text) > pathBytesMax || strings.ContainsAny(text, "\r\n") {
		return key, err
	}
	inFile, _, err := File(text)
	if errors.Is(err, ErrNoFile) {
		return nil, ErrNoKey
	}
	if err != nil {
		return nil, err
	}
	return ParsePublic(strings.TrimSpace(string(inFile)))
}

// Private reads the private key in the file path, which nobody but this user may read. On
// Windows the mode bits tell nothing of that.
func Private(path string) (*rsa.PrivateKey, error) {
	text, mode, err := File(path)
	if err != nil {
		return nil, err
	}
	const others = 0o077
	if runtime.GOOS != "windows" && mode.Perm()&others != 0 {
		return nil, fmt.Errorf("others can read this private key (mode %04o); take that from them by chmod 600", mode.Perm())
	}
	return ParsePrivate(string(text))
}

// Certificate reads the first certificate in the file path. Errors: those of File, ErrNoCert,
// ErrCertKind.
func Certificate(path string) (*x509.Certificate, error) {
	text, _, err := File(path)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(text)
	return parseCertificate(block)
}

// parseCertificate reads the certificate in a PEM block, also by its old names (RFC 7468,
// section 5). Errors: ErrNoCert, ErrCertKind.
func parseCertificate(b *pem.Block) (*x509.Certificate, error) {
	if b == nil || !strings.HasSuffix(b.Type, "CERTIFICATE") {
		return nil, ErrNoCert
	}
	c, err := x509.ParseCertificate(b.Bytes)
	if err != nil {
		return nil, ErrCertKind
	}
	return c, nil
}

// CertificatesMax bounds the files of Certificates: a wallet has two at a time.
const CertificatesMax = 16

// Certificates reads every certificate in the file path, or in the .pem, .crt and .cer files
// of the folder path. What is no certificate, or one of a kind that cannot be read, such as
// SM2, is left out. Errors: ErrNoFile, ErrLong, ErrManyCerts, and where none is left ErrNoCert
// or ErrCertKind.
func Certificates(path string) (all []*x509.Certificate, err error) {
	files := []string{path}
	if entries, err := os.ReadDir(path); err == nil {
		files = nil
		for _, e := range entries {
			if slices.Contains([]string{".pem", ".crt", ".cer"}, strings.ToLower(filepath.Ext(e.Name()))) {
				files = append(files, filepath.Join(path, e.Name()))
			}
		}
	}
	if len(files) > CertificatesMax {
		return nil, ErrManyCerts
	}
	none := ErrNoCert
	for _, file := range files {
		text, _, err := File(file)
		if err != nil {
			return nil, err
		}
		for block, rest := pem.Decode(text); block != nil; block, rest = pem.Decode(rest) {
			switch c, err := parseCertificate(block); {
			case err == nil:
				all = append(all, c)
			case errors.Is(err, ErrCertKind):
				none = err
			}
		}
	}
	if len(all) == 0 {
		return nil, none
	}
	return all, nil
}

// File reads the file path, of at most BytesMax, and its mode. Errors: ErrNoFile, ErrLong.
func File(path string) ([]byte, os.FileMode, error) {
	info, err := os.Stat(path) // first: a pipe would never open
	if err != nil || !info.Mode().IsRegular() {
		return nil, 0, ErrNoFile
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, 0, ErrNoFile
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, BytesMax+1))
	if err != nil {
		return nil, 0, ErrNoFile
	}
	if len(text) > BytesMax {
		return nil, 0, ErrLong
	}
	return text, info.Mode(), nil
}

// ParsePublic reads PEM or the bare base64 body of one, as PKIX or PKCS #1.
func ParsePublic(text string) (*rsa.PublicKey, error) {
	der, kind, ok := decode(text)
	switch {
	case strings.Contains(kind, "PRIVATE"):
		return nil, ErrPrivate
	case !ok:
		return nil, ErrShape
	}
	key, err := x509.ParsePKCS1PublicKey(der)
	if err != nil {
		anyKey, err := x509.ParsePKIXPublicKey(der)
		if err != nil {
			if _, err := privateDER(der); err == nil {
				return nil, ErrPrivate
			}
			return nil, ErrShape
		}
		var isRSA bool
		if key, isRSA = anyKey.(*rsa.PublicKey); !isRSA {
			return nil, ErrShape
		}
	}
	if err := checkSize(key); err != nil {
		return nil, err
	}
	return key, nil
}

// ParsePrivate reads PEM or the bare base64 body of one, as PKCS #8 or PKCS #1.
func ParsePrivate(text string) (*rsa.PrivateKey, error) {
	der, kind, ok := decode(strings.TrimSpace(text))
	switch {
	case strings.Contains(kind, "ENCRYPTED"), strings.Contains(text, "Proc-Type: 4,ENCRYPTED"):
		return nil, ErrLocked
	case !ok:
		return nil, ErrNotPrivate
	}
	key, err := privateDER(der)
	if err != nil {
		if _, err := ParsePublic(text); err == nil || errors.Is(err, ErrSize) {
			return nil, ErrPublic
		}
		return nil, ErrNotPrivate
	}
	if err := checkSize(&key.PublicKey); err != nil {
		return nil, err
	}
	return key, nil
}

func privateDER(der []byte) (*rsa.PrivateKey, error) {
	if key, err := x509.ParsePKCS1PrivateKey(der); err == nil {
		return key, nil
	}
	anyKey, err := x509.ParsePKCS8PrivateKey(der)
	if key, isRSA := anyKey.(*rsa.PrivateKey); err == nil && isRSA {
		return key, nil
	}
	return nil, ErrNotPrivate
}

// decode is the DER in PEM, with the PEM's kind, or in bare base64. Of two keys it takes
// none: which is meant would be a guess.
func decode(text string) (der []byte, kind string, ok bool) {
	if block, rest := pem.Decode([]byte(text)); block != nil {
		return block.Bytes, block.Type, strings.TrimSpace(string(rest)) == ""
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
	der, err := base64.StdEncoding.Strict().DecodeString(bare)
	return der, "", err == nil
}

func checkSize(key *rsa.PublicKey) error {
	if bits := key.N.BitLen(); bits < BitsMin || bits > BitsMax {
		return ErrSize
	}
	return nil
}
