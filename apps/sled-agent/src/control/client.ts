/**
 * The control port of a simulated sled agent: what there is to see, and what it takes to make things go wrong.
 *
 *     import { connectControl } from '@skewline/sled-agent/control';
 *
 *     const sled = connectControl('http://127.0.0.1:12346');
 *     const failed = await sled.failVmm(id, { cause: 'zone_gone', detail: 'by hand' });
 *     if (!failed.ok) console.log(failed.status, failed.message);
 */
import type { Failure, Fault, PowerView, SledView, VmmView } from './types.ts';

export type { SledAgentConfig, SledAgentConfigFile } from '../config.ts';
export type * from './types.ts';

/** What was asked for, or why not. Nothing is thrown. */
export type ControlResult<Value> =
  | { readonly ok: true; readonly value: Value }
  | {
      readonly ok: false;
      /** Null: nobody answered. */
      readonly status: number | null;
      readonly code: string;
      readonly message: string;
    };

export interface SledControl {
  readonly baseUrl: string;
  readonly state: () => Promise<ControlResult<SledView>>;
  /** The VMM fails now. */
  readonly failVmm: (vmmId: string, failure: Failure) => Promise<ControlResult<VmmView>>;
  /** The sled agent loses a VMM without a word. */
  readonly forgetVmm: (vmmId: string) => Promise<ControlResult<null>>;
  /** The guest switches itself off. */
  readonly shutdownGuest: (vmmId: string) => Promise<ControlResult<VmmView>>;
  /** In place of the faults there are. */
  readonly putFaults: (faults: readonly Fault[]) => Promise<ControlResult<readonly Fault[]>>;
  readonly deleteFaults: () => Promise<ControlResult<null>>;
  /** The next VMM that starts fails; null: it does not. */
  readonly failNextStart: (failure: Failure | null) => Promise<ControlResult<null>>;
  /** Off: all VMMs are gone without a report, and the API does not listen. On: the sled is empty. */
  readonly power: (state: 'on' | 'off') => Promise<ControlResult<PowerView>>;
  /** As if the sled agent's process had crashed and come back. */
  readonly restart: () => Promise<ControlResult<SledView>>;
}

export function connectControl(
  baseUrl: string,
  { timeoutMs = 30_000 }: { readonly timeoutMs?: number } = {},
): SledControl {
  const base = baseUrl.replace(/\/$/, '');
  const call = async <Value>(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<ControlResult<Value>> => {
    try {
      const response = await fetch(`${base}${path}`, {
        method,
        ...(body === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      // Both ends are of one package, and of one commit.
      const answer = (response.status === 204 ? null : await response.json()) as unknown;
      if (response.ok) return { ok: true, value: answer as Value };
      const { error_code: code, message } = answer as { error_code: string; message: string };
      return { ok: false, status: response.status, code, message };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, status: null, code: 'unreachable', message: `${base}: ${message}` };
    }
  };
  const ofVmm = (vmmId: string, what: string): string =>
    `/vmms/${encodeURIComponent(vmmId)}/${what}`;
  return {
    baseUrl: base,
    state: () => call('GET', '/state'),
    failVmm: (vmmId, failure) => call('POST', ofVmm(vmmId, 'fail'), failure),
    forgetVmm: (vmmId) => call('POST', ofVmm(vmmId, 'forget')),
    shutdownGuest: (vmmId) => call('POST', ofVmm(vmmId, 'shutdown')),
    putFaults: (faults) => call('PUT', '/faults', faults),
    deleteFaults: () => call('DELETE', '/faults'),
    failNextStart: (failure) => call('PUT', '/next-start-fails', { failure }),
    power: (state) => call('POST', '/power', { state }),
    restart: () => call('POST', '/restart'),
  };
}
