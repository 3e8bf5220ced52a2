package alipay

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"

	"facepay/providers/wire"
)

// Errors of a reply around its node.
var (
	errNoNode   = errors.New("has no node of this call")
	errTwice    = errors.New("names a member of its envelope twice")
	errUnsigned = errors.New("is not signed")
	errAfter    = errors.New("goes on after its end")
	errMembers  = errors.New("has too many members around its node")
	errNodeKind = errors.New("has a node that is no object")
)

// membersMax bounds an envelope's members: Alipay's has three.
const membersMax = 16

// errorNode is the node of a failure that Alipay's gateway could assign to no call.
const errorNode = "error_response"

// envelope is a reply before its node is believed.
type envelope struct {
	node   []byte // as it came, from its { to its }: the text that is signed
	sign   string
	certSN string // of the certificate whose key signed, "" in key mode
}

// nodeOf is the name of the node in the reply to a method.
func nodeOf(method string) string { return strings.ReplaceAll(method, ".", "_") + "_response" }

// open takes the reply to method apart. Nothing is decoded and encoded again, since the
// signature is over the node's own bytes.
func open(body []byte, method string) (envelope, error) {
	d := json.NewDecoder(bytes.NewReader(wire.Trimmed(body)))
	if first, err := d.Token(); err != nil || first != json.Delim('{') {
		return envelope{}, wire.ErrNotObject
	}
	members := map[string]json.RawMessage{}
	for d.More() {
		name, err := d.Token()
		if err != nil {
			return envelope{}, fmt.Errorf("cannot be decoded: %w", err)
		}
		key, _ := name.(string) // an object's names are texts
		if _, twice := members[key]; twice {
			return envelope{}, errTwice
		}
		var value json.RawMessage
		if err := d.Decode(&value); err != nil {
			return envelope{}, fmt.Errorf("cannot be decoded: %w", err)
		}
		if members[key] = value; len(members) > membersMax {
			return envelope{}, errMembers
		}
	}
	if _, err := d.Token(); err != nil {
		return envelope{}, fmt.Errorf("cannot be decoded: %w", io.ErrUnexpectedEOF)
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return envelope{}, errAfter
	}
	node, own := members[nodeOf(method)]
	failure, failed := members[errorNode]
	switch {
	case own && failed:
		return envelope{}, errTwice
	case failed:
		node = failure
	case !own:
		return envelope{}, errNoNode
	}
	if node[0] != '{' { // an encrypted reply's is a text
		return envelope{}, errNodeKind
	}
	return envelope{node: node, sign: text(members["sign"]), certSN: text(members["alipay_cert_sn"])}, nil
}

// text is a member that is a text, "" for anything else.
func text(raw json.RawMessage) string {
	var s string
	if json.Unmarshal(raw, &s) != nil {
		return ""
	}
	return s
}
