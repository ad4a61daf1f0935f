/** Findings about entries that give power over the directory and that clients could write. docs/protected-entries.md */
import type { Seen } from '../facts.ts'
import type { Finding } from '../finding.ts'
import { listed } from './schema.ts'

export const protectionFindings = ({ protection }: Seen): readonly Finding[] => {
  if (protection === undefined) return []
  const { unprotected, unnamed } = protection
  return [
    ...(unprotected.length === 0
      ? []
      : [
          {
            id: 'power-unprotected' as const,
            severity: 'warning' as const,
            what: `The access rules of the server give power to entries that clients may write: ${listed(unprotected)}.`,
            means: 'A client could put itself among them, or set their passwords.',
            advice: `Name them under protected.entries: ${JSON.stringify(unprotected)}.`,
          },
        ]),
    ...(unnamed === 0
      ? []
      : [
          {
            id: 'power-unnamed' as const,
            severity: 'note' as const,
            what: `${unnamed} access ${unnamed === 1 ? 'rule lets' : 'rules let'} write by a subtree, a pattern or a set: whom, no list of names can tell.`,
            means: 'Nothing is protected on their account.',
            advice: 'Where they speak of people or groups that clients may write, name those under protected.entries.',
          },
        ]),
  ]
}
