package i18n

// systemErrors are the words in which Linux and Windows tell what goes wrong with files,
// devices and connections, and the keys of their texts.
var systemErrors = map[string]string{
	"no such file or directory":                  "system.missing",
	"file does not exist":                        "system.missing",
	"The system cannot find the file specified.": "system.missing",
	"The system cannot find the path specified.": "system.missing",
	"permission denied":                          "system.denied",
	"operation not permitted":                    "system.denied",
	"Access is denied.":                          "system.denied",
	"no space left on device":                    "system.full",
	"There is not enough space on the disk.":     "system.full",
	"disk quota exceeded":                        "system.full",
	"read-only file system":                      "system.readonly",
	"The media is write protected.":              "system.readonly",
	"input/output error":                         "system.io",
	"The request could not be performed because of an I/O device error.": "system.io",
	"device or resource busy": "system.busy",
	"text file busy":          "system.busy",
	"The process cannot access the file because it is being used by another process.": "system.busy",
	"no such device":               "system.gone",
	"no such device or address":    "system.gone",
	"The device is not connected.": "system.gone",
	"is a directory":               "system.folder",
	"not a directory":              "system.no_folder",
	"file name too long":           "system.long",
	"too many open files":          "system.files",
	"connection refused":           "system.refused",
	"connection reset by peer":     "system.reset",
	"broken pipe":                  "system.reset",
	"network is unreachable":       "system.unreachable",
	"no route to host":             "system.unreachable",
	"i/o timeout":                  "system.timeout",
	"context deadline exceeded":    "system.timeout",
	"unexpected EOF":               "system.cut",
	"EOF":                          "system.cut",
}

// system is the text of a system's error, or value itself.
func (c *Catalogue) system(value string) string {
	if text, known := c.texts[systemErrors[value]]; known {
		return text
	}
	return value
}
