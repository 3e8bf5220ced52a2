package voice

import "sync"

// pipeMax bounds what a pipe holds: more than the longest recording.
const pipeMax = 15 * sampleRate

// pipe hands samples from a card's thread, which waits for nobody, to whoever looks at
// them.
type pipe struct {
	some chan struct{} // has a value when there is something to take

	mu      sync.Mutex
	samples []int16
}

func newPipe() *pipe { return &pipe{some: make(chan struct{}, 1)} }

func (p *pipe) put(samples []int16) {
	p.mu.Lock()
	if room := pipeMax - len(p.samples); len(samples) > room {
		samples = samples[:room]
	}
	p.samples = append(p.samples, samples...)
	p.mu.Unlock()
	select {
	case p.some <- struct{}{}:
	default:
	}
}

func (p *pipe) take() []int16 {
	p.mu.Lock()
	defer p.mu.Unlock()
	taken := p.samples
	p.samples = nil
	return taken
}
