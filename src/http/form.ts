/** Form: the parameters of a token request. RFC 6749 §3.2, Appendix B */
import { invalidRequest, OAuthError } from '../auth/oauth/oauth-error.ts'
import { ScimError } from '../scim/error.ts'
import { bodyLimit, readBytes } from './body.ts'
import type { HttpContext } from './respond.ts'

/** Each parameter once; one without a value is as if it were not there. Throws OAuthError, which quotes nothing of the body. */
export const readForm = async ({ req }: HttpContext): Promise<ReadonlyMap<string, string>> => {
  const mediaType = req.header('Content-Type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (mediaType !== 'application/x-www-form-urlencoded' || req.header('Content-Encoding') !== undefined) {
    throw invalidRequest('The body must be application/x-www-form-urlencoded')
  }
  const form = new Map<string, string>()
  for (const [name, value] of new URLSearchParams(await readText(req.raw.body))) {
    if (form.has(name)) throw invalidRequest('A parameter is there twice')
    form.set(name, value)
  }
  return new Map([...form].filter(([, value]) => value !== ''))
}

/** Far above a signed assertion. */
const limit = bodyLimit(32 * 1024)

const readText = async (body: AsyncIterable<Uint8Array> | null): Promise<string> => {
  try {
    return Buffer.from(await readBytes(body, limit)).toString('utf8')
  } catch (error) {
    if (!(error instanceof ScimError)) throw error
    throw new OAuthError('invalid_request', error.message, { status: error.status })
  }
}
