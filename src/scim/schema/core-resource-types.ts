/** User and Group as RFC 7643 §6 and §8.6 describe them, before a mapping restricts them. */
import { eduPerson } from './edu-person.ts'
import { enterpriseUser } from './enterprise-user.ts'
import { group } from './group.ts'
import { posixGroup, posixUser } from './posix.ts'
import type { ResourceType } from './resource-type.ts'
import { user } from './user.ts'

export const userResourceType: ResourceType = {
  id: 'User',
  name: 'User',
  endpoint: '/Users',
  description: 'User Account',
  schema: user,
  extensions: [{ schema: enterpriseUser, required: false }],
}

export const groupResourceType: ResourceType = {
  id: 'Group',
  name: 'Group',
  endpoint: '/Groups',
  description: 'Group',
  schema: group,
  extensions: [],
}

/** The same with our extensions. What no row of the mapping stores is not advertised. */
export const servedUserResourceType: ResourceType = {
  ...userResourceType,
  extensions: [
    ...userResourceType.extensions,
    ...[posixUser, eduPerson].map((schema) => ({ schema, required: false })),
  ],
}

export const servedGroupResourceType: ResourceType = {
  ...groupResourceType,
  extensions: [{ schema: posixGroup, required: false }],
}
