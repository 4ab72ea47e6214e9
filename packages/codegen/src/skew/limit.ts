import type { Direction } from '../plan/plan.ts';

/** What an exchange between two versions comes to, from best to worst. */
export const statuses = ['full', 'lossy', 'conditional', 'refused'] as const;

/**
 * `full`: every value passes, and nothing of it is lost. `lossy`: every value passes, and what is lost
 * is declared. `conditional`: some values are refused. `refused`: all are.
 */
export type Status = (typeof statuses)[number];

/**
 * `lost`: it does not arrive. `refused`: who says it is refused. `decided`: a person decides it by
 * hand, with a function that may refuse some values.
 */
export type Effect = 'lost' | 'refused' | 'decided';

/** Why. */
export type Cause =
  /** The server has no such operation. */
  | 'operation_absent'
  /** Somebody has said that older requests must not reach a newer handler. */
  | 'not_forwarded'
  /** The other version has no such field, and nobody is asked. */
  | 'dropped'
  | 'decision'
  /** What an older version was told does not have to come back as it was said. */
  | 'way_back'
  /** The client's version has no such answer. */
  | 'status_unknown'
  /** The two versions send something else than the other takes. */
  | 'content';

/** One thing that a client cannot say to a server, or cannot be told by it. */
export interface Limit {
  readonly effect: Effect;
  readonly cause: Cause;
  /** The whole operation; or what is sent; or what comes back. */
  readonly part: 'operation' | 'request' | 'response';
  /** The operation's id in the version that says it. */
  readonly operation: string;
  /** Of a response, in the server's version. */
  readonly status?: string;
  /**
   * A JSON pointer in what is said: a request is `{ path, query, header, cookie, body }`, a response
   * its body. `[]` is every item of a list, `{}` every member of a map.
   */
  readonly path: string;
  /** Of which variant, and which value, it has to be, outermost first. */
  readonly where: readonly string[];
  /** Whether it is so for every request, or every answer: else only where this is said. */
  readonly always: boolean;
  /** For people: what is lost, or why it is refused. */
  readonly text: string;
  /** What may be said all the same: JSON, or nothing at all. */
  readonly unless?: string;
  /** The two versions between which it happens, in the direction of the value. */
  readonly from?: string;
  readonly to?: string;
  /** The first version that has it, and the last one, where it ends between two. */
  readonly since?: string;
  readonly until?: string;
  /** A hole: `skewline explain` shows it. */
  readonly hole?: { readonly direction: Direction; readonly step: string; readonly key: string };
}

export function worst(all: Iterable<Status>): Status {
  let found = 0;
  for (const one of all) found = Math.max(found, statuses.indexOf(one));
  return statuses[found] ?? 'full';
}

/** What an operation comes to when it is held back by these. */
export function statusOf(limits: Iterable<Limit>): Status {
  return worst(Array.from(limits, statusOfOne));
}

function statusOfOne({ effect, always }: Limit): Status {
  if (effect === 'lost') return 'lossy';
  return effect === 'refused' && always ? 'refused' : 'conditional';
}
