/** startTwoGateways: two of them before the same two servers, in the same order. */
import { type GatewayProcess, startGatewayProcess } from '../support/gateway-process.ts'
import type { Openldap } from '../support/openldap.ts'
import { timeouts } from './single.ts'

export interface TwoGateways {
  readonly gateways: readonly GatewayProcess[]
  close(): Promise<void>
}

/** `stopServers` ends what they stand before, after them. */
export const startTwoGateways = async (
  first: Openldap,
  second: Openldap,
  stopServers: () => Promise<void>,
): Promise<TwoGateways> => {
  const directory = {
    urls: [first.url, second.url],
    bindDn: first.gatewayDn,
    password: first.gatewayPassword,
    timeouts,
  }
  const start = () => startGatewayProcess(first, { overlay: { directory, brake: { enabled: false } } })
  const gateways = await Promise.all([start(), start()])
  const close = async () => {
    await Promise.all(gateways.map((gateway) => gateway.stop()))
    await stopServers()
  }
  return { gateways, close }
}
