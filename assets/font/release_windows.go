package font

// Release does nothing: Windows takes what is not looked at by itself.
func Release() {}
