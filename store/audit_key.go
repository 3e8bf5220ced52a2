package store

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	"facepay/store/atomicfile"
)

// auditKeyName is the till's own key for signing summaries: an ed25519 key in
// PKCS #8 and PEM, as openssl reads it. It is made at the first summary and
// never leaves the data folder; no backup has it.
const auditKeyName = "audit.key"

const (
	pemPrivateKey = "PRIVATE KEY"
	// auditKeyBytesMax bounds what is read; an ed25519 key in PEM has 119 bytes.
	auditKeyBytesMax = 4096
)

// readAuditKey reads the key of a data folder; fs.ErrNotExist when there is
// none. No text of the file goes into an error.
func readAuditKey(dir string) (ed25519.PrivateKey, error) {
	name := filepath.Join(dir, auditKeyName)
	info, err := os.Stat(name)
	if err != nil {
		return nil, failed("read the key", err)
	}
	if mode := info.Mode().Perm(); runtime.GOOS != "windows" && mode&0o077 != 0 {
		return nil, fmt.Errorf("read the key: others can read %s (mode %04o); run: chmod 600 %s", name, mode, name)
	}
	bad := fmt.Errorf("read the key: %s is not an ed25519 key; move it away, and the next summary is signed with a new one", name)
	if !info.Mode().IsRegular() || info.Size() > auditKeyBytesMax {
		return nil, bad
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, failed("read the key", err)
	}
	block, _ := pem.Decode(text)
	if block == nil || block.Type != pemPrivateKey {
		return nil, bad
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	key, ok := parsed.(ed25519.PrivateKey)
	if err != nil || !ok {
		return nil, bad
	}
	return key, nil
}

// auditKey reads the key of a data folder, which it makes when there is none.
func auditKey(dir string) (ed25519.PrivateKey, error) {
	key, err := readAuditKey(dir)
	if !errors.Is(err, fs.ErrNotExist) {
		return key, err
	}
	if err := makeAuditKey(dir); err != nil {
		return nil, failed("make the key", err)
	}
	return readAuditKey(dir)
}

// makeAuditKey makes a key, unless somebody else did so at the same moment: a
// link is made whole and over nothing.
func makeAuditKey(dir string) (err error) {
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	part, err := os.CreateTemp(dir, "."+auditKeyName+"-*") // for its owner only
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, os.Remove(part.Name())) }()
	if err := errors.Join(pem.Encode(part, &pem.Block{Type: pemPrivateKey, Bytes: der}), part.Sync(), part.Close()); err != nil {
		return err
	}
	if err := os.Link(part.Name(), filepath.Join(dir, auditKeyName)); err != nil && !errors.Is(err, fs.ErrExist) {
		return err
	}
	return atomicfile.SyncDir(dir)
}

// fingerprint identifies a key to people: the SHA-256 of its 32 bytes.
func fingerprint(key ed25519.PublicKey) string {
	sum := sha256.Sum256(key)
	return "SHA256:" + base64.RawStdEncoding.EncodeToString(sum[:])
}
