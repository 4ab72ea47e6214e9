import type { Sled } from '@skewline/nexus-types/domain';
import type { Uuid } from '@skewline/runtime/api';
import { connect, type Connection, type ConnectOptions } from '@skewline/sled-agent-client';
import { responseValidators } from '@skewline/sled-agent-client/responses';
import type { Logger } from 'pino';
import { askedUpTo, capAnnouncement, fetchUpTo } from './age.ts';
import type { Memories } from './memory.ts';
import { addressAndPort } from './registration.ts';

export interface ConnectionsOptions {
  readonly memories: Memories;
  /** No version above it is spoken; null: all that there are. */
  readonly newest: string | null;
  readonly timeoutMs: number;
  readonly log: Logger;
}

export type SledConnection = Connection<'sled-agent'>;

export interface Connections {
  /** The one to a sled; another one when its address is another. */
  readonly to: (sled: Pick<Sled, 'id' | 'address'>) => SledConnection;
  /** Asks a sled agent what it speaks by now; the next calls are in that. Of one that is silent nothing is changed. */
  readonly ask: (sled: Pick<Sled, 'id' | 'address'>, signal: AbortSignal) => Promise<void>;
  /** One that knows nothing yet: to negotiate on it is to ask the sled agent, and not to remember. */
  readonly fresh: (sled: Pick<Sled, 'id' | 'address'>) => SledConnection;
}

/** Sagas and tasks try again by themselves. Once is for a connection that died while nobody used it. */
const retries = 1;

/** Whoever asks what everybody speaks does not wait longer for one who says nothing. */
const askedMs = 1000;

export function createConnections(options: ConnectionsOptions): Connections {
  const kept = new Map<Uuid, SledConnection>();
  const { memories, newest } = options;
  const fresh: Connections['fresh'] = ({ id, address }) =>
    connect({ baseUrl: baseUrlOf(address), ...optionsFor(id, options) });
  const to: Connections['to'] = (sled) => {
    const there = kept.get(sled.id);
    const baseUrl = baseUrlOf(sled.address);
    if (there?.baseUrl === baseUrl) return there;
    const hooks = hooksFor(sled.id, options);
    const made = connect({ baseUrl, ...optionsFor(sled.id, options), hooks });
    kept.set(sled.id, made);
    return made;
  };
  return {
    fresh,
    to,
    async ask(sled, signal) {
      const asked = await fresh(sled).negotiate({ signal, timeoutMs: askedMs });
      const { announced } = memories.of(sled.id);
      if (announced === null || !(asked.ok || asked.code === 'no_common_version')) return;
      to(sled).tell(newest === null ? announced : capAnnouncement(announced, newest));
    },
  };
}

/** As a connection has it: `http://[fd00::1]:12345`. */
function baseUrlOf({ ip, port }: Sled['address']): string {
  return new URL(`http://${addressAndPort(ip, port)}`).origin;
}

function optionsFor(
  sledId: Uuid,
  { memories, newest, timeoutMs }: ConnectionsOptions,
): Omit<ConnectOptions, 'baseUrl'> {
  return {
    timeoutMs,
    retries,
    validate: responseValidators,
    versions: askedUpTo(newest),
    fetch: fetchUpTo(newest, (announced) => {
      memories.of(sledId).announced = announced;
      memories.heard(sledId);
    }),
  };
}

/** What is spoken, and lost, is remembered of the connection that is kept. */
function hooksFor(
  sledId: Uuid,
  { memories, log }: ConnectionsOptions,
): NonNullable<ConnectOptions['hooks']> {
  return {
    onVersion: ({ version = null, reason, announced }) => {
      const memory = memories.of(sledId);
      if (memory.spoken === version) return;
      memory.spoken = version;
      // Of the version before, what got lost matters no more.
      memory.losses.clear();
      log.info({ sledId, version, reason, announced }, 'speaks with a sled agent');
    },
    onLoss: ({ loss, operation, direction, version }) => {
      memories.of(sledId).losses.add(loss);
      log.debug({ sledId, loss, operation, direction, version }, 'lost on the way');
    },
  };
}
