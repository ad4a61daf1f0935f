import { describe, expect, it } from 'vitest'
import { createMetrics } from '../../src/observe/metrics.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { observations } from './support.ts'

const metricsAfter = (...given: readonly Observation[]) => {
  const metrics = createMetrics()
  for (const observation of given) metrics.observe(observation)
  return metrics
}

const samplesOf = (text: string, name: string): readonly string[] =>
  text.split('\n').filter((line) => line.startsWith(name))

describe('the metrics of tenants', () => {
  it('are told apart by a label, each metric described once', async () => {
    const of = (tenant: string) => observations.map((observation) => ({ ...observation, tenant }))
    const text = await metricsAfter(...of('acme'), ...of('globex'), ...of('globex')).text()

    expect(samplesOf(text, 'scimdap_references_hidden_total')).toEqual([
      'scimdap_references_hidden_total 0',
      'scimdap_references_hidden_total{tenant="acme"} 3',
      'scimdap_references_hidden_total{tenant="globex"} 6',
    ])
    expect(text).toMatch(/^scimdap_request_duration_seconds_count\{.*tenant="globex".*\} 2$/m)
    const types = samplesOf(text, '# TYPE')
    expect(new Set(types).size).toBe(types.length)
    for (const block of text.trimEnd().split('\n\n')) {
      const [, name = ''] = /^# HELP (\S+)/.exec(block) ?? []
      expect(block.split('\n').every((line) => line.startsWith('#') || line.startsWith(name))).toBe(true)
    }
  })

  it('say of each whether it is ready, and nothing of a base path that serves nothing', async () => {
    const states: readonly Observation[] = [
      { kind: 'ready', tenant: 'acme' },
      { kind: 'not-ready', reason: 'away', tenant: 'globex' },
    ]
    const tenants = await metricsAfter(...states).text()
    const beside = await metricsAfter({ kind: 'ready' }, ...states).text()

    const own = ['scimdap_ready{tenant="acme"} 1', 'scimdap_ready{tenant="globex"} 0']
    expect(samplesOf(tenants, 'scimdap_ready')).toEqual(own)
    expect(samplesOf(beside, 'scimdap_ready')).toEqual(['scimdap_ready 1', ...own])
  })

  it('are gone with a tenant that is configured no more', async () => {
    const metrics = metricsAfter(
      { kind: 'ready' },
      { kind: 'ready', tenant: 'acme' },
      { kind: 'ready', tenant: 'globex' },
    )
    metrics.observe({ kind: 'reloaded', opened: [], closed: ['default', 'acme'] })

    expect(samplesOf(await metrics.text(), 'scimdap_ready')).toEqual(['scimdap_ready{tenant="globex"} 1'])
  })

  it('count reloads of the process, from zero', async () => {
    const before = await metricsAfter().text()
    const after = await metricsAfter({ kind: 'reload-failed', problems: [] }).text()

    const counts = (success: number, failure: number) => [
      `scimdap_reloads_total{result="success"} ${success}`,
      `scimdap_reloads_total{result="failure"} ${failure}`,
    ]
    expect(samplesOf(before, 'scimdap_reloads_total')).toEqual(counts(0, 0))
    expect(samplesOf(after, 'scimdap_reloads_total')).toEqual(counts(0, 1))
  })
})
