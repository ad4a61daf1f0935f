/** The sample Device of the unit tests as a resource type that a gateway serves over LDAP entries. RFC 7643 §6, §7 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { urn } from '../../../src/scim/urn.ts'
import { device, deviceExtension, deviceType } from '../../scim/schema/sample-types.ts'

/** By path: one table makes the mapping of the gateway and the entries of the directory. */
const types: Readonly<Record<string, string>> = {
  serial: 'sampleSerial',
  tags: 'sampleTag',
  ports: 'samplePort',
  slots: 'sampleSlots',
  weight: 'sampleWeight',
  enabled: 'sampleEnabled',
  bought: 'sampleBought',
  firmware: 'sampleFirmware',
  'owner.value': 'sampleOwner',
  'owner.badge': 'sampleBadge',
  'owner.display': 'sampleDisplay',
  'owner.aliases': 'sampleAlias',
  [`${deviceExtension.id}:contract`]: 'sampleContract',
  [`${deviceExtension.id}:state`]: 'sampleState',
  [`${deviceExtension.id}:level`]: 'sampleLevel',
}

export const schemaFile = new URL('../../fixtures/sample-device/sample-device.ldif', import.meta.url).pathname

export interface DeviceFiles {
  /** What a configuration says about devices. */
  readonly configuration: (base: string) => Readonly<Record<string, unknown>>
  remove(): void
}

export const writeDeviceFiles = (): DeviceFiles => {
  const folder = mkdtempSync(join(tmpdir(), 'scimdap-patch-table-'))
  const write = (name: string, json: unknown) => {
    const file = join(folder, name)
    writeFileSync(file, JSON.stringify(json))
    return file
  }
  const { name, endpoint, extensions } = deviceType
  const schemas = [device, deviceExtension].map((schema) => ({ schemas: [urn.schema], ...schema }))
  const schemaExtensions = extensions.map(({ schema, required }) => ({ schema: schema.id, required }))
  const resourceType = { schemas: [urn.resourceType], name, endpoint, schema: device.id, schemaExtensions }
  const files = { schemas: [write('schemas.json', schemas)], resourceTypes: [write('types.json', resourceType)] }
  const configuration = (base: string) => ({
    ...files,
    resources: {
      // externalId is the name of the entry, which the table does not speak of.
      Device: { base, ...classes, rdn: 'cn', attributes: { externalId: 'cn', ...types } },
    },
  })
  return { configuration, remove: () => rmSync(folder, { recursive: true }) }
}

const classes = { objectClass: 'sampleDevice', createClasses: ['sampleDevice'] }

/** The attributes of an entry that holds the device. */
export const deviceEntry = (resource: Readonly<Record<string, unknown>>): Record<string, string[]> => {
  const { schemas: _, id: __, ...attributes } = resource
  const held = Object.entries(attributes).flatMap(([name, value]) =>
    isObject(value)
      ? Object.entries(value).map(([part, each]) => [`${name}${name.startsWith('urn:') ? ':' : '.'}${part}`, each])
      : [[name, value]],
  )
  return {
    objectClass: ['sampleDevice'],
    ...Object.fromEntries(held.map(([path, value]) => column(path as string, value))),
  }
}

const column = (path: string, value: unknown): readonly [string, string[]] => {
  const type = types[path]
  if (type === undefined) throw new Error(`no attribute type holds ${path}`)
  const stored = (each: unknown) => {
    if (typeof each === 'boolean') return each ? 'TRUE' : 'FALSE'
    return type === 'sampleBought' ? String(each).replace(/[-:T]/g, '') : String(each)
  }
  return [type, [value].flat().map(stored)]
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
