//go:build !windows

package printertest

import (
	"os"
	"sync"

	"golang.org/x/sys/unix"
)

// Pipe is a printer behind a named pipe, such as a program that prints takes.
type Pipe struct {
	path    string
	reading sync.WaitGroup
}

// Read makes the pipe, where there is none yet, and takes what tills write into it, one
// after another, until the printer drops or the pipe is shut.
func (p *Printer) Read(path string) (*Pipe, error) {
	if err := unix.Mkfifo(path, 0o600); err != nil && !os.IsExist(err) {
		return nil, err
	}
	pipe := &Pipe{path: path}
	pipe.reading.Go(func() {
		for {
			end, err := os.OpenFile(path, os.O_RDONLY, 0) // waits for a till
			if err != nil {
				return // it was shut
			}
			stays := p.Serve(deaf{end})
			_ = end.Close() // it was only read
			if !stays {
				return
			}
		}
	})
	return pipe, nil
}

// Gone waits until the printer has dropped.
func (p *Pipe) Gone() { p.reading.Wait() }

// Close takes the pipe away.
func (p *Pipe) Close() error {
	end, err := os.OpenFile(p.path, os.O_RDWR, 0) // so that the reader waits for nobody
	if err != nil {
		return err
	}
	err = os.Remove(p.path)
	_ = end.Close() // nothing was written
	p.reading.Wait()
	return err
}
