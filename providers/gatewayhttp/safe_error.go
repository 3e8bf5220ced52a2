package gatewayhttp

import (
	"context"
	"errors"
	"io"
	"net"
)

// What is told in place of an error whose text may repeat what was sent.
var (
	errNoHTTP = errors.New("what came is no HTTP")
	errBroken = errors.New("the connection broke")
)

// safeError is the part of err whose text holds nothing that was sent or received,
// or else otherwise. net/http quotes a status line or a header that it cannot
// read, and a server may have put the request there, with its payment code or
// password.
func safeError(err, otherwise error) error {
	if network, is := errors.AsType[net.Error](err); is { // the system's errors and the timeouts, too
		return network
	}
	for _, known := range []error{context.Canceled, io.ErrUnexpectedEOF, io.EOF, errSealed} {
		if errors.Is(err, known) {
			return known
		}
	}
	return otherwise
}
