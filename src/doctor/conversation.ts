/** Conversation: what an identity provider says to a SCIM server in the life of its users and groups, step by step, as data. */
import type { Feature } from './features.ts'
import type { Template } from './template.ts'

export interface Conversation {
  /** Of this dialect: `entra-optscim`. What is recorded of a run goes by it. */
  readonly name: string
  /** Whom `--as` names; a provider may have several dialects. */
  readonly provider: string
  readonly title: string
  /** Sent with every request. Authorization is the player's. */
  readonly headers: Readonly<Record<string, string>>
  readonly steps: readonly Step[]
}

export interface Step {
  /** Unique in its conversation. */
  readonly name: string
  readonly request: Request
  /** What the provider takes for a success. */
  readonly answer: Expectation
  /** A look of the doctor's own after a success: whether the server stored what it said. */
  readonly seen?: Look
  /** Variables for later steps, by path into the answer; an empty path is all of it. */
  readonly captures?: Readonly<Record<string, string>>
  /** What a server must let through for it: features.ts says which profile does. */
  readonly feature?: Feature
  /** Why a refusal (4xx, 501) does not stop the provider's work. It is shown, and is no failure. */
  readonly optional?: string
  /** Variables that must be known, beside those of the request. */
  readonly needs?: readonly string[]
  /** The provider's own decision by an earlier answer; what is not known counts as true. */
  readonly onlyIf?: { readonly variable: string; readonly is: boolean }
  /** What the provider does instead where the first request is answered with one of these. */
  readonly otherwise?: { readonly on: readonly number[]; readonly request: Request; readonly answer: Expectation }
  /** Repeated with the next `{startIndex}` until all is seen, at most so often: nobody may come twice. */
  readonly pages?: { readonly most: number }
}

export interface Request {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** Below the base URL, with the query as the provider encodes it. Variables are percent-encoded. */
  readonly path: string
  readonly body?: Template
  readonly headers?: Readonly<Record<string, string>>
}

export interface Expectation {
  readonly status: readonly number[]
  /** Judged where the answer has a body. */
  readonly checks?: readonly Check[]
}

export interface Look {
  readonly path: string
  readonly checks: readonly Check[]
}

/** `at`: names with `/` between them; a list on the way stands for all of its elements. */
export type Check =
  | { readonly kind: 'is' | 'has'; readonly at: string; readonly value: Template }
  | { readonly kind: 'present' | 'absent' | 'number'; readonly at: string }
  /** How many there are: a number, or as many as the variable is long. */
  | { readonly kind: 'count'; readonly at: string; readonly of: number | string }
