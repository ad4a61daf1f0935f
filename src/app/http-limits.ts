/** httpLimits: the configured limits, in the words of the HTTP room. docs/limits.md */
import type { Config } from '../config/config.ts'
import type { HttpLimits } from '../http/dependencies.ts'

export const httpLimits = ({ limits, lists, clients }: Config): HttpLimits => {
  const ofClients = new Map(clients.map(({ name, limits }) => [name, limits]))
  return {
    admission: {
      concurrent: limits.concurrent,
      ofClient: (client) => ({
        requestsPerSecond: ofClients.get(client)?.requestsPerSecond ?? limits.requestsPerSecond,
        concurrent: ofClients.get(client)?.concurrent ?? limits.concurrentPerClient,
      }),
    },
    bodyBytes: limits.bodyBytes,
    json: { depth: limits.jsonDepth, width: limits.jsonWidth },
    urlLength: limits.urlLength,
    requestMs: limits.requestMs,
    patchOperations: limits.patchOperations,
    bulk: { maxOperations: limits.bulkOperations, maxPayloadSize: limits.bulkBytes },
    query: {
      ...lists,
      filter: { maxLength: limits.filterLength, maxDepth: limits.filterDepth, maxNodes: limits.filterNodes },
    },
  }
}
