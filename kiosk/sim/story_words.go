package sim

import (
	"errors"
	"strings"

	"facepay/kiosk"
)

// The words of a story. What has none here says nothing to people.
var (
	sentWords = map[kiosk.CallKind]string{
		kiosk.CallQR:     "asks the gateway for a QR of %s",
		kiosk.CallCharge: "sends the %s code to the gateway",
		kiosk.CallMini:   "asks the gateway for what the phone needs to pay by %s",
		kiosk.CallRefund: "asks the gateway to give %s money back",
	}
	askedWords = map[kiosk.CallKind]string{
		kiosk.CallQR:          "hears about the QR of",
		kiosk.CallCharge:      "hears about the code of",
		kiosk.CallMini:        "hears about the mini-program's order of",
		kiosk.CallQuery:       "asked what became of",
		kiosk.CallClose:       "asked to close",
		kiosk.CallRefund:      "hears about",
		kiosk.CallRefundQuery: "asked what became of",
	}
	verdictWords = map[string]string{
		string(kiosk.VerdictPaid):       "it is paid",
		string(kiosk.VerdictWaiting):    "it waits to be paid",
		string(kiosk.VerdictConfirming): "the customer is at it",
		string(kiosk.VerdictFailed):     "it is refused",
		string(kiosk.VerdictClosed):     "it is closed",
		string(kiosk.VerdictUnknown):    "words that prove nothing",
		string(kiosk.RefundSaidDone):    "it is done",
		string(kiosk.RefundSaidPending): "it will be done later",
		string(kiosk.RefundSaidRefused): "it is refused",
	}
	phraseWords = map[kiosk.PhraseKind]string{
		kiosk.PhrasePaid:    "paid",
		kiosk.PhraseFailed:  "it did not work",
		kiosk.PhraseUnknown: "nobody knows yet",
		kiosk.PhraseLate:    "late money has come",
		kiosk.PhraseBadScan: "the scan is no good",
	}
	stageWords = map[kiosk.CustomerScreenKind]string{
		kiosk.CustomerAdverts:  "the screen is free, and adverts run",
		kiosk.CustomerOpening:  "the customer waits for the QR",
		kiosk.CustomerQR:       "the customer sees the QR",
		kiosk.CustomerShowCode: "the customer is asked to show a code",
		kiosk.CustomerConfirm:  "the customer is asked to confirm on the phone",
		kiosk.CustomerPaid:     "the screen says paid",
		kiosk.CustomerUnsure:   "the screen says that the network is slow, and not to pay again",
		kiosk.CustomerFailed:   "the screen says that it did not work",
		kiosk.CustomerAskHelp:  "the customer is sent to the cashier",
	}
	screenWords = map[kiosk.Screen]string{
		kiosk.ScreenRecovering: "the till first finds out what became of what was open",
		kiosk.ScreenStopped:    "the screen says that nothing can be recorded, so nothing is sold",
		kiosk.ScreenPIN:        "a PIN is asked for",
		kiosk.ScreenHistory:    "the owner's list is open",
		kiosk.ScreenRefund:     "the refund's card is open",
	}
	faultWords = map[Fault]string{
		FaultNotSent:     "the request does not get out of the shop",
		FaultLostRequest: "the request is lost on its way",
		FaultLostAnswer:  "the request arrives, its answer will be lost",
		FaultLateAnswer:  "the answer will be very late",
		FaultLateRequest: "the request is held up and arrives late, its answer will be lost",
		FaultDuplicate:   "the request arrives twice",
		FaultNonsense:    "the gateway answers nonsense",
		FaultGarbage:     "what comes back will be cut off",
		FaultServer:      "an error page will come back",
		FaultAmount:      "the answer will name another amount",
		FaultOrder:       "the answer will be about another order",
	}
)

func walletWords(w kiosk.Wallet) string {
	switch w {
	case kiosk.WeChat:
		return "WeChat"
	case kiosk.Alipay:
		return "Alipay"
	case kiosk.UnionPay:
		return "UnionPay"
	}
	return "wallet's"
}

func actionWords(a kiosk.Action) string {
	return "“" + strings.ReplaceAll(string(a), "_", " ") + "”"
}

func pinWords(e *kiosk.PINChecked) string {
	switch {
	case e.Set && e.Err == nil:
		return "set"
	case e.Result.OK:
		return "right"
	}
	return "not taken"
}

// answeredBadly reports whether something came back that was no answer.
func answeredBadly(err error) bool {
	var none *kiosk.Unanswered
	return errors.As(err, &none) && none.Answered
}
