//go:build race

package sim

// simulationRuns is fewer under the race detector, which makes each run ten
// times as slow and has only the workers' few shared words to look at.
const simulationRuns = 1_000
