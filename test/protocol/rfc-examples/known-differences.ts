/** What answers of this gateway have that the RFCs' examples have not, or the other way round, and why. */
import type { Difference } from './differences.ts'

export const activeShown: Difference = {
  at: 'body.active',
  ours: true,
  why: 'active has a default, and "returned": "default" (RFC 7643 §8.7.1); the examples leave it out',
}

export const quotedLocation = (url: string): Difference => ({
  at: 'headers.Location',
  printed: `"${url}"`,
  ours: url,
  why: 'Location is a URI reference without quotation marks, RFC 9110 §10.2.2',
})

export const schemasShown = (urn: string): Difference => ({
  at: 'body.schemas',
  ours: [urn],
  why: 'RFC 7643 §3: each representation must have "schemas"; the example leaves it out',
})

export const userTypeShown: Difference = {
  at: 'body.type',
  ours: 'User',
  why: 'RFC 7643 §4.2 has "type" for members; the example leaves it out',
}

export const noDisplay = (display: string): Difference => ({
  at: 'body.display',
  printed: display,
  why: "a member's display is another entry's text, and would make a group's ETag lie (src/README.md, Decisions)",
})

export const startIndexShown: Difference = {
  at: 'body.startIndex',
  ours: 1,
  why: 'a page by index says where it begins (RFC 7644 §3.4.2)',
}
