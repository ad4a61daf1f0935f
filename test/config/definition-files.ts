/** A configuration with a resource type of its own, in files that a test can spoil. */
import { type Given, minimal } from './support.ts'

export const folder = '/etc/scimdap'
export const attribute = { name: 'tag' }
export const schema = { id: 'urn:example:Thing', attributes: [{ name: 'label', required: true }, attribute] }
export const type = { name: 'Thing', endpoint: '/Things', schema: schema.id }

export const yaml = (attributes = '{ label: cn, tag: description }', more = ''): string =>
  `${minimal}schemas: [schema.json]
resourceTypes: [type.json]
resources:
  Thing:
    base: ou=things,dc=example,dc=com
    objectClass: device
    createClasses: [device]
    rdn: cn
    attributes: ${attributes}
${more}`

interface Files {
  readonly schemaFile?: unknown
  readonly typeFile?: unknown
  readonly text?: string
}

export const given = ({ schemaFile = schema, typeFile = type, text = yaml() }: Files = {}): Given => ({
  text,
  files: { [`${folder}/schema.json`]: print(schemaFile), [`${folder}/type.json`]: print(typeFile) },
})
export const print = (json: unknown): string => (typeof json === 'string' ? json : JSON.stringify(json, undefined, 2))
export const withAttribute = (more: unknown) => ({ ...schema, attributes: [schema.attributes[0], more] })
export const withoutPlaces = (problems: readonly string[]) =>
  problems.map((problem) => problem.replace(/^\S+:\d+:\d+: /, ''))
