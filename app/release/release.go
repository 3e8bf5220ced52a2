// Package release is the list of a release's files, and the signature by which a till
// knows that they come from who made the till.
package release

import (
	"crypto/ed25519"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// The names under which a release's list and its signature lie beside its files.
const (
	ManifestName  = "manifest.json"
	SignatureName = ManifestName + ".sig"
)

// Unsigned stands in place of the key in a manifest that nobody signed.
const Unsigned = "unsigned"

// publicKey is the key by which this till's maker signs, in base64. The linker sets it
// (scripts/dist.sh); without it no update is taken.
var publicKey string

// ErrNoKey tells that this program cannot know an update.
var ErrNoKey = errors.New("this program was built without a key to know updates by, and takes none; install the next version as you installed this one")

// ErrSignature tells that a release was signed by somebody else, or changed afterwards.
var ErrSignature = errors.New("the signature of the manifest is not that of this till's maker")

// ErrOtherSystem tells that a release has nothing for a kind of machine.
var ErrOtherSystem = errors.New("has no program for this machine")

// PublicKey is the built-in key. Errors: ErrNoKey.
func PublicKey() (ed25519.PublicKey, error) {
	key, err := base64.StdEncoding.DecodeString(publicKey)
	if err != nil || len(key) != ed25519.PublicKeySize {
		return nil, ErrNoKey
	}
	return key, nil
}

// Manifest is the list of a release's files.
type Manifest struct {
	Version  string `json:"version"`
	SignedBy string `json:"signed_by"` // the public key in base64, or Unsigned
	Files    []File `json:"files"`
}

// File is one file of a release.
type File struct {
	Name   string `json:"name"`
	OS     string `json:"os"`
	Arch   string `json:"arch"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// systems are the endings by which a release's files tell what they run on.
var systems = []struct{ ending, os, arch string }{
	{"_amd64.deb", "linux", "amd64"},
	{"-linux-amd64.tar.gz", "linux", "amd64"},
	{"-windows-amd64.zip", "windows", "amd64"},
	{"-windows-amd64-setup.exe", "windows", "amd64"},
}

// Describe is the entry of a file.
func Describe(path string) (File, error) {
	f := File{Name: filepath.Base(path)}
	for _, s := range systems {
		if strings.HasSuffix(f.Name, s.ending) {
			f.OS, f.Arch = s.os, s.arch
		}
	}
	if f.OS == "" {
		return f, fmt.Errorf("%s: the name does not tell what it runs on", path)
	}
	file, err := os.Open(path)
	if err != nil {
		return f, err
	}
	defer file.Close()
	sum := sha256.New()
	if f.Size, err = io.Copy(sum, file); err != nil {
		return f, fmt.Errorf("%s: %w", path, err)
	}
	f.SHA256 = hex.EncodeToString(sum.Sum(nil))
	return f, nil
}

// Seal is the text of a manifest and its signature; without a key there is none, and
// the manifest says so.
func Seal(m Manifest, key ed25519.PrivateKey) (text, signature []byte, err error) {
	m.SignedBy = Unsigned
	if key != nil {
		m.SignedBy = base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey))
	}
	if text, err = json.MarshalIndent(m, "", "  "); err != nil {
		return nil, nil, err
	}
	text = append(text, '\n')
	if key != nil {
		signature = []byte(base64.StdEncoding.EncodeToString(ed25519.Sign(key, text)) + "\n")
	}
	return text, signature, nil
}

// Open is the manifest that is in text, if key signed it. Of a text that it did not
// sign nothing is read.
func Open(text, signature []byte, key ed25519.PublicKey) (m Manifest, err error) {
	signed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(string(signature)))
	if err != nil || len(key) != ed25519.PublicKeySize || !ed25519.Verify(key, text, signed) {
		return m, ErrSignature
	}
	if err = json.Unmarshal(text, &m); err != nil {
		return Manifest{}, fmt.Errorf("manifest: %w", err)
	}
	return m, nil
}

// Verify reports how the file that is at path differs from its entry, nil for not at all.
func (m Manifest) Verify(path string) error {
	got, err := Describe(path)
	if err != nil {
		return err
	}
	if !slices.Contains(m.Files, got) {
		return fmt.Errorf("%s: not the file of version %s that was signed", path, m.Version)
	}
	return nil
}

// PrivateKey reads a key as openssl genpkey -algorithm ed25519 writes it.
func PrivateKey(text []byte) (ed25519.PrivateKey, error) {
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, errors.New("no PEM")
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, err
	}
	key, ok := parsed.(ed25519.PrivateKey)
	if !ok {
		return nil, errors.New("no ed25519 key")
	}
	return key, nil
}
