package wire

// BusyWords are pieces of a reply's words by which a gateway asks to be asked
// less often, or later. Whatever else the reply says, it is no word on the
// payment: such a gateway has not looked.
func BusyWords(field string) ResultCodes {
	const (
		why      = "It has not looked: it asks to be asked later."
		wordings = "words that gateways use for it"
	)
	busy := func(piece, means string) ResultCode { return Row(piece, means, Busy, why, wordings) }
	return ResultCodes{
		Call: "any call", Does: "Any call", Field: field, AnyCase: true, Phrases: true, Note: "Counts in whatever is no success.",
		Rows: []ResultCode{
			busy("繁忙", "busy"), busy("频繁", "too often"), busy("限流", "throttled"), busy("请求过多", "too many requests"),
			busy("SYSTEM BUSY", "system busy"), busy("SYSTEM IS BUSY", "system busy"), busy("SERVER BUSY", "server busy"), busy("SERVER IS BUSY", "server busy"),
			busy("TOO MANY REQUEST", "too many requests"), busy("TOO FREQUENT", "too often"), busy("FREQUENTLY", "too often"), busy("RATE LIMIT", "throttled"),
		},
	}
}
