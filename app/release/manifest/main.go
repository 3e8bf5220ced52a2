// Manifest writes manifest.json and its signature beside the files of a release.
package main

import (
	"crypto/ed25519"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"

	"facepay/app/release"
)

func main() {
	version := flag.String("version", "", "the release's version")
	keyFile := flag.String("key", "", "the `FILE` of the private key (PEM, PKCS 8); without one nothing is signed")
	folder := flag.String("to", ".", "the `FOLDER` to write into")
	flag.Parse()
	if err := write(*version, *keyFile, *folder, flag.Args()); err != nil {
		fmt.Fprintln(os.Stderr, "manifest:", err)
		os.Exit(1)
	}
}

func write(version, keyFile, folder string, files []string) error {
	if version == "" || len(files) == 0 {
		return errors.New("needs -version and files")
	}
	var key ed25519.PrivateKey
	if keyFile != "" {
		text, err := os.ReadFile(keyFile)
		if err != nil {
			return err
		}
		if key, err = release.PrivateKey(text); err != nil {
			return fmt.Errorf("%s: %w", keyFile, err)
		}
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
	if err := os.WriteFile(filepath.Join(folder, release.ManifestName), text, 0o644); err != nil {
		return err
	}
	if key == nil {
		fmt.Fprintln(os.Stderr, "manifest: not signed, as there is no key; a till takes no update from it")
		return nil
	}
	return os.WriteFile(filepath.Join(folder, release.SignatureName), signature, 0o644)
}
