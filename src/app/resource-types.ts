/** coreResourceTypes: User and Group as RFC 7643 §6 and §8.6 describe them, before a mapping restricts them. */
import { enterpriseUser } from '../scim/schema/enterprise-user.ts'
import { group } from '../scim/schema/group.ts'
import type { ResourceType } from '../scim/schema/resource-type.ts'
import { user } from '../scim/schema/user.ts'

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
