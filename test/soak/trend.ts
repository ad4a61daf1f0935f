/** slopeOf: how much a measure grows, as the least squares have it. */

export interface Point {
  readonly x: number
  readonly y: number
}

/** In units of y for one of x; undefined: fewer than two points, or all at one x. */
export const slopeOf = (points: readonly Point[]): number | undefined => {
  const mean = (pick: (point: Point) => number) => points.reduce((sum, point) => sum + pick(point), 0) / points.length
  const [meanX, meanY] = [mean(({ x }) => x), mean(({ y }) => y)]
  const spread = points.reduce((sum, { x }) => sum + (x - meanX) ** 2, 0)
  if (points.length < 2 || spread === 0) return undefined
  return points.reduce((sum, { x, y }) => sum + (x - meanX) * (y - meanY), 0) / spread
}
