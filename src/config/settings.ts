/** Settings: what an operator writes, option by option. docs/scimdap.example.yaml explains each. */
import * as v from 'valibot'
import { mappingDeclaration } from '../mapping/declaration/declaration.ts'
import { toleranceNames, wires } from '../tolerance/wire.ts'
import { audit } from './audit.ts'
import { brake, clientBrake } from './brake.ts'
import { callerSettings, clientCallerSettings, tokenRows } from './callers.ts'
import { certificatesOfClient, clientCertificateHeader, clientTls } from './client-certificates.ts'
import { clientLimits, limits } from './limits.ts'
import { may } from './may.ts'
import { actingOfClient, basic } from './people.ts'
import { protectedEntries } from './protected.ts'
import { tenantOptions } from './tenants.ts'
import { choice, flag, integer, ldapUrl, milliseconds, publicUrl, text, texts } from './values.ts'

/** A group of options that may be left out as a whole: its members' defaults hold then. */
const section = <const Entries extends v.ObjectEntries>(entries: Entries) =>
  v.optional(v.strictObject(entries, 'expected options below it'), {} as never)

const listen = section({
  host: v.optional(text, '127.0.0.1'),
  port: integer(8080, [0, 65_535]),
  reusePort: flag(false),
  tls: v.optional(v.strictObject({ certFile: text, keyFile: text, ...clientTls })),
  behindProxy: flag(false),
  clientCertificateHeader,
})

const attributeType = v.pipe(
  text,
  v.regex(/^[A-Za-z][A-Za-z0-9-]*$/, 'expected the name of an LDAP attribute type, such as entryUUID'),
)

const ownCredentials = { bindDn: v.optional(text), password: v.optional(text), passwordFile: v.optional(text) }

const tls = {
  startTls: flag(false),
  verify: flag(true),
  servername: v.optional(text),
  caFile: v.optional(text),
  certFile: v.optional(text),
  keyFile: v.optional(text),
}

/** A server to which referrals may lead. What it is not given is as for the main one. */
const followed = v.strictObject({
  urls: v.pipe(v.array(ldapUrl, 'expected a list of LDAP URLs'), v.minLength(1, 'expected at least one LDAP URL')),
  names: v.optional(v.array(ldapUrl, 'expected a list of LDAP URLs')),
  ...ownCredentials,
  tls: v.optional(v.strictObject(tls, 'expected options below it')),
})

const directory = v.strictObject({
  urls: v.pipe(v.array(ldapUrl, 'expected a list of LDAP URLs'), v.minLength(1, 'expected at least one LDAP URL')),
  ...ownCredentials,
  allowPlaintext: flag(false),
  tls: section(tls),
  timeouts: section({
    connectMs: milliseconds(3_000),
    operationMs: milliseconds(10_000),
    pageMs: milliseconds(60_000),
    waitMs: milliseconds(1_000),
  }),
  sessions: integer(4, [2, 100]),
  leases: integer(4, [1, 100]),
  inFlight: integer(32, [1, 10_000]),
  writes: integer(4, [1, 100]),
  waiting: integer(1_000, [0, 1_000_000]),
  transactions: flag(false),
  id: v.optional(attributeType),
  version: v.optional(attributeType),
  referrals: v.optional(choice(['refuse', 'ignore', 'follow'])),
  followed: v.optional(v.array(followed, 'expected a list of servers'), []),
})

/** Of a resource type: where its entries are, and whatever shall differ from the preset. */
const ofType = v.partial(mappingDeclaration).entries

/** Nobody belongs to a person. */
const users = v.omit(
  v.strictObject({ preset: v.optional(choice(['inetOrgPerson', 'posix', 'eduPerson']), 'inetOrgPerson'), ...ofType }),
  ['emptyGroups', 'placeholder'],
)

/** Nobody logs in as a group. */
const { passwordState: _, ...ofGroups } = ofType

const groups = v.strictObject({
  preset: v.optional(
    choice(['groupOfNames', 'groupOfUniqueNames', 'groupOfMembers', 'posixGroup', 'rfc2307bis']),
    'groupOfNames',
  ),
  ...ofGroups,
})

/** By their names. docs/tolerances.md */
const toleranceSwitches = v.record(
  v.picklist(toleranceNames, `expected the name of a tolerance, one of ${toleranceNames.join(', ')}`),
  v.boolean('expected true or false'),
  'expected names of tolerances, each with true or false',
)

/** Whose SCIM client it is: what is known of its habits is checked at start. */
export const providers = [
  'entra',
  'okta',
  'onelogin',
  'jumpcloud',
  'google',
  'ping',
  'sailpoint',
  'authentik',
  'keycloak',
  'cyberark',
  'rippling',
  'other',
] as const

const client = v.strictObject({
  name: v.pipe(text, v.regex(/^[\w.-]{1,64}$/, 'expected at most 64 letters, digits, dots, hyphens or underscores')),
  access: v.optional(choice(['read', 'write']), 'write'),
  setPassword: flag(false),
  may: v.optional(may),
  userName: v.optional(
    v.pipe(
      text,
      v.regex(/^(?! *$)[^\p{Cc}\p{Cs}]+$/u, 'expected the userName of a person, without control characters'),
    ),
  ),
  wire: v.optional(choice(wires)),
  tolerances: v.optional(toleranceSwitches),
  provider: v.optional(choice(providers)),
  limits: v.optional(clientLimits),
  brake: clientBrake,
  tokens: tokenRows,
  tokenFile: v.optional(text),
  ...certificatesOfClient,
  ...actingOfClient,
  ...clientCallerSettings,
})

export const referenceTypes = ['member', 'uniqueMember', 'manager', 'owner', 'secretary', 'seeAlso', 'roleOccupant']

export const settings = v.strictObject({
  profile: v.optional(choice(['strict', 'provisioning']), 'strict'),
  leaverRename: v.optional(choice(['keepName', 'refuse']), 'keepName'),
  publicUrl: v.optional(publicUrl),
  listen,
  tenants: v.optional(tenantOptions),
  sharedBase: flag(false),
  watch: flag(true),
  directory,
  preset: v.optional(choice(['scimdap', 'inetOrgPerson', '389-ds', 'activeDirectory', 'freeIpa', 'lldap']), 'scimdap'),
  users,
  groups: v.optional(groups),
  schemas: v.optional(texts),
  resourceTypes: v.optional(texts),
  resources: v.optional(v.record(v.string(), mappingDeclaration)),
  references: section({ base: v.optional(text), attributes: v.optional(texts, referenceTypes) }),
  clients: v.pipe(v.array(client, 'expected a list of clients'), v.minLength(1, 'expected at least one client')),
  basic: section(basic),
  ...callerSettings,
  brake,
  protected: protectedEntries,
  wire: v.optional(choice(wires), 'tolerant'),
  tolerances: v.optional(toleranceSwitches),
  lists: section({ defaultCount: integer(100, [0, 100_000]), maxResults: integer(1_000, [1, 100_000]) }),
  cursors: section({
    key: v.optional(text),
    keyFile: v.optional(text),
    timeoutSeconds: integer(3_600, [1, 2_592_000]),
  }),
  limits: section(limits),
  audit: section(audit),
  log: section({ level: v.optional(choice(['debug', 'info', 'warn', 'error', 'silent']), 'info') }),
  metrics: section({ enabled: flag(false), host: v.optional(text, '127.0.0.1'), port: integer(9464, [0, 65_535]) }),
  discoveryPublic: flag(true),
})

export type Settings = v.InferOutput<typeof settings>
