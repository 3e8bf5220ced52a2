package voice

import "strings"

// Clip names a recording of a word or a syllable; its file has the same name.
type Clip string

// Word is a clip and what is heard in it.
type Word struct {
	Clip Clip
	Text string // as people read it, with the word that follows in brackets where it changes the tone
	// Sound is numbered pinyin after the tones have changed; in English the text is the sound.
	Sound string
}

// Languages are those that the voice speaks, as the config names them.
var Languages = []string{Mandarin, English}

// The languages.
const (
	Mandarin = "zh-CN"
	English  = "en"
)

// Words are all clips of a language, in the order in which they are recorded; nil for
// a language that is not spoken.
func Words(language string) []Word {
	switch language {
	case Mandarin:
		return mandarinWords
	case English:
		return englishWords
	}
	return nil
}

// Clips that both languages have.
const (
	clipWeChat   Clip = "wechat"
	clipAlipay   Clip = "alipay"
	clipUnionPay Clip = "unionpay"
	clipCash     Clip = "cash"
	clipReceived Clip = "received"
	clipLate     Clip = "late"
	clipTest     Clip = "test"
)

// mandarinWords: a syllable whose tone changes before certain others is a clip of its own.
// 两 stands where 二 is not said.
var mandarinWords = []Word{
	{"ling2", "零", "ling2"},
	{"yi1", "一", "yi1"},
	{"yi2", "一（万）", "yi2"},
	{"yi4", "一（百）", "yi4"},
	{"er4", "二", "er4"},
	{"liang3", "两（万）", "liang3"},
	{"liang2", "两（角）", "liang2"},
	{"san1", "三", "san1"},
	{"si4", "四", "si4"},
	{"wu3", "五", "wu3"},
	{"wu2", "五（百）", "wu2"},
	{"liu4", "六", "liu4"},
	{"qi1", "七", "qi1"},
	{"ba1", "八", "ba1"},
	{"jiu3", "九", "jiu3"},
	{"jiu2", "九（百）", "jiu2"},
	{"shi2", "十", "shi2"},
	{"bai3", "百", "bai3"},
	{"bai2", "百（五）", "bai2"},
	{"qian1", "千", "qian1"},
	{"wan4", "万", "wan4"},
	{"dian3", "点", "dian3"},
	{"dian2", "点（五）", "dian2"},
	{"yuan2", "元", "yuan2"},
	{"jiao3", "角", "jiao3"},
	{"jiao2", "角（五）", "jiao2"},
	{"fen1", "分", "fen1"},
	{clipWeChat, "微信", "wei1 xin4"},
	{clipAlipay, "支付宝", "zhi1 fu4 bao3"},
	{clipUnionPay, "云闪付", "yun2 shan3 fu4"},
	{clipCash, "现金", "xian4 jin1"},
	{clipReceived, "收款", "shou1 kuan3"},
	{clipLate, "迟到款", "chi2 dao4 kuan3"},
	{clipTest, "测试", "ce4 shi4"},
}

var englishWords = append(plainWords(englishUnits, englishTens, "hundred thousand million point yuan"),
	Word{clipWeChat, "WeChat", "WeChat"},
	Word{clipAlipay, "Alipay", "Alipay"},
	Word{clipUnionPay, "UnionPay", "UnionPay"},
	Word{clipCash, "cash", "cash"},
	Word{clipReceived, "received", "received"},
	Word{clipLate, "late payment", "late payment"},
	Word{clipTest, "test", "test"},
)

// plainWords are clips that are named by what they say.
func plainWords(lists ...string) (words []Word) {
	for _, list := range lists {
		for name := range strings.FieldsSeq(list) {
			words = append(words, Word{Clip(name), name, name})
		}
	}
	return words
}
