import type { DateTime, Uint64, Uuid } from '@skewline/runtime/api';
import type { Dag } from '../dag.ts';
import type { SagaEvent } from '../event.ts';
import type { Json } from '../json.ts';
import type { Outcome } from '../next.ts';
import type { StoredDag } from '../stored-dag.ts';
import type { EngineRefusal } from './refusal.ts';

export type EngineName = 'journal' | 'dbos';

/**
 * Runs sagas so that they survive the process. What is asked of it is durable when the answer is there: a saga that was
 * started comes to rest, here or in another process with the same actions, whoever called and whoever is still there.
 * One saga has one owner at a time. What is refused comes back as a value; an exception is a broken invariant.
 */
export interface SagaEngine {
  readonly name: EngineName;
  /** Of this process; another one each time it starts. */
  readonly executorId: string;
  /** What it cannot promise, though the port does. */
  readonly exceptions: readonly EngineException[];

  /** Stores the saga and begins to run it. Asked again with the same `id` and the same saga it gives the same one. */
  start<Params extends object, Output>(
    dag: Dag<Params, Output>,
    params: NoInfer<Params>,
    options?: StartOptions,
  ): Promise<Started | EngineRefusal>;

  /** When the saga has come to rest, wherever it runs. Whoever leaves changes nothing. */
  wait(sagaId: Uuid, options?: WaitOptions): Promise<AtRest | EngineRefusal>;

  get(sagaId: Uuid): Promise<SagaRecord | EngineRefusal>;
  /** What happened in it, oldest first. */
  events(sagaId: Uuid): Promise<readonly RecordedEvent[] | EngineRefusal>;
  /** Newest first. */
  list(query?: SagaQuery): Promise<SagaPage | EngineRefusal>;

  /** Running nodes finish, then all is undone. Too late where it is done before that; then it stays done. */
  cancel(sagaId: Uuid, reason: string): Promise<Accepted | EngineRefusal>;
  /** Of a stuck saga: try the undo of this node again, and go on if it succeeds. */
  retry(sagaId: Uuid, node: string, reason: string): Promise<Accepted | EngineRefusal>;
  /** Of a stuck saga: take the undo of this node as done, and go on. */
  skip(sagaId: Uuid, node: string, reason: string): Promise<Accepted | EngineRefusal>;
  /** Do nothing more in it, and leave what there is. Also of one that is parked or runs. */
  abandon(sagaId: Uuid, reason: string): Promise<Accepted | EngineRefusal>;

  /** Takes over what is nobody's, or a dead executor's, now; it is also done every now and then. */
  recover(): Promise<RecoveryReport>;
  /** Refuses new sagas from now on, and resolves when those that run here are at rest. */
  quiesce(): Promise<void>;
  /** Removes sagas that are over (not stuck or parked ones) and were so before then. Gives how many. */
  purge(restedBefore: DateTime): Promise<number | EngineRefusal>;
  /**
   * Nothing more is begun here; resolves when what runs has ended, or has been waited for long enough (`graceMs`). Sagas
   * that are not at rest are left to others at once.
   */
  close(): Promise<void>;
}

/** Something that the port promises and an engine does not. Its docs and the conformance suite show it. */
export interface EngineException {
  readonly code: EngineExceptionCode;
  readonly description: string;
}

export type EngineExceptionCode =
  /** A node waits for the whole stage before it, not only for its own parents. */
  | 'level_by_level'
  /** One engine in a process. */
  | 'one_per_process'
  /** It needs PostgreSQL. */
  | 'no_embedded_database';

export interface StartOptions {
  /** Default: a new one. */
  readonly id?: Uuid;
  /** What it is about, to search by; an instance's id, say. */
  readonly subject?: string;
}

export interface Started {
  readonly ok: true;
  readonly sagaId: Uuid;
  /** False: it was there before. */
  readonly created: boolean;
}

export interface Accepted {
  readonly ok: true;
}

export interface WaitOptions {
  readonly signal?: AbortSignal;
  /** Default: no limit. */
  readonly timeoutMs?: number;
}

/** `parked`: nobody here can go on with it; a process with the missing actions can. */
export type Rest = Outcome | Parked;

export interface Parked {
  readonly kind: 'parked';
  readonly code: ParkCode;
  readonly reason: string;
}

/**
 * - `unknown_action`: it needs an action, or a version of one, that this program does not have
 * - `unreadable`: its DAG or its parameters make no sense to this program
 * - `bad_events`: its events contradict each other
 */
export type ParkCode = 'unknown_action' | 'unreadable' | 'bad_events';

export interface AtRest {
  readonly ok: true;
  readonly sagaId: Uuid;
  readonly rest: Rest;
}

export const sagaPhases = [
  'running',
  'unwinding',
  'stuck',
  'parked',
  'done',
  'unwound',
  'abandoned',
] as const;

/** Where a saga stands. */
export type SagaPhase = (typeof sagaPhases)[number];

export interface SagaSummary {
  readonly id: Uuid;
  readonly engine: EngineName;
  readonly name: string;
  readonly subject: string | null;
  readonly state: SagaPhase;
  /** The executor that runs it; null where none does. */
  readonly owner: string | null;
  readonly ownerToken: Uint64;
  readonly cancelReason: string | null;
  readonly timeCreated: DateTime;
  readonly timeUpdated: DateTime;
  readonly timeRested: DateTime | null;
  /** Null while it is under way. */
  readonly rest: Rest | null;
}

export interface SagaRecord extends SagaSummary {
  readonly ok: true;
  readonly params: Json;
  /** As stored; where the code for it is missing it can still be drawn. */
  readonly dag: StoredDag;
}

export interface RecordedEvent {
  readonly event: SagaEvent;
  readonly time: DateTime;
  readonly ownerToken: Uint64;
}

export interface SagaQuery {
  readonly states?: readonly SagaPhase[];
  readonly name?: string;
  readonly subject?: string;
  readonly createdBefore?: DateTime;
  readonly createdAfter?: DateTime;
  /** Where the page before ended. */
  readonly after?: SagaKey | null;
  /** 1 to 1,000; default 100. */
  readonly limit?: number;
}

export interface SagaKey {
  readonly timeCreated: DateTime;
  readonly id: Uuid;
}

export interface SagaPage {
  readonly ok: true;
  readonly sagas: readonly SagaSummary[];
  /** Null at the end. */
  readonly next: SagaKey | null;
}

export interface RecoveryReport {
  /** Taken over, and running here now. */
  readonly adopted: readonly Uuid[];
  readonly parked: readonly { readonly sagaId: Uuid; readonly rest: Parked }[];
}
