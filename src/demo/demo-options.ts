/** DemoOptions: what the environment says about the demo, checked. */
import { randomBytes } from 'node:crypto'

export interface DemoOptions {
  readonly port: number
  readonly ldapPort: number | undefined
  readonly token: string
  /** bjensen's. */
  readonly personToken: string
  readonly adminPassword: string
  readonly ldapi: string | undefined
  readonly people: number
  /** Path of a YAML file. */
  readonly gatewayConfig: string | undefined
}

type Environment = Readonly<Record<string, string | undefined>>

/** @throws Error with a sentence that names the variable. */
export const readDemoOptions = (environment: Environment): DemoOptions => ({
  port: whole(environment, 'PORT', [0, 65_535]) ?? 8080,
  ldapPort: whole(environment, 'LDAP_PORT', [1, 65_535]),
  token: token(environment.TOKEN) ?? randomBytes(32).toString('base64url'),
  personToken: randomBytes(32).toString('base64url'),
  adminPassword: given(environment.LDAP_ADMIN_PASSWORD) ?? randomBytes(12).toString('base64url'),
  ldapi: given(environment.LDAPI),
  people: whole(environment, 'PEOPLE', [1, 1_000_000]) ?? 200,
  gatewayConfig: given(environment.GATEWAY_CONFIG),
})

/** A variable that is set to nothing counts as not set. */
const given = (value: string | undefined): string | undefined => (value === '' ? undefined : value)

const whole = (environment: Environment, name: string, [least, most]: readonly [number, number]) => {
  const value = given(environment[name])
  if (value === undefined) return undefined
  const number = Number(value)
  if (/^\d+$/.test(value) && number >= least && number <= most) return number
  throw new Error(`${name} must be a whole number from ${least} to ${most}, and is not.`)
}

/** What an Authorization header can carry: RFC 6750 §2.1. */
const token = (value: string | undefined): string | undefined => {
  if (given(value) === undefined || /^[\w.~+/-]+=*$/.test(value ?? '')) return given(value)
  throw new Error('TOKEN may have letters, digits and . _ ~ + / - only, with = at its end.')
}
