package till

import "facepay/kiosk"

// Buttons that more than one screen has.
var (
	backButton     = kiosk.Button{Action: kiosk.ActionBack, Key: kiosk.KeyEsc, Label: kiosk.T("button.back")}
	laterButton    = kiosk.Button{Action: kiosk.ActionLater, Key: kiosk.KeyEsc, Label: kiosk.T("button.later")}
	askAgainButton = kiosk.Button{Action: kiosk.ActionAskAgain, Key: kiosk.KeyF5, Label: kiosk.T("button.ask_again")}
	parkButton     = kiosk.Button{Action: kiosk.ActionPark, Key: kiosk.KeyF6, Label: kiosk.T("button.park")}
	byHandButton   = kiosk.Button{Action: kiosk.ActionRefundByHand, Key: kiosk.KeyF6, Label: kiosk.T("button.refund_by_hand")}
	managerButton  = kiosk.Button{Action: kiosk.ActionManager, Key: kiosk.KeyF7, Label: kiosk.T("button.manager")}
)
