// Package voice holds the clips that are made by clips.sh, a folder a language: they are
// heard until the shop has recorded its own. They are espeak-ng's output, which its
// licence, the GPL 3, does not cover (section 2: the output of a program is covered only
// where it is a copy of the program).
package voice

import "embed"

// Clips are WAV files, zh-CN/wu3.wav.
//
//go:embed zh-CN/*.wav en/*.wav
var Clips embed.FS
