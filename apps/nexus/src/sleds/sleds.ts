import type { SledVmmState, Vmm } from '@skewline/nexus-types/domain';
import type { SledSkew } from '@skewline/nexus-types/operator/v1';
import type { Uuid } from '@skewline/runtime/api';
import type { SledAgent, SledAnswer, SledPower } from '@skewline/saga/instance';

/** The sled agents and the gateway, as one nexus knows them. */
export interface Sleds {
  /** As sagas need one: nothing is thrown, and each call ends after a while. */
  readonly agent: (sledId: Uuid) => SledAgent;
  /** For the watcher. */
  readonly ask: (vmm: Pick<Vmm, 'id' | 'sledId'>, signal?: AbortSignal) => Promise<SledAnswer>;
  /** What the gateway says of the sled with this serial number; `unknown` where it cannot be asked. */
  readonly power: (sledId: Uuid, signal?: AbortSignal) => Promise<SledPower>;
  /** A sled agent has reported by itself, in this version of the internal API. */
  readonly heard: (vmmId: Uuid, internalVersion: string, report: SledVmmState) => void;
  /** What everybody speaks with this nexus. All are asked; of who is silent there is what they said last. */
  readonly skew: () => Promise<readonly SledSkew[]>;
  readonly close: () => Promise<void>;
}
