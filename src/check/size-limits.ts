/** totalLimit: how many entries slapd gives one account in all the pages of a search. slapd.conf(5) `limits`, slapd-config(5) */
import { type Dn, isDn, isSameDn, isUnder, parentOf } from '../ldap/dn.ts'
import type { DatabaseConfig } from './config-entries.ts'

/** `unknown`: a rule that cannot be judged from outside (a group, an expression) stands before the one that fits. */
export type TotalLimit = number | 'unlimited' | 'unknown'

export const totalLimit = (
  database: Pick<DatabaseConfig, 'limits' | 'sizeLimits' | 'rootDn'>,
  account: string,
  everywhere: readonly string[],
): TotalLimit => {
  if (!isDn(account)) return 'unknown'
  if (database.rootDn !== undefined && isSameDn(database.rootDn, account)) return 'unlimited'
  const general = [...everywhere, ...database.sizeLimits].reduce(readSizes, slapdDefault)
  for (const rule of database.limits) {
    const { who, sizes } = ruleOf(rule)
    const fits = isFor(who, account)
    if (fits === undefined) return 'unknown'
    if (fits) return totalOf(readSizes(general, sizes))
  }
  return totalOf(general)
}

/** undefined: as many as `soft`, or `hard`. */
interface Sizes {
  readonly soft: number
  readonly hard: number | undefined
  readonly total: number | undefined
}

const unlimited = Number.POSITIVE_INFINITY
const slapdDefault: Sizes = { soft: 500, hard: undefined, total: undefined }

/** Without a rule for paged searches the hard limit holds for all pages together, and without that the soft one. */
const totalOf = ({ soft, hard, total }: Sizes): TotalLimit => {
  const limit = total ?? hard ?? soft
  return limit === unlimited ? 'unlimited' : limit
}

const ruleOf = (rule: string): { readonly who: string; readonly sizes: string } => {
  const text = rule.replace(/^\{\d+\}/, '').trim()
  const [who = ''] = /^(?:[^\s"]|"(?:[^"\\]|\\.)*")+/.exec(text) ?? []
  return { who, sizes: text.slice(who.length) }
}

/** Whom a rule speaks of; undefined: only the server can tell. */
const isFor = (who: string, account: string): boolean | undefined => {
  if (who === '*' || who === 'users') return true
  if (who === 'anonymous') return false
  const [, style = 'exact', quoted = ''] = /^dn(?:\.(?:self\.|this\.)?(\w+))?="?(.*?)"?$/i.exec(who) ?? []
  const dn = quoted.replaceAll(/\\(.)/g, '$1')
  if (dn === '' || /^(?:regex|level\d*)$/i.test(style) || !isDn(dn)) return undefined
  const isSame = isSameDn(account, dn)
  const holder = parentOf(account as Dn)
  switch (style.toLowerCase()) {
    case 'exact':
    case 'base':
      return isSame
    case 'sub':
    case 'subtree':
      return isUnder(account, dn)
    case 'children':
      return isUnder(account, dn) && !isSame
    case 'one':
    case 'onelevel':
      return holder !== undefined && isSameDn(holder, dn)
    default:
      return undefined
  }
}

const readSizes = (before: Sizes, text: string): Sizes => {
  let sizes = before
  for (const word of text.trim().split(/\s+/)) {
    const [, key = 'size', value = ''] = /^(?:(size(?:\.\w+)?)=)?(\w+)$/i.exec(word) ?? []
    if (value === '' || /^time/i.test(word)) continue
    sizes = { ...sizes, ...sizeOf(key.toLowerCase(), value.toLowerCase(), sizes) }
  }
  return sizes
}

const sizeOf = (key: string, value: string, { soft }: Sizes): Partial<Sizes> => {
  const number = value === 'unlimited' || value === 'none' ? unlimited : Number(value)
  if (key === 'size') return { soft: number, hard: undefined }
  if (key === 'size.soft') return { soft: value === 'hard' ? soft : number }
  if (key === 'size.hard') return { hard: value === 'soft' || number === 0 ? undefined : number }
  if (key === 'size.prtotal') return { total: value === 'hard' ? undefined : value === 'disabled' ? 0 : number }
  return {}
}
