/** cn=config of a throwaway slapd as entries: modules, schema, database, overlays. slapd-config(5) */
import { createHash, randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type LdifEntry, printLdifEntry, shippedValues } from './ldif.ts'
import { adminDnOf, type DatabaseOptions, gatewayDnOf, policyDnOf, type SlapdOptions } from './slapd-options.ts'

/** {SSHA}: what every slapd understands without a module. */
export const hashPassword = (password: string, salt: Uint8Array = randomBytes(8)): string => {
  const digest = createHash('sha1').update(password).update(salt).digest()
  return `{SSHA}${Buffer.concat([digest, salt]).toString('base64')}`
}

/** Whoever started slapd, seen through ldapi: SASL EXTERNAL maps the user of the socket to this DN. */
const externalDn = (): string =>
  `gidNumber=${process.getgid?.() ?? 0}+uidNumber=${process.getuid?.() ?? 0},cn=peercred,cn=external,cn=auth`

/** Where slapd finds its own files, as it sees them. */
export interface Layout {
  readonly modulePath: string
  readonly schemaDir: string
  /** Path of scimdap.ldif. */
  readonly scimdapSchema: string
}

/** The whole LDIF for `slapadd -n0`. With `configPassword` one may bind as `cn=config`, where there is no ldapi. */
export const printConfig = async (
  layout: Layout,
  options: DatabaseOptions,
  configPassword?: string,
): Promise<string> => {
  const includes = [
    ...['core', 'cosine', ...(options.nis === false ? [] : ['nis']), 'inetorgperson'].map((name) =>
      join(layout.schemaDir, `${name}.ldif`),
    ),
    ...(options.schema === false ? [] : [layout.scimdapSchema]),
    ...(options.schemaFiles ?? []),
  ]
  const rest = [...frontend(configPassword), ...(await databaseEntries(options, 1))]
  return [
    ...globalEntries(layout, options).map(printLdifEntry),
    ...includes.map((file) => `include: ${pathToFileURL(file).href}\n\n`),
    ...rest.map(printLdifEntry),
  ].join('')
}

const globalEntries = (layout: Layout, options: SlapdOptions): readonly LdifEntry[] => {
  const modules = ['back_mdb', 'syncprov', 'ppolicy', 'deref']
  const tls = options.tls && {
    olcTLSCertificateFile: [options.tls.certificate],
    olcTLSCertificateKeyFile: [options.tls.key],
    ...(options.tls.ca && { olcTLSCACertificateFile: [options.tls.ca] }),
  }
  return [
    { dn: 'cn=config', attributes: { objectClass: ['olcGlobal'], cn: ['config'], ...tls } },
    {
      dn: 'cn=module,cn=config',
      attributes: {
        objectClass: ['olcModuleList'],
        cn: ['module'],
        olcModulePath: [layout.modulePath],
        olcModuleLoad: modules,
      },
    },
    { dn: 'cn=schema,cn=config', attributes: { objectClass: ['olcSchemaConfig'], cn: ['schema'] } },
  ]
}

const frontend = (configPassword: string | undefined): readonly LdifEntry[] => [
  {
    dn: 'olcDatabase={-1}frontend,cn=config',
    attributes: {
      objectClass: ['olcDatabaseConfig', 'olcFrontendConfig'],
      olcDatabase: ['{-1}frontend'],
      olcAccess: ['{0}to dn.base="" by * read', '{1}to dn.base="cn=Subschema" by * read'],
    },
  },
  {
    dn: 'olcDatabase={0}config,cn=config',
    attributes: {
      objectClass: ['olcDatabaseConfig'],
      olcDatabase: ['{0}config'],
      olcRootDN: ['cn=config'],
      ...(configPassword !== undefined && { olcRootPW: [hashPassword(configPassword)] }),
      olcAccess: [`{0}to * by dn.exact="${externalDn()}" manage by * none`],
    },
  },
]

/** A database with its overlays. EXTERNAL may manage what is in it, as rootdn may. */
export const databaseEntries = async (options: DatabaseOptions, index: number): Promise<readonly LdifEntry[]> => {
  const { suffix } = options
  const shipped = async (wanted: boolean | undefined, file: string, type: string) =>
    wanted === false ? [] : await shippedValues(file, type, suffix)
  const own = (type: string) => !(options.schema === false && type.startsWith('scim'))
  const indexes = (await shipped(options.indexes, 'indexes.ldif', 'olcDbIndex')).filter(own)
  const access = (await shipped(options.acl, 'acl.ldif', 'olcAccess')).map((rule) => rule.replace(/^\{\d+\}/, ''))
  const database = `olcDatabase={${index}}mdb,cn=config`
  const attributes = {
    objectClass: ['olcDatabaseConfig', 'olcMdbConfig'],
    olcDatabase: [`{${index}}mdb`],
    olcSuffix: [suffix],
    olcDbDirectory: [options.folder],
    olcRootDN: [adminDnOf(suffix)],
    olcRootPW: [hashPassword(options.adminPassword)],
    olcDbMaxSize: [String(16 * 1024 ** 3)],
    olcDbNoSync: [options.sync === true ? 'FALSE' : 'TRUE'],
    olcDbIndex: indexes,
    olcLimits: await shipped(options.limits, 'limits.ldif', 'olcLimits'),
    olcAccess: [`to * by dn.exact="${externalDn()}" manage by * break`, ...access].map((rule, n) => `{${n}}${rule}`),
    ...options.database,
  }
  return [{ dn: database, attributes }, ...overlays(options, database)]
}

const overlays = (options: DatabaseOptions, database: string): readonly LdifEntry[] => {
  const overlay = (name: string, objectClass: string, more: LdifEntry['attributes'] = {}): LdifEntry => ({
    dn: `olcOverlay=${name},${database}`,
    attributes: { objectClass: ['olcOverlayConfig', objectClass], olcOverlay: [name], ...more },
  })
  const policy = {
    olcPPolicyDefault: [policyDnOf(options.suffix)],
    olcPPolicyHashCleartext: [options.hashCleartext === true ? 'TRUE' : 'FALSE'],
  }
  return [
    ...(options.syncprov === false ? [] : [overlay('syncprov', 'olcSyncProvConfig', { olcSpSessionlog: ['10000'] })]),
    ...(options.ppolicy === false ? [] : [overlay('ppolicy', 'olcPPolicyConfig', policy)]),
    // slapo-deref has no configuration of its own.
    ...(options.deref === false ? [] : [overlay('deref', 'olcOverlayConfig')]),
  ].map(({ dn, attributes }) => ({
    dn,
    attributes: { ...attributes, objectClass: [...new Set(attributes.objectClass)] },
  }))
}

/** The entries that a directory for the gateway begins with. */
export const treeEntries = (options: DatabaseOptions): readonly LdifEntry[] => {
  const { suffix } = options
  const unit = (name: string): LdifEntry => ({
    dn: `ou=${name},${suffix}`,
    attributes: { objectClass: ['organizationalUnit'], ou: [name] },
  })
  const policy: LdifEntry = {
    dn: policyDnOf(suffix),
    attributes: {
      objectClass: ['device', 'pwdPolicy'],
      cn: ['default'],
      pwdAttribute: ['userPassword'],
      pwdLockout: [options.lockout === false ? 'FALSE' : 'TRUE'],
    },
  }
  return [
    root(suffix),
    ...['people', 'groups', 'services'].map(unit),
    {
      dn: gatewayDnOf(suffix),
      attributes: {
        objectClass: ['applicationProcess', 'simpleSecurityObject'],
        cn: ['scimdap'],
        userPassword: [hashPassword(options.gatewayPassword)],
      },
    },
    ...(options.ppolicy === false ? [] : [unit('policies'), policy]),
  ]
}

const root = (suffix: string): LdifEntry => {
  const [, type = '', value = ''] = /^(\w+)=([^,]+)/.exec(suffix) ?? []
  if (type === 'dc') {
    return { dn: suffix, attributes: { objectClass: ['organization', 'dcObject'], dc: [value], o: [value] } }
  }
  const objectClass = type === 'o' ? 'organization' : 'organizationalUnit'
  return { dn: suffix, attributes: { objectClass: [objectClass], [type]: [value] } }
}
