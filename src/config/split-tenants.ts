/** splitTenants: documents in which tenants stand, taken apart: what is of the whole, and what is of each. */
import type { Document } from './document.ts'
import type { Path, Problem } from './problem.ts'
import { ownName, tenantName } from './tenants.ts'

export interface WrittenTenant {
  readonly name: string
  /** Where its name stands. */
  readonly where: string
  /** The name of a file, or what is written in place. */
  readonly written: string | readonly Document[]
}

export interface Split {
  readonly top: readonly Document[]
  readonly tenants: readonly WrittenTenant[]
  readonly problems: readonly Problem[]
}

/** undefined: no document speaks of tenants. A tenant without a value is as if it were not there. */
export const splitTenants = (documents: readonly Document[]): Split | undefined => {
  const speaking = documents.filter((document) => tenantsIn(document) !== undefined)
  const last = speaking.at(-1)
  if (last === undefined) return undefined
  const names = new Set(speaking.flatMap((document) => Object.keys(entriesOf(document))))
  const looked = [...names].map((name) => writtenTenant(name, speaking))
  const problems = [
    ...speaking.filter((document) => !isTree(tenantsIn(document))).map((document) => at(document, [], notNames)),
    ...looked.flatMap((each) => ('problem' in each ? [each.problem] : [])),
  ]
  const tenants = looked.flatMap((each) => ('tenant' in each ? [each.tenant] : []))
  if (tenants.length + problems.length === 0) problems.push(at(last, [], 'expected at least one tenant'))
  return { top: documents.map((document) => without(document, 'tenants')), tenants, problems }
}

type Looked = { readonly tenant: WrittenTenant } | { readonly problem: Problem } | { readonly nothing: true }

const writtenTenant = (name: string, documents: readonly Document[]): Looked => {
  const having = documents.filter((document) => Object.hasOwn(entriesOf(document), name))
  const document = having.at(-1)
  const value = document && entriesOf(document)[name]
  if (document === undefined || value === null || value === undefined) return { nothing: true }
  const path = [name]
  if (!tenantName.test(name)) return { problem: at(document, path, wrongName) }
  if (name === ownName) return { problem: at(document, path, takenName) }
  const where = document.where(['tenants', name], 'key') ?? name
  if (typeof value === 'string' && value !== '') return { tenant: { name, where, written: value } }
  if (!isTree(value)) return { problem: at(document, path, 'expected the name of a file, or options below it') }
  const inline = having.filter((each) => isTree(entriesOf(each)[name]))
  return { tenant: { name, where, written: inline.map((each) => below(each, ['tenants', name])) } }
}

const notNames = 'expected names of tenants, each with a file or with options below it'
const wrongName = 'expected a name of lower-case letters, digits and hyphens, at most 63, for it stands in URLs'
const takenName = `${ownName} is what the service at the base path itself is called`

type Tree = Readonly<Record<string, unknown>>

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value)

/** undefined also where the key stands without a value. */
const tenantsIn = ({ value }: Document): unknown =>
  isTree(value) && Object.hasOwn(value, 'tenants') ? (value.tenants ?? undefined) : undefined

const entriesOf = (document: Document): Tree => {
  const tenants = tenantsIn(document)
  return isTree(tenants) ? tenants : {}
}

const at = (document: Document, path: Path, message: string): Problem => ({
  where: document.where(['tenants', ...path], 'key') ?? 'tenants',
  message: `${['tenants', ...path].join('.')}: ${message}`,
})

const without = (document: Document, key: string): Document => {
  const { value } = document
  if (!isTree(value) || !Object.hasOwn(value, key)) return document
  return { ...document, value: Object.fromEntries(Object.entries(value).filter(([name]) => name !== key)) }
}

/** A part of a document as a document of its own; places are those of the whole. */
const below = (document: Document, path: Path): Document => ({
  value: path.reduce<unknown>((value, step) => (value as Tree)[step], document.value),
  problems: [],
  where: (own, part) => document.where([...path, ...own], part),
})
