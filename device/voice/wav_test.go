package voice

import (
	"encoding/binary"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// wav is a file of a format as programs write it.
func wav(format, channels, bits uint16, rate uint32, data []byte) []byte {
	file := []byte("RIFF....WAVEfmt ")
	file = binary.LittleEndian.AppendUint32(file, 16)
	file = binary.LittleEndian.AppendUint16(file, format)
	file = binary.LittleEndian.AppendUint16(file, channels)
	file = binary.LittleEndian.AppendUint32(file, rate)
	file = binary.LittleEndian.AppendUint32(file, rate*uint32(channels*bits/8))
	file = binary.LittleEndian.AppendUint16(file, channels*bits/8)
	file = binary.LittleEndian.AppendUint16(file, bits)
	file = append(file, "LIST"...) // what else a program has to say
	file = binary.LittleEndian.AppendUint32(file, 3)
	file = append(file, 'a', 'b', 'c', 0)
	file = append(file, "data"...)
	file = binary.LittleEndian.AppendUint32(file, uint32(len(data)))
	return append(file, data...)
}

// spokenAt is silence, a second of sound and silence, at a rate and in channels.
func spokenAt(rate, channels int) (data []byte) {
	add := func(samples []int16) {
		for _, s := range samples {
			for range channels {
				data = binary.LittleEndian.AppendUint16(data, uint16(s))
			}
		}
	}
	sound := make([]int16, rate)
	for i := range sound {
		sound[i] = clamp(8000 * math.Sin(2*math.Pi*440*float64(i)/float64(rate)))
	}
	quiet := make([]int16, rate/4)
	add(quiet)
	add(sound)
	add(quiet)
	return data
}

func TestDecodeWAV_WhatRecordersWrite(t *testing.T) {
	for _, rate := range []int{8000, 11025, 16000, 22050, 44100, 48000} {
		for _, channels := range []int{1, 2} {
			samples, err := decodeWAV(wav(1, uint16(channels), 16, uint32(rate), spokenAt(rate, channels)))
			require.NoError(t, err)
			require.InDelta(t, sampleRate, len(samples), sampleRate/50, "%d Hz: the silence is cut off, and nothing else", rate)
			require.InDelta(t, 880, crossings(samples), 20, "%d Hz", rate)
		}
	}
}

func TestDecodeWAV_Refuses(t *testing.T) {
	good := wav(1, 1, 16, 16000, spokenAt(16000, 1))
	_, err := decodeWAV(good)
	require.NoError(t, err)
	for name, bad := range map[string]struct {
		file []byte
		want error
	}{
		"nothing":             {nil, errNoWAV},
		"MP3":                 {[]byte("ID3\x04" + strings.Repeat("x", 100)), errNoWAV},
		"HTML":                {[]byte("<html><body>404</body></html>"), errNoWAV},
		"data before its fmt": {append([]byte("RIFF....WAVEdata\x04\x00\x00\x00"), 1, 2, 3, 4), errNoWAV},
		"a short fmt":         {[]byte("RIFF....WAVEfmt \x04\x00\x00\x00abcd"), errNoWAV},
		"no data":             {good[:12], errCut},
		"cut off":             {good[:len(good)-1], errCut},
		"24 bits":             {wav(1, 1, 24, 16000, spokenAt(16000, 1)), errFormat},
		"floats":              {wav(3, 1, 32, 16000, spokenAt(16000, 1)), errFormat},
		"µ-law":               {wav(7, 1, 8, 8000, spokenAt(8000, 1)), errFormat},
		"5.1":                 {wav(1, 6, 16, 48000, spokenAt(48000, 6)), errFormat},
		"no channel":          {wav(1, 0, 16, 48000, spokenAt(48000, 1)), errFormat},
		"a rate of 0":         {wav(1, 1, 16, 0, spokenAt(16000, 1)), errFormat},
		"4 seconds":           {wav(1, 1, 16, 16000, make([]byte, 4*2*16000)), errLong},
		"silence":             {wav(1, 1, 16, 16000, make([]byte, 2*16000)), errSilent},
		"no sample":           {wav(1, 1, 16, 16000, nil), errSilent},
	} {
		_, err := decodeWAV(bad.file)
		require.ErrorIs(t, err, bad.want, name)
	}
}

func FuzzDecodeWAV(f *testing.F) {
	f.Add(wav(1, 2, 16, 44100, spokenAt(8000, 1)))
	f.Add([]byte("RIFF....WAVEfmt \xff\xff\xff\xff"))
	f.Fuzz(func(t *testing.T, file []byte) {
		if samples, err := decodeWAV(file); err == nil && duration(samples) > clipMax+time.Second/10 {
			t.Fatal("too long")
		}
	})
}

func TestLoad_OneBadRecordingSilencesNoOther(t *testing.T) {
	dataDir := t.TempDir()
	dir := folder(dataDir, Mandarin)
	require.NoError(t, os.MkdirAll(dir, 0o700))
	write := func(name string, file []byte) {
		require.NoError(t, os.WriteFile(filepath.Join(dir, name), file, 0o600))
	}
	write("wechat.wav", wav(1, 2, 16, 44100, spokenAt(44100, 2)))
	write("wu3.wav", []byte("ID3"))
	write("jiu3.wav", wav(1, 1, 16, 16000, make([]byte, 4*2*16000)))
	write("er4.wav", make([]byte, clipBytesMax+1))
	write("notes.wav", []byte("of no word"))
	require.NoError(t, os.Mkdir(filepath.Join(dir, "liu4.wav"), 0o700))

	loaded, bad := load(dataDir, Mandarin)
	require.Equal(t, []Bad{{"er4.wav", errBig}, {"wu3.wav", errNoWAV}, {"liu4.wav", errNoWAV}, {"jiu3.wav", errLong}}, bad)
	inside := ours(t, Mandarin)
	require.Len(t, loaded, len(inside))
	for name, samples := range loaded {
		if name == "wechat" {
			require.InDelta(t, sampleRate, len(samples), sampleRate/50, "the shop's own")
			continue
		}
		require.Equal(t, inside[name], samples, "ours in its place")
	}
}
