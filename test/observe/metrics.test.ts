import { register } from 'prom-client'
import { describe, expect, it } from 'vitest'
import { createMetrics } from '../../src/observe/metrics.ts'
import type { Observation } from '../../src/observe/observation.ts'
import { canary, observations } from './support.ts'

const textAfter = (given: readonly Observation[]): Promise<string> => {
  const metrics = createMetrics()
  for (const observation of given) metrics.observe(observation)
  return metrics.text()
}

describe('the metrics', () => {
  it('count every kind of observation that has a number', async () => {
    const text = await textAfter(observations)

    for (const sample of [
      'scimdap_request_duration_seconds_count{method="GET",route="/Users/:id",status="200"} 1',
      'scimdap_request_duration_seconds_bucket{le="0.01",method="GET",route="/Users/:id",status="200"} 0',
      'scimdap_request_duration_seconds_bucket{le="0.025",method="GET",route="/Users/:id",status="200"} 1',
      'scimdap_requests_denied_total{reason="invalid-token"} 1',
      'scimdap_unexpected_errors_total 1',
      'scimdap_ldap_sessions_total{url="ldap.example:636",event="opened"} 1',
      'scimdap_ldap_sessions_total{url="ldap.example:636",event="lost"} 1',
      'scimdap_ldap_sessions_total{url="ldap.example:636",event="failed"} 1',
      'scimdap_searches_planned_total{exact="false"} 1',
      'scimdap_writes_retried_total 1',
      'scimdap_references_left_total 1',
      'scimdap_references_hidden_total 3',
      'scimdap_requests_with_ignored_attributes_total{client="hr"} 1',
      'scimdap_token_last_used_timestamp_seconds{client="hr",token="AbCdEfGh"} 1800000000',
      'scimdap_oauth_tokens_issued_total{client="hr",method="private_key_jwt"} 1',
      'scimdap_token_authority_requests_total{host="idp.example",outcome="answered"} 1',
      'scimdap_token_authority_requests_total{host="idp.example",outcome="failed"} 1',
      'scimdap_brake_counted_total{client="hr",what="deletes",resource_type="User"} 1',
      'scimdap_brake_refused_total{client="hr"} 1',
      'scimdap_brake_held{client="hr"} 0',
      'scimdap_protected_entries 3',
      'scimdap_directory_server_in_use{url="ldap.example:636"} 1',
      'scimdap_directory_server_refuses_writes{url="ldap.example:636"} 1',
      'scimdap_directory_server_behind_seconds{url="ldap.example:636"} 1.5',
    ]) {
      expect(text).toContain(`${sample}\n`)
    }
  })

  it('say whether the gateway is ready', async () => {
    const ready: Observation = { kind: 'ready' }
    const notReady: Observation = { kind: 'not-ready', reason: 'away' }

    expect(await textAfter([notReady, ready])).toContain('scimdap_ready 1\n')
    expect(await textAfter([ready, notReady])).toContain('scimdap_ready 0\n')
    expect(await textAfter([ready, { kind: 'stopped' }])).toContain('scimdap_ready 0\n')
  })

  it('hold no error and nothing secret of a URL', async () => {
    expect(await textAfter(observations)).not.toContain(canary)
  })

  it('live in a registry of their own, so that two gateways in one process do not meet', async () => {
    const first = createMetrics()
    const second = createMetrics()

    first.observe({ kind: 'write-retried', attempt: 1, reason: 'x' })

    expect(await first.text()).toContain('scimdap_writes_retried_total 1\n')
    expect(await second.text()).toContain('scimdap_writes_retried_total 0\n')
    expect(register.getMetricsAsArray()).toEqual([])
  })

  it('have the media type of the Prometheus exposition', () => {
    expect(createMetrics().contentType).toMatch(/^text\/plain; version=0\.0\.4/)
  })
})
