package rsakey

import (
	"crypto"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
)

// ErrSignature is a signature that is none of the key and the text.
var ErrSignature = errors.New("has a signature that does not fit")

// Sign is the SHA256withRSA signature of text in base64. It is the same each time: PKCS #1
// v1.5 takes no chance.
func Sign(key *rsa.PrivateKey, text []byte) (string, error) {
	digest := sha256.Sum256(text)
	sign, err := rsa.SignPKCS1v15(nil, key, crypto.SHA256, digest[:])
	if err != nil {
		return "", fmt.Errorf("sign a request: %w", err)
	}
	return base64.StdEncoding.EncodeToString(sign), nil
}

// Verify tells whether sign, in base64, is the SHA256withRSA signature of text. Errors:
// ErrSignature.
func Verify(key *rsa.PublicKey, text []byte, sign string) error {
	// Strict: another spelling of the same signature is not what was sent.
	raw, err := base64.StdEncoding.Strict().DecodeString(sign)
	if err != nil {
		return ErrSignature
	}
	digest := sha256.Sum256(text)
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, digest[:], raw) != nil {
		return ErrSignature
	}
	return nil
}
