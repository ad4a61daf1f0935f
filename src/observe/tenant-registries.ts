/** createTenantRegistries: the same instruments for each tenant, with its name as a label: as many as are configured. */
import { Registry } from 'prom-client'

export interface TenantRegistries<Instruments> {
  isNew(tenant: string): boolean
  of(tenant: string): Instruments
  /** They are configured no more. */
  forget(tenants: readonly string[]): void
  /** The exposition of the process with the samples of all tenants, each below its metric: none may stand twice. */
  mergedInto(exposition: string): Promise<string>
}

export const createTenantRegistries = <Instruments>(
  createInstruments: (registry: Registry) => Instruments,
): TenantRegistries<Instruments> => {
  const opened = new Map<string, { readonly registry: Registry; readonly instruments: Instruments }>()
  const open = (tenant: string) => {
    const registry = new Registry()
    registry.setDefaultLabels({ tenant })
    const one = { registry, instruments: createInstruments(registry) }
    opened.set(tenant, one)
    return one
  }
  return {
    isNew: (tenant) => !opened.has(tenant),
    of: (tenant) => (opened.get(tenant) ?? open(tenant)).instruments,
    forget: (tenants) => {
      for (const tenant of tenants) opened.delete(tenant)
    },
    mergedInto: async (exposition) => {
      if (opened.size === 0) return exposition
      const texts = await Promise.all([...opened.values()].map(({ registry }) => registry.metrics()))
      const samples = Map.groupBy(texts.flatMap(blocksIn), headOf)
      const merged = blocksIn(exposition).map((block) => {
        const further = (samples.get(headOf(block)) ?? []).map(samplesOf).filter((text) => text !== '')
        return [block, ...further].join('\n')
      })
      return `${merged.join('\n\n')}\n`
    },
  }
}

/** A metric each, divided by blank lines. */
const blocksIn = (exposition: string): readonly string[] => exposition.trimEnd().split('\n\n')

/** `# HELP` and `# TYPE`, the same wherever the metric is. */
const headOf = (block: string): string => block.split('\n', 2).join('\n')

const samplesOf = (block: string): string => block.split('\n').slice(2).join('\n')
