/** `scimdap check`: what is missing, wrong or slow in the directory, and the LDIF that mends it. */
import { proxyingClients } from '../app/acting.ts'
import { wrongRights } from '../app/client-rights.ts'
import { compileOperations, declaredTypes } from '../app/compile-operations.ts'
import { directoryOptions } from '../app/directory-options.ts'
import { openProtection } from '../app/protection.ts'
import { findingsOf } from '../check/check.ts'
import { isServable } from '../check/finding.ts'
import { type Gathering, gather } from '../check/gather.ts'
import { shippedDefinitions } from '../check/schema/plan-schema.ts'
import { readShipped, valuesIn } from '../check/shipped.ts'
import type { Config } from '../config/config.ts'
import { isPlainNetwork } from '../config/loopback.ts'
import type { DirectoryOptions } from '../directory/ldapts/options.ts'
import { type Dn, isDn } from '../ldap/dn.ts'
import { cursorKeys } from '../scim/search/cursor.ts'
import { adminDirectory } from './admin-directory.ts'
import { printJson, printReport } from './check-report.ts'
import type { CliCommand, ExitCode, World } from './command.ts'
import { addTenantOption, configuredTenant, type TenantOption } from './configured.ts'

interface CheckOptions extends TenantOption {
  readonly configUrl?: string
  readonly configDn?: string
  readonly configPasswordFile?: string
  readonly writeProbe?: boolean
  readonly json?: boolean
}

export const check: CliCommand = (program, world, run) => {
  addTenantOption(program.command('check'))
    .description(
      'say what is missing or slow in the directory, and the LDIF that mends it; ends with 0 if serve would work',
    )
    .option('--config-url <url>', 'read cn=config there, too: ldapi:/// as root on the server, or with --config-dn')
    .option('--config-dn <dn>', 'who may read cn=config; left out: SASL EXTERNAL')
    .option('--config-password-file <file>', 'the first line is the password of --config-dn')
    .option(
      '--write-probe',
      'make an entry of each resource type and remove it again; of a person, see that it cannot bind when deactivated',
    )
    .option('--json', 'for programs')
    .action((options: CheckOptions) =>
      run(async (): Promise<ExitCode> => {
        const facts = await gather(gatheringOf(configuredTenant(options, world), options, world))
        const findings = findingsOf(facts)
        world.print(options.json ? printJson(facts, findings) : printReport(facts, findings))
        return isServable(findings) ? 0 : 1
      }),
    )
}

const gatheringOf = (config: Config, options: CheckOptions, world: World): Gathering => {
  const types = declaredTypes(config)
  // What the server can do is told, not what the gateway is told to leave alone.
  const gateway = directoryOptions({ ...config.directory, transactions: true }, unheard)
  const { base, attributes } = config.references
  const { readFile, random } = world
  return {
    gateway,
    account: config.directory.bindDn ?? externalAccount(config.directory.urls),
    isPlain: (url) => isPlainNetwork(url) && !config.directory.tls.startTls,
    administrator: administratorOf(options, gateway, world),
    declared: types,
    cleaning: { base: base !== undefined && isDn(base) ? (base as Dn) : undefined, types: attributes },
    shipped: {
      definitions: shippedDefinitions(readShipped('scimdap.ldif', readFile)),
      indexes: valuesIn(readShipped('indexes.ldif', readFile), 'olcDbIndex'),
      access: valuesIn(readShipped('acl.ldif', readFile), 'olcAccess'),
    },
    protectedIn: (directory, mappings) =>
      openProtection({ config, directory, mappings, observe: unheard, now: Date.now }).now(),
    wrongRightsIn: (mappings, subschema) => wrongRights(config, mappings, subschema),
    actsAsPeople: proxyingClients(config).length > 0,
    nobodys: `scimdap-check-${random(8).toString('hex')}`,
    writes: options.writeProbe
      ? {
          password: random(24).toString('base64url'),
          operations: (directory, subschema) =>
            compileOperations({
              ...{ config, types, directory, subschema, url: '', observe: unheard, now: Date.now },
              cursorKeys: cursorKeys(random(32)),
              isUnlimited: true,
            }),
        }
      : undefined,
  }
}

const unheard = (): void => undefined

const administratorOf = (
  { configUrl, configDn, configPasswordFile }: CheckOptions,
  { tls }: DirectoryOptions,
  world: World,
): DirectoryOptions | undefined => {
  if (configUrl === undefined) return undefined
  const options = {
    url: configUrl,
    ...(configDn === undefined ? {} : { bindDn: configDn }),
    ...(configPasswordFile === undefined ? {} : { passwordFile: configPasswordFile }),
    startTls: tls?.startTls ?? false,
  }
  return { ...adminDirectory(options, world, names), ...(tls === undefined ? {} : { tls }) }
}

const names = { url: '--config-url', bindDn: '--config-dn', passwordFile: '--config-password-file' }

/** Who SASL EXTERNAL is over a local socket; by certificate only the server knows. */
const externalAccount = (urls: readonly string[]): string | undefined => {
  const [user, group] = [process.getuid?.(), process.getgid?.()]
  if (user === undefined || group === undefined || !urls.every((url) => /^ldapi:/i.test(url))) return undefined
  return `gidNumber=${group}+uidNumber=${user},cn=peercred,cn=external,cn=auth`
}
