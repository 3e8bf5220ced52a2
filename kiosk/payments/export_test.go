package payments

// Limits for the tests that drive a whole till.
const (
	BusyPauseMax            = busyPauseMax
	BusyPauseMin            = busyPauseMin
	CloseTriesMax           = closeTriesMax
	OpenPaymentsMax         = openPaymentsMax
	PaymentsPerSaleMax      = paymentsPerSaleMax
	NotificationGrace       = notificationGrace
	NotificationsWaitingMax = notificationsWaitingMax
	PingEvery               = pingEvery
	PingEveryBroken         = pingEveryBroken
	PollAgainFor            = pollAgainFor
	PollQuick               = pollQuick
	PollWindow              = pollWindow
	ReachableAfter          = reachableAfter
	RecoveryMax             = recoveryMax
	RecoveryPaymentsMax     = recoveryPaymentsMax
	InFlightMax             = inFlightMax
	SaleIdleMax             = saleIdleMax
	SlowAfter               = slowAfter
	WeChatDeadline          = wechatDeadline
)
