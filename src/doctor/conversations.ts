/** Conversations: all of them, by provider. */
import type { Conversation } from './conversation.ts'
import { authentik } from './conversations/authentik.ts'
import { cyberark } from './conversations/cyberark.ts'
import { entra } from './conversations/entra.ts'
import { google } from './conversations/google.ts'
import { jumpcloud } from './conversations/jumpcloud.ts'
import { keycloak } from './conversations/keycloak.ts'
import { okta } from './conversations/okta.ts'
import { onelogin } from './conversations/onelogin.ts'
import { ping } from './conversations/ping.ts'
import { rippling } from './conversations/rippling.ts'
import { sailpoint } from './conversations/sailpoint.ts'

export const conversations: readonly Conversation[] = [
  ...entra,
  ...okta,
  ...onelogin,
  ...jumpcloud,
  ...google,
  ...ping,
  ...sailpoint,
  ...authentik,
  ...keycloak,
  ...cyberark,
  ...rippling,
]

/** What `--as` can name. */
export const providers: readonly string[] = [...new Set(conversations.map(({ provider }) => provider))]
