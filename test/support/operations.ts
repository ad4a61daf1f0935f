/** startOperations: operations over a real slapd, as the gateway's own account under the shipped schema and ACL. */
import type { SlapdOptions } from '../../src/demo/slapd-options.ts'
import { type OpenDirectory, openDirectory } from '../../src/directory/ldapts/open.ts'
import type { DirectoryOptions } from '../../src/directory/ldapts/options.ts'
import type { Dn } from '../../src/ldap/dn.ts'
import { compileMapping } from '../../src/mapping/compile/compile.ts'
import type { MappingDeclaration } from '../../src/mapping/declaration/declaration.ts'
import { declaredResourceType } from '../../src/mapping/declaration/declared.ts'
import { linkMemberships } from '../../src/mapping/declaration/link-memberships.ts'
import type { Mapping } from '../../src/mapping/mapping.ts'
import { scimdapPreset } from '../../src/mapping/presets/scimdap.ts'
import { createOperations } from '../../src/operations/create-operations.ts'
import type { Dependencies } from '../../src/operations/dependencies.ts'
import type { Operations } from '../../src/operations/operations.ts'
import type { Scope } from '../../src/operations/scope.ts'
import { servedGroupResourceType, servedUserResourceType } from '../../src/scim/schema/core-resource-types.ts'
import type { ResourceType } from '../../src/scim/schema/resource-type.ts'
import { cursorKeys } from '../../src/scim/search/cursor.ts'
import { startDs389, versionType } from './ds389.ts'
import { type Openldap, startOpenldap } from './openldap.ts'
import { startSamba } from './samba.ts'

type Preset = Omit<MappingDeclaration, 'base'>

export interface TestOperations {
  readonly ldap: Openldap
  readonly directory: OpenDirectory
  readonly mappings: { readonly User: Mapping; readonly Group: Mapping }
  /** As declared: what requests are resolved against. */
  readonly types: { readonly User: ResourceType; readonly Group: ResourceType }
  readonly dependencies: Dependencies
  readonly operations: Operations
  /** For every call that wants one. */
  readonly scope: Scope
  stop(): Promise<void>
}

export interface TestOperationsOptions {
  readonly slapd?: SlapdOptions
  /** Default: the preset `scimdap`. */
  readonly presets?: { readonly User: Preset; readonly Group: Preset }
}

/** The properties are proved on 389 Directory Server and on Samba, too. */
export const isDs389 = process.env.TEST_SERVER === '389-ds'
export const isSamba = process.env.TEST_SERVER === 'samba'
const names = {
  '389-ds': { id: 'nsUniqueId', version: 'scimVersion' },
  samba: { id: 'objectGUID', version: 'adminDescription', referrals: 'ignore' },
} as const
export const namesOfServer: Pick<DirectoryOptions, 'id' | 'version' | 'referrals'> =
  names[process.env.TEST_SERVER as keyof typeof names] ?? {}

const textOf = async ({ load = [] }: SlapdOptions = {}): Promise<string> => {
  let ldif = ''
  for await (const text of load) ldif += text
  return ldif
}

const loadedDs389 = async (options: SlapdOptions = {}): Promise<Openldap> => {
  const server = await startDs389({ attributeTypes: [versionType], takesAll: true })
  const ldif = await textOf(options)
  // Its lock and its password times have other names.
  await server.load(ldif.replaceAll(/^pwd\w+:.*\n/gm, ''))
  return server as unknown as Openldap
}

const startDirectory = async (slapd: SlapdOptions | undefined): Promise<Openldap> => {
  if (isSamba) return (await startSamba({ ldif: await textOf(slapd) })) as unknown as Openldap
  return isDs389 ? loadedDs389(slapd) : startOpenldap(slapd)
}

/** People under `ou=people`, groups under `ou=groups` of the suffix. */
export const startOperations = async (options: TestOperationsOptions = {}): Promise<TestOperations> => {
  const { slapd, presets = scimdapPreset } = options
  const ldap = await startDirectory(slapd)
  const directory = openDirectory({
    ...{ urls: [ldap.url], bindDn: ldap.gatewayDn, password: ldap.gatewayPassword },
    ...namesOfServer,
  })
  const stop = async () => {
    directory.close()
    await ldap.stop()
  }
  try {
    const subschema = await directory.subschema()
    const compile = (preset: Preset, type: ResourceType, unit: string) => {
      const declaration = { ...preset, base: `ou=${unit},${ldap.suffix}` }
      return compileMapping(declaration, declaredResourceType(declaration, type), subschema)
    }
    const User = compile(linkMemberships(presets.User, presets), servedUserResourceType, 'people')
    const Group = compile(presets.Group, servedGroupResourceType, 'groups')
    const dependencies: Dependencies = {
      directory,
      mappings: [User, Group],
      locate: (name, id) => `https://scim.example.com/scim/v2/${name}s/${id}`,
      observe: () => undefined,
      now: Date.now,
      cursors: { keys: cursorKeys(new Uint8Array(32).fill(1)), timeoutMs: 60_000 },
      cleaning: { bases: [ldap.suffix as Dn], types: ['member', 'uniqueMember', 'manager', 'owner'] },
    }
    return {
      ...{ ldap, directory, dependencies, stop },
      mappings: { User, Group },
      types: { User: User.resourceType, Group: Group.resourceType },
      operations: createOperations(dependencies),
      scope: { tenant: '', client: 'test', grant: { read: true, write: true } },
    }
  } catch (error) {
    await stop()
    throw error
  }
}
