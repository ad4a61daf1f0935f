/** checkReusePort: nobody chooses which of the processes on a port a request comes to, so all of them must take what one has given out. */
import { type Finding, found } from './finding.ts'
import type { Settings } from './settings.ts'

export const checkReusePort = ({ listen, cursors, oauth }: Settings): readonly Finding[] => {
  if (!listen.reusePort) return []
  return [
    ...found(listen.port === 0, ['listen', 'port'], 'is a free one for each process: name the one that they share'),
    ...found(
      cursors.key === undefined && cursors.keyFile === undefined,
      ['cursors', 'key'],
      'is needed, or cursors.keyFile, where processes share a port (listen.reusePort): the next page may be asked of another one',
    ),
    ...found(
      oauth?.enabled === true && oauth.signingKeyFile === undefined,
      ['oauth', 'signingKeyFile'],
      'is needed where processes share a port (listen.reusePort): no other one would take the tokens of this one',
    ),
  ]
}
