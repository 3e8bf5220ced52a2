//go:build !race

package sim

// simulationRuns is what every build of the project has to survive.
const simulationRuns = 20_000
