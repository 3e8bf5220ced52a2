package practice

// For the tests of all vendors' dialects, which stand outside.
var NormalPath = normalPath

const NotifyRoute = notifyRoute
