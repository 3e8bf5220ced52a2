//go:build !race

package sim

// simulationRuns is the number of runs that every build must survive.
const simulationRuns = 20_000
