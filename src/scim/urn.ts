/** Schema and message URNs of RFC 7643 §10.3 and RFC 7644 §10.2, and those of extensions of ours. */
export const urn = {
  user: 'urn:ietf:params:scim:schemas:core:2.0:User',
  enterpriseUser: 'urn:ietf:params:scim:schemas:extension:enterprise:2.0:User',
  /** Registered by nobody: an extension of ours. */
  passwordState: 'urn:ietf:params:scim:schemas:extension:scimdap:2.0:PasswordState',
  group: 'urn:ietf:params:scim:schemas:core:2.0:Group',
  schema: 'urn:ietf:params:scim:schemas:core:2.0:Schema',
  resourceType: 'urn:ietf:params:scim:schemas:core:2.0:ResourceType',
  serviceProviderConfig: 'urn:ietf:params:scim:schemas:core:2.0:ServiceProviderConfig',
  listResponse: 'urn:ietf:params:scim:api:messages:2.0:ListResponse',
  searchRequest: 'urn:ietf:params:scim:api:messages:2.0:SearchRequest',
  patchOp: 'urn:ietf:params:scim:api:messages:2.0:PatchOp',
  bulkRequest: 'urn:ietf:params:scim:api:messages:2.0:BulkRequest',
  bulkResponse: 'urn:ietf:params:scim:api:messages:2.0:BulkResponse',
  error: 'urn:ietf:params:scim:api:messages:2.0:Error',
  posixUser: 'urn:scimdap:params:scim:schemas:extension:posix:2.0:User',
  posixGroup: 'urn:scimdap:params:scim:schemas:extension:posix:2.0:Group',
  eduPerson: 'urn:scimdap:params:scim:schemas:extension:eduPerson:2.0:User',
} as const
