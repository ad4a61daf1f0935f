/** powersIn: who is given power by the access rules of a slapd: accounts, and groups. slapd.access(5) */

export interface Powers {
  /** Accounts that may read or write, named one by one. */
  readonly accounts: readonly string[]
  /** Groups whose members may write. */
  readonly groups: readonly string[]
  /** Clauses that let write whom no list of names can tell: a subtree, a pattern. */
  readonly unnamed: number
}

/** `rules`: values of olcAccess. DNs as they are spelled there. */
export const powersIn = (rules: readonly string[]): Powers => {
  const clauses = rules.flatMap(clausesOf)
  const found = clauses.map(powerOf)
  return {
    accounts: found.flatMap(({ accounts }) => accounts),
    groups: found.flatMap(({ groups }) => groups),
    unnamed: found.filter(({ isUnnamed }) => isUnnamed).length,
  }
}

interface Clause {
  readonly who: readonly string[]
  readonly access: string
}

/** Words, in which quoted text holds together. Read once from the left, so that no text takes long. */
const word = /(?:[^\s"]|"(?:[^"\\]|\\.)*"?)+/g

const clausesOf = (rule: string): readonly Clause[] => {
  const clauses: { who: string[]; access: string }[] = []
  for (const [text] of rule.matchAll(word)) {
    if (text.toLowerCase() === 'by') clauses.push({ who: [], access: 'none' })
    else {
      const clause = clauses.at(-1)
      if (clause === undefined) continue
      if (isAccess(text)) clause.access = text
      else clause.who.push(text)
    }
  }
  return clauses
}

const levels = ['none', 'disclose', 'auth', 'compare', 'search', 'read', 'add', 'delete', 'write', 'manage']
const isAccess = (text: string): boolean =>
  levels.includes(withoutSelf(text)) || /^(?:self)?[=+-][mwazrscdx0]*$/i.test(text)

const withoutSelf = (access: string): string => access.toLowerCase().replace(/^(?:real)?self/, '')

/** `-w` takes away. */
const hasAny = (access: string, privileges: RegExp): boolean => /[=+]/.test(access) && privileges.test(access)
const mayWrite = (access: string): boolean =>
  ['add', 'delete', 'write', 'manage'].includes(withoutSelf(access)) || hasAny(access, /[mwaz]/i)
const mayRead = (access: string): boolean => withoutSelf(access) === 'read' || hasAny(access, /r/i) || mayWrite(access)

interface Power {
  readonly accounts: readonly string[]
  readonly groups: readonly string[]
  readonly isUnnamed: boolean
}

const powerOf = ({ who, access }: Clause): Power => {
  const writes = mayWrite(access)
  const subjects = who.map(subjectOf)
  return {
    accounts: mayRead(access) ? subjects.flatMap(({ account }) => account ?? []) : [],
    groups: writes ? subjects.flatMap(({ groups }) => groups ?? []) : [],
    isUnnamed: writes && subjects.some(({ isUnnamed }) => isUnnamed === true),
  }
}

interface Subject {
  readonly account?: string
  readonly groups?: readonly string[]
  readonly isUnnamed?: boolean
}

const subjectOf = (text: string): Subject => {
  const [, kind = '', style = 'exact', value = ''] =
    /^(dn|group|set)(?:\/[^.=]*)?(?:\.([a-z]+)(?:\{\d+\})?)?(?:,[a-z]+)?=(.*)$/is.exec(text) ?? []
  const dn = unquoted(value)
  const isExact = /^(?:exact|base|baseobject)$/i.test(style)
  switch (kind.toLowerCase()) {
    case 'dn':
      return isExact ? { account: dn } : { isUnnamed: true }
    case 'group':
      return isExact ? { groups: [dn] } : { isUnnamed: true }
    case 'set': {
      const groups = [...dn.matchAll(/\[([^\]]*)\]\//g)].map(([, group = '']) => group)
      return groups.length > 0 ? { groups } : { isUnnamed: true }
    }
    default:
      return {}
  }
}

const unquoted = (text: string): string => (/^".*"$/s.test(text) ? text.slice(1, -1).replace(/\\(["\\])/g, '$1') : text)
