import {
  asked,
  connect,
  type Connection,
  cpapiInstancesPut,
  fixed,
} from '@skewline/nexus-client/internal';
import type { Uuid } from '@skewline/runtime/api';
import type { SledVmmState } from '@skewline/sled-agent-types/v49';
import type { SledAgentConfig } from '../config.ts';

/** What came of telling nexus. */
export type Sent =
  | { readonly kind: 'taken'; readonly version: string; readonly losses: readonly string[] }
  /** It will not take it, however often it is told. */
  | { readonly kind: 'refused'; readonly why: string }
  /** It may take it another time. */
  | { readonly kind: 'failed'; readonly why: string };

export type Transport = (vmmId: Uuid, report: SledVmmState, signal: AbortSignal) => Promise<Sent>;

/** The first version with which a sled agent asks nexus what it speaks. Older ones know of one version only. */
const firstThatAsks = 49;

/** Tells one nexus after another, until one of them answers. It begins with the one that answered last. */
export function transportTo(
  config: Pick<SledAgentConfig, 'version' | 'nexusUrls' | 'publish'>,
): Transport {
  let connections: readonly Connection<'nexus-internal'>[] = config.nexusUrls.map((baseUrl) =>
    connect({
      baseUrl,
      versions: config.version < firstThatAsks ? fixed('1') : asked(),
      timeoutMs: config.publish.timeoutMs,
      // The publisher tries again by itself.
      retries: 0,
    }),
  );
  return async (vmmId, report, signal) => {
    let last: Sent = { kind: 'failed', why: 'there is no nexus to tell' };
    for (const connection of connections) {
      const call = { path: { propolis_id: vmmId }, body: report };
      const result = await cpapiInstancesPut(connection, call, { signal });
      if (result.ok) {
        connections = [connection, ...connections.filter((one) => one !== connection)];
        return { kind: 'taken', version: result.version, losses: result.losses };
      }
      const { code, message, status } = result;
      const why = `${code}${status === undefined ? '' : ` ${String(status)}`}: ${message}`;
      last = { kind: isFinal(code, status) ? 'refused' : 'failed', why };
      const isUnreachable = ['network', 'timeout', 'versions_unknown'].includes(code);
      if (!isUnreachable) return last;
    }
    return last;
  };
}

/** Statuses of clients' mistakes that are none: the same request may do later. */
const passing: ReadonlySet<number> = new Set([408, 425, 429]);

function isFinal(code: string, status: number | undefined): boolean {
  if (code === 'unrepresentable' || code === 'request_invalid') return true;
  if (code !== 'error_status' && code !== 'unexpected_status') return false;
  return status !== undefined && status >= 400 && status < 500 && !passing.has(status);
}
