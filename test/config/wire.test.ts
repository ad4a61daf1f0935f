import { describe, expect, it } from 'vitest'
import { load, minimal, problemsOf } from './support.ts'

const dialectOf = (overlay: string) => load({ text: minimal, overlay }).clients[0]?.dialect
const client = (text: string) => minimal.replace('  - name: idp\n', `  - name: idp\n${text}`)

describe('wire and tolerances', () => {
  it('are tolerant, with nothing switched, where the operator says nothing', () => {
    expect(dialectOf('')).toEqual({ wire: 'tolerant', tolerances: {} })
  })

  it('hold for all clients', () => {
    const dialect = dialectOf('wire: rfc\ntolerances: { unquotedLiteral: true }')

    expect(dialect).toEqual({ wire: 'rfc', tolerances: { unquotedLiteral: true } })
  })

  it('hold for one client before what all have', () => {
    const text = client('    wire: interop\n    tolerances: { unquotedLiteral: false }\n')

    const config = load({ text, overlay: 'wire: rfc\ntolerances: { unquotedLiteral: true, booleanText: true }' })

    expect(config.clients[0]?.dialect).toEqual({
      wire: 'interop',
      tolerances: { unquotedLiteral: false, booleanText: true },
    })
  })

  it('let the provisioning profile make what a value filter does not find, but not by the letter', () => {
    const ofProfile = (more: string) => dialectOf(`profile: provisioning\n${more}`)?.tolerances

    expect(ofProfile('')).toEqual({ unmappedPaths: true, createUnmatched: true })
    expect(ofProfile('tolerances: { createUnmatched: false }')).toEqual({ unmappedPaths: true, createUnmatched: false })
    expect(ofProfile('wire: rfc')).toEqual({})
  })

  it('are told with their place where they are wrong', () => {
    const problems = problemsOf({
      text: `${client('    wire: strict\n')}tolerances: { unquoted: true, booleanText: maybe }\n`,
    })

    expect(problems).toEqual([
      expect.stringMatching(/scimdap\.yaml:\d+.*clients\[0\]\.wire.*expected one of tolerant, rfc, interop/),
      expect.stringMatching(/scimdap\.yaml:\d+.*tolerances.*expected the name of a tolerance, one of booleanText, /),
      expect.stringMatching(/scimdap\.yaml:\d+.*tolerances\.booleanText.*expected true or false/),
    ])
  })
})
