package voice

import "strings"

// toneMarks are the vowels with the marks of the tones 1 to 4.
var toneMarks = map[rune][4]rune{
	'a': {'ā', 'á', 'ǎ', 'à'}, 'e': {'ē', 'é', 'ě', 'è'}, 'i': {'ī', 'í', 'ǐ', 'ì'},
	'o': {'ō', 'ó', 'ǒ', 'ò'}, 'u': {'ū', 'ú', 'ǔ', 'ù'}, 'ü': {'ǖ', 'ǘ', 'ǚ', 'ǜ'},
}

// Reading is a word's pinyin with tone marks: "wēi xìn" of "wei1 xin4"; ""
// where the text says it.
func (w Word) Reading() string {
	if w.Sound == w.Text {
		return ""
	}
	syllables := strings.Fields(w.Sound)
	for i, s := range syllables {
		syllables[i] = marked(s)
	}
	return strings.Join(syllables, " ")
}

// marked puts a syllable's tone over its vowel: a or e where it has one, the o of ou, and
// else the last.
func marked(syllable string) string {
	letters := []rune(syllable)
	tone := int(letters[len(letters)-1] - '0')
	if tone < 1 || tone > 4 {
		return syllable
	}
	letters = letters[:len(letters)-1]
	at := -1
	for i, l := range letters {
		if _, vowel := toneMarks[l]; !vowel {
			continue
		}
		at = i
		if l == 'a' || l == 'e' || l == 'o' && i+1 < len(letters) && letters[i+1] == 'u' {
			break
		}
	}
	if at < 0 {
		return syllable
	}
	letters[at] = toneMarks[letters[at]][tone-1]
	return string(letters)
}
