/** DoctorReport: what came of conversations, for people on a terminal and for programs. */
import type { Exchange } from '../doctor/exchange.ts'
import { expectedOf } from '../doctor/features.ts'
import type { Report } from '../doctor/play.ts'
import type { StepRecord, StepVerdict } from '../doctor/play-step.ts'

/** Whether every provider can work, and nothing was left behind. */
export const isHealthy = (reports: readonly Report[]): boolean =>
  reports.length > 0 &&
  reports.every((report) => !report.interrupted && hasWorked(report) && report.leftBehind.length === 0)

export const printDoctorJson = (reports: readonly Report[]): string =>
  `${JSON.stringify({ healthy: isHealthy(reports), reports }, undefined, 2)}\n`

export const printDoctorReport = (reports: readonly Report[]): string =>
  [...reports.map(printReport), conclusion(reports), ''].join('\n')

const hasWorked = ({ steps }: Report): boolean =>
  steps.every(({ verdict }) => verdict !== 'failed' && verdict !== 'not reached')

const signs: Readonly<Record<StepVerdict, string>> = {
  works: '✓',
  refused: '○',
  failed: '✗',
  'not reached': '·',
  'left out': '-',
}

const printReport = (report: Report): string => {
  const shown = report.steps.filter(({ step, verdict }) => !step.startsWith('prepare:') || verdict !== 'works')
  const failures = report.steps.filter(({ verdict }) => verdict === 'failed')
  return [
    `${report.title} (run ${report.run})`,
    ...shown.map(printStep),
    ...failures.flatMap((record) => ['', ...printFailure(record)]),
    ...report.leftBehind.map(({ what, why }) => `  left behind: ${what} (${why})`),
    ...(report.interrupted ? ['  interrupted: what comes after was not played'] : []),
    '',
  ].join('\n')
}

const printStep = ({ step, verdict, why, exchange }: StepRecord): string => {
  const repeated = (exchange?.attempts.length ?? 1) - 1
  const said = verdict === 'works' ? '' : verdict === 'failed' ? '  see below' : `  ${why}`
  const tries =
    repeated > 0
      ? `  after ${exchange?.attempts
          .slice(0, -1)
          .map(({ status }) => status)
          .join(', ')}`
      : ''
  return `  ${signs[verdict]} ${String(exchange?.status ?? '').padEnd(3)} ${step}${tries}${said}`
}

const printFailure = ({ step, why, exchange, feature }: StepRecord): readonly string[] => [
  `  ✗ ${step}`,
  `    ${why}`,
  ...(feature !== undefined && isSoftened(feature)
    ? ['    (scimdap: `profile: provisioning` lets this through, see docs/providers.md)']
    : []),
  ...(exchange === undefined ? [] : printExchange(exchange)),
]

const isSoftened = (feature: keyof typeof expectedOf): boolean =>
  expectedOf[feature].strict !== 'works' && expectedOf[feature].provisioning === 'works'

const printExchange = ({ method, path, requestBody, status, body, text, looked }: Exchange): readonly string[] => [
  `    > ${method} ${path}`,
  ...(requestBody === undefined ? [] : [`    > ${shortened(JSON.stringify(requestBody))}`]),
  `    < ${status ?? 'no answer'}`,
  ...(body === undefined && text === undefined ? [] : [`    < ${shortened(text ?? JSON.stringify(body))}`]),
  ...(looked === undefined ? [] : printExchange(looked)),
]

const shortened = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ')
  return line.length > 1500 ? `${line.slice(0, 1500)} … (${line.length} characters; --json has all)` : line
}

const conclusion = (reports: readonly Report[]): string => {
  const unwell = reports.filter((report) => !hasWorked(report)).map(({ title }) => title)
  const left = reports.some(({ leftBehind }) => leftBehind.length > 0) ? ' Something was left behind.' : ''
  if (reports.some(({ interrupted }) => interrupted)) return `Interrupted.${left}`
  const can = reports.length - unwell.length
  const count = `${can} of ${reports.length} ${reports.length === 1 ? 'conversation works' : 'conversations work'}.`
  return `${count}${unwell.length === 0 ? '' : ` Not: ${unwell.join('; ')}.`}${left}`
}
