package alipayservice

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"unicode"
)

const (
	// keyBitsMin is RSA2's own minimum. keyBitsMax bounds the work of a
	// verification, which anybody who reaches the listener can ask for.
	keyBitsMin = 2048
	keyBitsMax = 8192
	// keyBytesMax bounds the key's text; a key of keyBitsMax has under 2 KiB.
	keyBytesMax = 16 << 10
	// keyPathBytesMax: longer text is a damaged key, and no path that people write.
	keyPathBytesMax = 260
)

var (
	errKeyShape   = errors.New("holds no RSA public key (PEM, or the base64 text from Alipay's console)")
	errKeyPrivate = errors.New("is a private key; put Alipay's public key here, and take that one off this machine")
	errKeySize    = fmt.Errorf("must be an RSA key of %d to %d bits", keyBitsMin, keyBitsMax)
	errKeyFile    = errors.New("is neither a public key nor a file that can be read")
	errKeyLong    = errors.New("is too long for a public key")
)

// parsePublicKey reads the config's alipay_public_key; nil without error when it
// is empty. No error repeats what it was given, which may be a private key.
func parsePublicKey(text string) (*rsa.PublicKey, error) {
	text = strings.TrimSpace(text)
	if text == "" {
		return nil, nil
	}
	if len(text) > keyBytesMax {
		return nil, errKeyLong
	}
	key, err := readKey(text)
	if !errors.Is(err, errKeyShape) || strings.Contains(text, "-----BEGIN") || len(text) > keyPathBytesMax || strings.ContainsAny(text, "\r\n") {
		return key, err
	}
	inFile, err := readKeyFile(text)
	if err != nil {
		return nil, err
	}
	return readKey(inFile)
}

func readKeyFile(path string) (string, error) {
	info, err := os.Stat(path)
	if err != nil || !info.Mode().IsRegular() {
		return "", errKeyFile
	}
	f, err := os.Open(path)
	if err != nil {
		return "", errKeyFile
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, keyBytesMax+1))
	if err != nil {
		return "", errKeyFile
	}
	if len(text) > keyBytesMax {
		return "", errKeyLong
	}
	return strings.TrimSpace(string(text)), nil
}

// readKey reads PEM or the bare base64 body of one, as PKIX or PKCS #1.
func readKey(text string) (*rsa.PublicKey, error) {
	if block, rest := pem.Decode([]byte(text)); block != nil {
		switch {
		case strings.Contains(block.Type, "PRIVATE"):
			return nil, errKeyPrivate
		case strings.TrimSpace(string(rest)) != "":
			return nil, errKeyShape // which of two keys is meant would be a guess
		}
		return readKeyDER(block.Bytes)
	}
	bare := strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, text)
	der, err := base64.StdEncoding.Strict().DecodeString(bare)
	if err != nil {
		return nil, errKeyShape
	}
	return readKeyDER(der)
}

func readKeyDER(der []byte) (*rsa.PublicKey, error) {
	key, err := x509.ParsePKCS1PublicKey(der)
	if err != nil {
		anyKey, err := x509.ParsePKIXPublicKey(der)
		if err != nil {
			if isPrivate(der) {
				return nil, errKeyPrivate
			}
			return nil, errKeyShape
		}
		var isRSA bool
		if key, isRSA = anyKey.(*rsa.PublicKey); !isRSA {
			return nil, errKeyShape
		}
	}
	if bits := key.N.BitLen(); bits < keyBitsMin || bits > keyBitsMax {
		return nil, errKeySize
	}
	return key, nil
}

func isPrivate(der []byte) bool {
	if _, err := x509.ParsePKCS8PrivateKey(der); err == nil {
		return true
	}
	_, err := x509.ParsePKCS1PrivateKey(der)
	return err == nil
}
