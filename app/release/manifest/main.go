// Manifest writes manifest.json and its signature beside the files of a release, and
// verifies them as a till does.
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"facepay/app/release"
)

func main() {
	version := flag.String("version", "", "the release's version")
	keyFile := flag.String("key", "", "the `FILE` of the private key (PEM, PKCS 8); without one nothing is signed")
	folder := flag.String("to", ".", "the `FOLDER` to write into")
	public := flag.Bool("public", false, "only print the key's public half, by which a till knows an update")
	flag.Parse()
	key, err := read(*keyFile)
	if err == nil {
		if *public {
			err = printPublic(os.Stdout, key)
		} else {
			err = write(*version, key, *folder, flag.Args())
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "manifest:", err)
		os.Exit(1)
	}
}

// read is the private key that is in a file, nil for no file.
func read(name string) (ed25519.PrivateKey, error) {
	if name == "" {
		return nil, nil
	}
	text, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	key, err := release.PrivateKey(text)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return key, nil
}

func printPublic(w io.Writer, key ed25519.PrivateKey) error {
	if key == nil {
		return errors.New("-public needs -key")
	}
	_, err := fmt.Fprintln(w, base64.StdEncoding.EncodeToString(key.Public().(ed25519.PublicKey)))
	return err
}

func write(version string, key ed25519.PrivateKey, folder string, files []string) error {
	if version == "" || len(files) == 0 {
		return errors.New("needs -version and files")
	}
	m := release.Manifest{Version: version}
	for _, path := range files {
		f, err := release.Describe(path)
		if err != nil {
			return err
		}
		m.Files = append(m.Files, f)
	}
	text, signature, err := release.Seal(m, key)
	if err != nil {
		return err
	}
	name := filepath.Join(folder, release.ManifestName)
	if err := os.WriteFile(name, text, 0o644); err != nil {
		return err
	}
	if key == nil {
		fmt.Fprintln(os.Stderr, "manifest: not signed, as there is no key; a till takes no update from it")
		return nil
	}
	if err := os.WriteFile(filepath.Join(folder, release.SignatureName), signature, 0o644); err != nil {
		return err
	}
	return verify(folder, key.Public().(ed25519.PublicKey), files)
}

// verify looks at what was written as a till does that has the public key.
func verify(folder string, key ed25519.PublicKey, files []string) error {
	text, err := os.ReadFile(filepath.Join(folder, release.ManifestName))
	if err != nil {
		return err
	}
	signature, err := os.ReadFile(filepath.Join(folder, release.SignatureName))
	if err != nil {
		return err
	}
	m, err := release.Open(text, signature, key)
	if err != nil {
		return err
	}
	for _, path := range files {
		if err := m.Verify(path); err != nil {
			return err
		}
	}
	return nil
}
