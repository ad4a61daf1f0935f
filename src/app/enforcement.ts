/** Enforcement: deactivation that lets a person bind is a lie; a lock that is not seen to work keeps the gateway from serving. */
import type { Config } from '../config/config.ts'
import { MappingError } from '../mapping/compile/compile.ts'
import type { MappingDeclaration } from '../mapping/declaration/declaration.ts'
import { basesOf } from '../mapping/places.ts'
import { type LockVerdict, type LookingAtLocks, lockInForce } from '../operations/passwords/lock-in-force.ts'
import { offers } from '../scim/schema/resource-type.ts'
import type { declaredTypes } from './compile-operations.ts'

interface Enforcement {
  readonly config: Pick<Config, 'directory'>
  readonly types: ReturnType<typeof declaredTypes>
}

/**
 * To be called with each directory that is opened. Nothing is written to find out. @throws MappingError where a lock is
 * seen not to keep anybody from binding, or not seen to, and nobody answers for it
 */
export const createEnforcement =
  ({ config, types }: Enforcement) =>
  async (directory: LookingAtLocks): Promise<void> => {
    for (const type of types.filter(({ declaration }) => isLocking(declaration))) {
      const { declaration, resourceType, placeOf } = type
      if (!(['create', 'replace', 'patch'] as const).some((operation) => offers(resourceType, operation))) continue
      const verdict = await lockInForce(directory, {
        account: config.directory.bindDn,
        bases: basesOf(declaration),
        defaultPolicy: declaration.passwordState?.defaultPolicy,
      })
      const message = complaint(verdict)
      if (message === undefined) continue
      const where = placeOf?.(['attributes', 'active'])
      throw new MappingError(resourceType.name, [
        { path: 'attributes.active', message, ...(where !== undefined && { where }) },
      ])
    }
  }

const complaint = (verdict: LockVerdict): string | undefined => {
  switch (verdict.kind) {
    case 'fails':
      return `whoever is deactivated could still bind: ${verdict.why}; mend that, or say under enforcedBy what else keeps them out`
    case 'unseen':
      return `whether whoever is deactivated could still bind is not to be seen: ${verdict.why}; try it with scimdap check --write-probe and say under enforcedBy what keeps them out, or ${verdict.mend}`
    default:
      return undefined
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
