/** What the audit trail is told of an all-or-nothing Bulk request: ids that were only staged are nobody's. docs/audit.md */
import { describe, expect, it } from 'vitest'
import type { ChangeObservation } from '../../src/observe/observation.ts'
import { committedChange, failedChange } from '../../src/operations/bulk/told-changes.ts'
import type { ResourceId } from '../../src/scim/resource/resource.ts'

const staged = 'staged' as ResourceId
/** Of somebody whom a group names that the same request has made. */
const deletion: ChangeObservation = {
  ...{ kind: 'change', operation: 'delete', resourceType: 'User', resourceId: 'leaver', client: 'okta' },
  ...{ attributes: [], linked: [], referrers: [staged, 'stored'], outcome: 'done' },
}

describe('a delete within all or nothing', () => {
  it('names those that lose the resource by the ids that they have after the commit', () => {
    const told = committedChange(deletion, new Map([[staged, { id: 'given', version: undefined }]]))

    expect(told).toMatchObject({ resourceId: 'leaver', referrers: ['given', 'stored'] })
  })

  it('names none of those that are not there, where nothing was committed', () => {
    const told = failedChange(deletion, (id) => id === staged, { outcome: 'unknown', status: 503 })

    expect(told).toMatchObject({ outcome: 'unknown', referrers: ['stored'] })
  })

  it('names none where all was refused: no reference went', () => {
    const told = failedChange(deletion, (id) => id === staged, { outcome: 'refused', status: 412 })

    expect(told).toMatchObject({ outcome: 'refused' })
    expect(told).not.toHaveProperty('referrers')
  })
})
