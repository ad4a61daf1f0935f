import { describe, expect, it } from 'vitest'
import { isSilence } from './python.ts'

/** What pip 24 prints, with `--quiet`. */
const noVersions = `ERROR: Could not find a version that satisfies the requirement scim2-tester==0.5.2 (from versions: none)
ERROR: No matching distribution found for scim2-tester==0.5.2`
const broken = (what: string) =>
  `WARNING: Retrying (Retry(total=0, connect=None)) after connection broken by '${what}': /simple/scim2-tester/`

describe('isSilence', () => {
  it.each([
    ['a refused connection', `${broken('NewConnectionError(...)')}\n${noVersions}`],
    ['a proxy that is away', `${broken("ProxyError('Cannot connect to proxy.')")}\n${noVersions}`],
    ['an index that answers 403 or 503 to everything', noVersions],
    [
      'a connection lost while a package comes',
      "ERROR: Could not install packages due to an OSError: HTTPSConnectionPool(host='files.example', port=443): Max retries exceeded",
    ],
    ['a download that stops', 'Traceback (most recent call last):\nReadTimeoutError: Read timed out.'],
  ])('is %s', (_, stderr) => {
    expect(isSilence(stderr)).toBe(true)
  })

  it.each([
    [
      'a wrong pin',
      `ERROR: Could not find a version that satisfies the requirement scim2-tester==99.9 (from versions: 0.1.0, 0.5.2)
ERROR: No matching distribution found for scim2-tester==99.9`,
    ],
    [
      'a wrong pin after a lost packet',
      `${broken('NewConnectionError(...)')}
ERROR: Could not find a version that satisfies the requirement scim2-tester==99.9 (from versions: 0.1.0, 0.5.2)`,
    ],
    [
      'a Python that is too old',
      `ERROR: Ignored the following versions that require a different python version: 0.5.2 Requires-Python >=3.11
${noVersions}`,
    ],
    ['pins that contradict each other', 'ERROR: Cannot install a==1 and b==2 because these conflict.'],
    ['a full disk', 'ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device'],
    ['a build that fails', 'ERROR: Failed building wheel for pydantic-core'],
  ])('is not %s', (_, stderr) => {
    expect(isSilence(stderr)).toBe(false)
  })
})
