/** growthOf: how the gateway's cost of a scenario grows with the number of people, or of members. */
import { slopeOf } from '../soak/trend.ts'
import type { Results, Sample } from './results.ts'

export interface GrowthPoint {
  readonly size: number
  /** Microseconds of CPU time per turn. */
  readonly cpu: number
}

export interface Growth {
  readonly name: string
  readonly title: string
  readonly by: 'people' | 'members'
  readonly points: readonly GrowthPoint[]
  readonly slapd: readonly GrowthPoint[]
  /** In the log-log plot: 0 is constant, 1 linear. undefined: fewer than two sizes. */
  readonly slope: number | undefined
}

export const growthByPeople = ({ measurements }: Results): readonly Growth[] => {
  const rows = measurements.filter(({ members }) => members === undefined)
  return [...new Set(rows.map(({ name }) => name))].map((name) => {
    const own = rows.filter((row) => row.name === name)
    const sized = own.map(({ people, samples }) => ({ size: people, sample: samples.gateway }))
    return growthOf({ name, title: own[0]?.title ?? name, by: 'people' }, sized)
  })
}

/** At the number of people that the table is about. */
export const growthByMembers = ({ measurements, people }: Results): readonly Growth[] => {
  const rows = measurements.filter((row) => row.members !== undefined && row.people === people)
  const kindOf = (name: string) => name.replace(/-\d+$/, '')
  return [...new Set(rows.map(({ name }) => kindOf(name)))].map((name) => {
    const own = rows.filter((row) => kindOf(row.name) === name)
    const title = (own[0]?.title ?? name).replace(/ of [\d,]+/, '')
    return growthOf(
      { name, title, by: 'members' },
      own.map(({ members, samples }) => ({ size: members ?? 0, sample: samples.gateway })),
    )
  })
}

type Sized = readonly { readonly size: number; readonly sample: Sample | undefined }[]

const growthOf = (named: Pick<Growth, 'name' | 'title' | 'by'>, sized: Sized): Growth => {
  const pointsOf = (pick: (sample: Sample) => number | undefined) =>
    sized
      .flatMap(({ size, sample }) => ({ size, cpu: (sample && pick(sample)) ?? 0 }))
      .filter(({ cpu }) => cpu > 0)
      .toSorted((a, b) => a.size - b.size)
  const points = pointsOf(({ cpu }) => cpu)
  const slope = slopeOf(points.map(({ size, cpu }) => ({ x: Math.log(size), y: Math.log(cpu) })))
  return { ...named, points, slapd: pointsOf(({ slapdCpu }) => slapdCpu), slope }
}
