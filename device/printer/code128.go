package printer

// pairsFrom is the number of digits in a row from which code set C, two digits a symbol,
// is shorter than the way there and back.
const pairsFrom = 4

// code128 is text, of ASCII alone, as GS k takes it: {B and {C choose the code set. modules
// is the width of the bar code without its quiet zones.
func code128(text string) (data []byte, modules int) {
	symbols := 0
	set := byte(0)
	use := func(s byte) {
		if set != s {
			set = s
			data = append(data, '{', s)
			symbols++ // the start, or the change
		}
	}
	for i := 0; i < len(text); {
		run := i
		for run < len(text) && text[run] >= '0' && text[run] <= '9' {
			run++
		}
		if pairs := (run - i) / 2; pairs*2 >= pairsFrom {
			use('C')
			for range pairs {
				data = append(data, (text[i]-'0')*10+text[i+1]-'0')
				i += 2
				symbols++
			}
			continue
		}
		use('B')
		if data = append(data, text[i]); text[i] == '{' {
			data = append(data, '{')
		}
		i++
		symbols++
	}
	const symbol, stop = 11, 13
	return data, (symbols+1)*symbol + stop // and the check symbol
}
