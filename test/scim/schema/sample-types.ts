/** Sample resource types: the RFC's own two, and a device with every data type and characteristic. */
import { readFileSync } from 'node:fs'
import {
  type Attribute,
  binary,
  boolean,
  complex,
  dateTime,
  decimal,
  findAttribute,
  integer,
  reference,
  string,
} from '../../../src/scim/schema/attribute.ts'
import { commonAttributes, type ResourceType } from '../../../src/scim/schema/resource-type.ts'
import type { Schema } from '../../../src/scim/schema/schema.ts'

export {
  groupResourceType as groupType,
  userResourceType as userType,
} from '../../../src/scim/schema/core-resource-types.ts'

export const device: Schema = {
  id: 'urn:example:Device',
  name: 'Device',
  description: 'Device',
  attributes: [
    string('serial', { mutability: 'immutable' }),
    string('tags', { multiValued: true }),
    string('ports', { multiValued: true, mutability: 'immutable' }),
    integer('slots'),
    decimal('weight'),
    boolean('enabled'),
    dateTime('bought'),
    binary('firmware'),
    reference('manual', ['external']),
    string('secret', { returned: 'request' }),
    complex('owner', [
      string('value'),
      string('badge', { mutability: 'immutable' }),
      string('display', { mutability: 'readOnly' }),
      string('note', { returned: 'request' }),
      string('key', { returned: 'never' }),
      string('kind', { returned: 'always' }),
      string('aliases', { multiValued: true }),
    ]),
  ],
}

export const deviceExtension: Schema = {
  id: 'urn:example:Warranty',
  name: 'Warranty',
  description: 'Warranty',
  attributes: [
    string('contract', { required: true, mutability: 'immutable' }),
    string('state', { mutability: 'readOnly', required: true }),
    string('level', { returned: 'always' }),
    string('hint', { returned: 'request' }),
    boolean('active'),
  ],
}

export const deviceType: ResourceType = {
  id: 'Device',
  name: 'Device',
  endpoint: '/Devices',
  description: 'Device',
  schema: device,
  extensions: [{ schema: deviceExtension, required: false }],
}

/** The definition of an attribute or sub-attribute that is known to be there. */
export const definition = (schema: Schema, name: string, part?: string): Attribute => {
  const attribute = findAttribute([...schema.attributes, ...commonAttributes], name)
  const found = part === undefined ? attribute : findAttribute(attribute?.subAttributes, part)
  if (found === undefined) throw new Error(`${schema.name} has no ${name}.${part}`)
  return found
}

/** A fixture of `test/fixtures/`, by file name without `.json`. */
export const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/${name}.json`, import.meta.url), 'utf8'))
