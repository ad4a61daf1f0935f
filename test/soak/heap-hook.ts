/** Loaded before a gateway under soak: on SIGUSR2 it collects all garbage and writes what is left as a line on stderr. */
process.on('SIGUSR2', () => {
  for (let round = 0; round < 3; round += 1) globalThis.gc?.()
  const { heapUsed, rss, external, arrayBuffers } = process.memoryUsage()
  process.stderr.write(`${JSON.stringify({ kind: 'heap', heapUsed, rss, external, arrayBuffers })}\n`)
})
