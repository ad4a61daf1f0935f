/** Enforcement: deactivation that lets a person bind is a lie; a lock that is seen not to work keeps the gateway from serving. */
import type { Config } from '../config/config.ts'
import { MappingError } from '../mapping/compile/compile.ts'
import type { MappingDeclaration } from '../mapping/declaration/declaration.ts'
import { basesOf } from '../mapping/places.ts'
import type { Observe } from '../observe/observation.ts'
import { type LookingAtLocks, lockInForce } from '../operations/passwords/lock-in-force.ts'
import { offers } from '../scim/schema/resource-type.ts'
import type { declaredTypes } from './compile-operations.ts'

interface Enforcement {
  readonly config: Pick<Config, 'directory'>
  readonly types: ReturnType<typeof declaredTypes>
  readonly observe: Observe
}

/**
 * To be called with each directory that is opened. What cannot be seen is told, once. @throws MappingError where a lock
 * is seen not to keep anybody from binding
 */
export const createEnforcement = ({ config, types, observe }: Enforcement) => {
  const told = new Set<string>()
  return async (directory: LookingAtLocks): Promise<void> => {
    for (const type of types.filter(({ declaration }) => isLocking(declaration))) {
      const { declaration, resourceType, placeOf } = type
      if (!(['create', 'replace', 'patch'] as const).some((operation) => offers(resourceType, operation))) continue
      const verdict = await lockInForce(directory, {
        account: config.directory.bindDn,
        bases: basesOf(declaration),
        defaultPolicy: declaration.passwordState?.defaultPolicy,
      })
      if (verdict.kind === 'fails') {
        const where = placeOf?.(['attributes', 'active'])
        const message = `whoever is deactivated could still bind: ${verdict.why}; mend that, or say under enforcedBy what else keeps them out`
        throw new MappingError(resourceType.name, [
          { path: 'attributes.active', message, ...(where !== undefined && { where }) },
        ])
      }
      if (verdict.kind !== 'unseen' || told.has(resourceType.name)) continue
      told.add(resourceType.name)
      observe({ kind: 'deactivation-unseen', resourceType: resourceType.name, reason: verdict.why })
    }
  }
}

/** By a lock for which nobody answers but the directory. */
const isLocking = ({ attributes }: MappingDeclaration): boolean =>
  Object.entries(attributes).some(
    ([path, row]) =>
      path.toLowerCase() === 'active' &&
      typeof row === 'object' &&
      row !== null &&
      'lock' in row &&
      row.lock !== undefined &&
      row.enforcedBy === undefined,
  )
