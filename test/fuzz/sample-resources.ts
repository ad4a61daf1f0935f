/** sampleResources: a few resources of each sample type, every kind of attribute among them. */
import { accept } from '../../src/scim/resource/accept.ts'
import type { Resource } from '../../src/scim/resource/resource.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { urn } from '../../src/scim/urn.ts'
import { deviceType, fixture, groupType, userType } from '../scim/schema/sample-types.ts'

const id = '0b9f3b6e-6d5c-4c6e-9a57-1d1f7f3ff001'
const meta = { resourceType: 'X', created: '2026-11-22T01:02:03Z', lastModified: '2026-11-22T01:02:03.5Z' }

const samples = new Map<ResourceType, readonly Resource[]>([
  [
    userType,
    [
      { schemas: [urn.user], userName: 'ada', name: { familyName: 'Byron' } },
      { id, meta, ...accept(userType, fixture('rfc7643-8.3-enterprise-user')) } as Resource,
      {
        schemas: [urn.user],
        userName: 'bob',
        emails: [{ value: 'a@b.example', type: 'work', primary: true }, { value: 'x', type: 'home' }, { type: 'work' }],
      },
    ],
  ],
  [
    groupType,
    [
      { schemas: [urn.group], displayName: 'Crew' },
      {
        id,
        meta,
        schemas: [urn.group],
        displayName: 'Two',
        members: [{ value: id, type: 'User' }, { value: 'x' }],
      } as Resource,
    ],
  ],
  [
    deviceType,
    [
      accept(deviceType, { schemas: ['urn:example:Device'] }),
      accept(deviceType, {
        schemas: ['urn:example:Device', 'urn:example:Warranty'],
        ...{
          serial: 's',
          tags: ['a', '__proto__'],
          ports: ['1'],
          slots: 7,
          weight: 1.5,
          enabled: true,
          firmware: 'AAAA',
        },
        ...{ bought: '2026-11-22T01:02:03+02:00', manual: 'https://x.example/a', secret: 'x' },
        owner: { value: 'ada', badge: '7', note: 'n', kind: 'k', aliases: ['x', 'ada'] },
        'urn:example:Warranty': { contract: 'c', level: 'l', hint: 'h', active: true },
      }),
    ],
  ],
])

export const sampleResources = (resourceType: ResourceType): readonly Resource[] => samples.get(resourceType) ?? []
