/** sharedTokens: a token opens one tenant; one that would open two is in a file that was copied. */
import { hashText } from '../auth/token-hash.ts'
import type { Config } from './config.ts'
import type { Problem } from './problem.ts'

interface Tokened {
  readonly name: string
  readonly where: string
  readonly config: Pick<Config, 'clients'>
}

export const sharedTokens = (services: readonly Tokened[]): readonly Problem[] => {
  const owners = new Map<string, Tokened>()
  return services.flatMap((service) =>
    service.config.clients.flatMap(({ name, tokenHashes, oauth }) =>
      [...tokenHashes, ...(oauth?.secretHashes ?? [])].map(hashText).flatMap((hash) => {
        const owner = owners.get(hash)
        owners.set(hash, service)
        if (owner === undefined || owner === service) return []
        const message = `tenant ${service.name}: client ${name} has a token that also opens tenant ${owner.name}: each needs one of its own`
        return [{ where: service.where, message }]
      }),
    ),
  )
}
