/** printPlot: lines in a plot with logarithmic axes, as SVG. */

export interface Line {
  readonly title: string
  readonly points: readonly { readonly x: number; readonly y: number }[]
}

export interface Plot {
  readonly title: string
  readonly x: string
  readonly y: string
  readonly lines: readonly Line[]
}

const [width, height] = [860, 460]
const area = { left: 70, right: 540, top: 40, bottom: 410 }
/** Told apart by who does not see colours alike, too: Okabe and Ito. */
const colours = ['#0072B2', '#D55E00', '#009E73', '#CC79A7', '#E69F00', '#56B4E9', '#000000', '#8C6D1F']

/** Lines without two points are drawn as what they have. */
export const printPlot = ({ title, x, y, lines }: Plot): string => {
  const shown = lines.filter(({ points }) => points.length > 0)
  const points = shown.flatMap((line) => line.points)
  const [spanX, spanY] = [spanOf(points.map((point) => point.x)), spanOf(points.map((point) => point.y))]
  const atX = (value: number) => round(scale(value, spanX, [area.left, area.right]))
  const atY = (value: number) => round(scale(value, spanY, [area.bottom, area.top]))
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<rect width="${width}" height="${height}" fill="white"/>`,
    text({ x: area.left, y: 22, size: 15, text: title }),
    ...decadesOf(spanX).flatMap((value) => [
      `<path d="M${atX(value)} ${area.top}V${area.bottom}" stroke="#ddd"/>`,
      text({ x: atX(value), y: area.bottom + 18, anchor: 'middle', text: value.toLocaleString('en-US') }),
    ]),
    ...decadesOf(spanY).flatMap((value) => [
      `<path d="M${area.left} ${atY(value)}H${area.right}" stroke="#ddd"/>`,
      text({ x: area.left - 6, y: atY(value) + 4, anchor: 'end', text: value.toLocaleString('en-US') }),
    ]),
    text({ x: (area.left + area.right) / 2, y: height - 12, anchor: 'middle', text: x }),
    text({ x: area.left - 40, y: 22, text: y }),
    ...shown.flatMap((line, index) => [...drawn(line, index, { atX, atY }), ...legend(line, index)]),
    '</svg>\n',
  ].join('\n')
}

interface Axes {
  readonly atX: (value: number) => number
  readonly atY: (value: number) => number
}

const drawn = ({ points }: Line, index: number, { atX, atY }: Axes): readonly string[] => {
  const colour = colourOf(index)
  const places = points.map(({ x, y }) => [atX(x).toFixed(1), atY(y).toFixed(1)] as const)
  const path = `<polyline points="${places.map((place) => place.join(',')).join(' ')}" fill="none" stroke="${colour}" stroke-width="2"${dash(index)}/>`
  return [path, ...places.map(([cx, cy]) => `<circle cx="${cx}" cy="${cy}" r="3.5" fill="${colour}"/>`)]
}

const legend = ({ title }: Line, index: number): readonly string[] => {
  const y = area.top + 10 + index * 20
  return [
    `<path d="M${area.right + 16} ${y - 4}h24" stroke="${colourOf(index)}" stroke-width="2"${dash(index)}/>`,
    text({ x: area.right + 46, y, text: title }),
  ]
}

const colourOf = (index: number): string => colours[index % colours.length] as string
const dash = (index: number): string => (index >= colours.length ? ' stroke-dasharray="5 4"' : '')

type Span = readonly [number, number]

/** Whole decades around the values. */
const spanOf = (values: readonly number[]): Span => {
  if (values.length === 0) return [1, 10]
  const least = 10 ** Math.floor(Math.log10(Math.min(...values)))
  const most = 10 ** Math.ceil(Math.log10(Math.max(...values)))
  return [least, Math.max(most, least * 10)]
}

const decadesOf = ([least, most]: Span): readonly number[] => {
  const count = Math.round(Math.log10(most / least))
  return Array.from({ length: count + 1 }, (_, n) => Number((least * 10 ** n).toPrecision(1)))
}

const scale = (value: number, [least, most]: Span, [from, to]: Span): number =>
  from + ((to - from) * Math.log(value / least)) / Math.log(most / least)

interface Text {
  readonly x: number
  readonly y: number
  readonly text: string
  readonly anchor?: string
  readonly size?: number
}

const text = ({ x, y, text: words, anchor = 'start', size = 12 }: Text): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" text-anchor="${anchor}" font-size="${size}">${escaped(words)}</text>`

const escaped = (words: string): string => words.replace(/[&<>]/g, (char) => `&#${char.charCodeAt(0)};`)

const round = (value: number): number => Math.round(value * 10) / 10
