import { describe, expect, it } from 'vitest'
import { all, type Observation } from '../../src/observe/observation.ts'

describe('all', () => {
  it('tells every listener, in order, whatever one of them does', () => {
    const heard: string[] = []
    const tell = all(
      ({ kind }) => heard.push(`first ${kind}`),
      () => {
        throw new Error('the disk is full')
      },
      ({ kind }) => heard.push(`last ${kind}`),
    )

    tell({ kind: 'stopped' } satisfies Observation)

    expect(heard).toEqual(['first stopped', 'last stopped'])
  })
})
