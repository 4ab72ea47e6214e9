import type { Uuid } from '@skewline/runtime/api';

/** What the target of a migration says to the sled agent that has the source. */
export interface Pull {
  readonly migration_id: Uuid;
  readonly instance_id: Uuid;
  /** Address and port of the source VMM, as nexus says it. */
  readonly source: string;
}

export const pullSteps = ['begin', 'finish', 'abort'] as const;
export type PullStep = (typeof pullSteps)[number];

export type PullAnswer =
  | { readonly kind: 'done' }
  | { readonly kind: 'refused'; readonly why: string }
  /** Nobody knows; ask again. */
  | { readonly kind: 'unknown'; readonly why: string };

const timeoutMs = 5000;

/**
 * Asks the other sled agents in turn, at their control ports, until one has the source. A real VMM would be found by its
 * address; here all are on one machine, and any of them might have it.
 */
export async function pull(
  peers: readonly string[],
  step: PullStep,
  asked: Pull,
  signal: AbortSignal,
): Promise<PullAnswer> {
  let unknown: PullAnswer | null = null;
  for (const peer of peers) {
    const answer = await askPeer(`${peer.replace(/\/$/, '')}/migrations/${step}`, asked, signal);
    if (answer === 'not_here') continue;
    if (answer.kind !== 'unknown') return answer;
    unknown = answer;
  }
  return unknown ?? { kind: 'refused', why: `no sled has a VMM at ${asked.source}` };
}

async function askPeer(
  url: string,
  asked: Pull,
  signal: AbortSignal,
): Promise<PullAnswer | 'not_here'> {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(asked),
      signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
    });
    const text = await response.text();
    if (response.ok) return { kind: 'done' };
    if (response.status === 404) return 'not_here';
    return { kind: response.status < 500 ? 'refused' : 'unknown', why: text.slice(0, 500) };
  } catch (error) {
    return { kind: 'unknown', why: error instanceof Error ? error.message : String(error) };
  }
}
