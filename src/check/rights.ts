/**
 * probeRights: which attributes the account may write, asked without changing anything. slapd looks at the rights of
 * every modification of a request (50) before it carries out the first; the first one here always fails (16), since it
 * removes a value that nobody has, and a modify is all or nothing (RFC 4511 §4.6).
 */
import { type Directory, DirectoryError } from '../directory/directory.ts'
import type { Modification } from '../ldap/change.ts'
import { type Dn, rdnOf } from '../ldap/dn.ts'
import { equal } from '../ldap/filter.ts'
import { type Mapping, writtenBy } from '../mapping/mapping.ts'
import { offers, offersWriting } from '../scim/schema/resource-type.ts'
import type { RightsFact } from './facts.ts'
import { type Failure, failureOf } from './failure.ts'

export interface RightsProbe {
  readonly directory: Pick<Directory, 'change' | 'capabilities'>
  readonly mapping: Mapping
  readonly dn: Dn
  /** Types whose values only the server sets are not tried. */
  readonly isWritable: (type: string) => boolean
  /** A text that nobody has as a value. */
  readonly nobodys: string
}

type Verdict = { readonly kind: 'permitted' | 'denied' } | { readonly kind: 'unclear'; readonly failure: Failure }

export const probeRights = async (probe: RightsProbe): Promise<RightsFact> => {
  const { resourceType } = probe.mapping
  const types = offersWriting(resourceType) ? writtenTypes(probe.mapping).filter(probe.isWritable) : []
  const children = needsChildren(probe.mapping, types) ? await probeChildren(probe) : 'permitted'
  if (types.length === 0) return { triedOn: probe.dn, children, denied: [], unclear: [] }
  const { anchor, failure } = await firstPermitted(
    probe,
    types.filter((type) => isText(probe.mapping, type)),
  )
  const fact = { triedOn: probe.dn, children }
  if (anchor === undefined && failure !== undefined)
    return { ...fact, denied: [], unclear: types.map((type) => ({ type, failure })) }
  if (anchor === undefined) return { ...fact, denied: types, unclear: [] }
  const others = types.filter((type) => type !== anchor)
  if ((await attempt(probe, [absent(anchor, probe), ...others.map(emptied)])).kind === 'permitted') {
    return { ...fact, denied: [], unclear: [] }
  }
  const denied: string[] = []
  const unclear: { type: string; failure: Failure }[] = []
  for (const type of others) {
    const verdict = await attempt(probe, [absent(anchor, probe), emptied(type)])
    if (verdict.kind === 'denied') denied.push(type)
    if (verdict.kind === 'unclear') unclear.push({ type, failure: verdict.failure })
  }
  return { ...fact, denied, unclear }
}

/** Where entries come and go, or are renamed. */
const needsChildren = ({ resourceType, creation }: Mapping, types: readonly string[]): boolean =>
  offers(resourceType, 'create') ||
  offers(resourceType, 'delete') ||
  creation.rdnTypes.some((type) => types.includes(type))

/** Every type that a write of the gateway may touch. */
const writtenTypes = ({ rules, password, auxiliaryClasses }: Mapping): readonly string[] => [
  ...new Set([
    ...rules.flatMap(writtenBy),
    ...(password === undefined ? [] : [password.type]),
    ...(auxiliaryClasses.length === 0 ? [] : ['objectClass']),
  ]),
]

/** A value of such a type can be any text, and can be compared. */
const isText = ({ equalityOf }: Mapping, type: string): boolean =>
  /^case(?:ignore|exact)match$/i.test(equalityOf(type) ?? '')

/** `failure`: of none is it known; Active Directory looks at the name of an entry before the rights. */
const firstPermitted = async (
  probe: RightsProbe,
  types: readonly string[],
): Promise<{ readonly anchor?: string; readonly failure?: Failure }> => {
  let failure: Failure | undefined
  for (const type of types) {
    const verdict = await attempt(probe, [absent(type, probe)])
    if (verdict.kind === 'permitted') return { anchor: type }
    if (verdict.kind === 'unclear') failure ??= verdict.failure
  }
  return failure === undefined ? {} : { failure }
}

const absent = (type: string, { nobodys }: RightsProbe): Modification => ({
  operation: 'delete',
  type,
  values: [nobodys],
})

const emptied = (type: string): Modification => ({ operation: 'replace', type, values: [] })

const attempt = ({ directory, dn }: RightsProbe, modifications: readonly Modification[]): Promise<Verdict> =>
  verdictOf(() => directory.change(dn, { modifications }, { types: [] }), noSuchAttribute)

/** Adding, renaming and removing need `children` of the entry above. A rename asks for it before it looks at its assertion. */
const probeChildren = async ({ directory, mapping, dn, nobodys }: RightsProbe): Promise<RightsFact['children']> => {
  // Without the control the assertion would be looked at here, and the server asked nothing.
  const { assertion } = await directory.capabilities()
  if (!assertion) return 'unknown'
  const type = rdnOf(dn)[0]?.type ?? mapping.creation.rdnTypes[0] ?? 'cn'
  const rename = { newRdn: [{ type, value: nobodys }], modifications: [] }
  const { kind } = await verdictOf(
    () => directory.change(dn, rename, { assertion: equal('entryUUID', nobodysId), types: [] }),
    assertionFailed,
  )
  return kind === 'unclear' ? 'unknown' : kind
}

const nobodysId = '00000000-0000-0000-0000-000000000000'
const noSuchAttribute = 16
const insufficientAccess = 50
const assertionFailed = 122

const verdictOf = async (write: () => Promise<unknown>, expected: number): Promise<Verdict> => {
  try {
    await write()
    return { kind: 'unclear', failure: { kind: 'other', words: 'the server took a change that cannot be made' } }
  } catch (error) {
    if (!(error instanceof DirectoryError) || typeof error.code !== 'number') throw error
    if (error.code === expected) return { kind: 'permitted' }
    if (error.code === insufficientAccess) return { kind: 'denied' }
    return { kind: 'unclear', failure: failureOf(error) }
  }
}
