/**
 * losesLastChild: whether steps would leave an entry without any below it on their way. In a transaction slapd 2.5.13
 * answers the commit with 80 then, and may damage its database for good, as writes of an entry that is added and
 * deleted in one transaction do where it is the only one in its place.
 */
import { type Dn, normaliseDn, parentOf } from '../../ldap/dn.ts'
import { dnAfter, type Step } from './step.ts'

/** At most so many of the entries right below; every one where there are no more. */
export type ChildrenOf = (parent: Dn, most: number) => Promise<readonly Dn[]>

export const losesLastChild = async (steps: readonly Step[], childrenOf: ChildrenOf): Promise<boolean> => {
  const leaving = steps.filter(({ kind }) => kind === 'delete' || kind === 'rename')
  const parents = new Map(leaving.flatMap(({ dn }) => parentKeyOf(dn)))
  for (const [key, parent] of parents) {
    const most = leaving.filter(({ dn }) => parentKeyOf(dn)[0]?.[0] === key).length + 1
    const children = await childrenOf(parent, most)
    // Whoever is there beside those that leave is there throughout.
    if (children.length < most && isEmptied(steps, key, children)) return true
  }
  return false
}

const parentKeyOf = (dn: Dn): readonly (readonly [key: string, parent: Dn])[] => {
  const parent = parentOf(dn)
  return parent === undefined ? [] : [[normaliseDn(parent), parent]]
}

const isEmptied = (steps: readonly Step[], parentKey: string, children: readonly Dn[]): boolean => {
  const there = new Set(children.map(normaliseDn))
  for (const step of steps) {
    if (parentKeyOf(step.dn)[0]?.[0] !== parentKey || step.kind === 'modify') continue
    if (step.kind !== 'add') there.delete(normaliseDn(step.dn))
    if (there.size === 0 && step.kind !== 'add') return true
    if (step.kind !== 'delete' && parentKeyOf(dnAfter(step))[0]?.[0] === parentKey)
      there.add(normaliseDn(dnAfter(step)))
  }
  return false
}
