import type { EngineRefusal } from '../../src/engine/refusal.ts';
import type {
  Accepted,
  AtRest,
  RecoveryReport,
  SagaEngine,
  SagaPage,
  SagaQuery,
  SagaRecord,
  Started,
  StartOptions,
} from '../../src/engine/port.ts';
import type { DagName, PlanParams, Suite } from './actions.ts';
import { listed } from '../support/listed.ts';

/** What an engine is opened with that is not the first of its process, or is in another one. */
export interface OtherOptions {
  readonly actions?: 'all' | 'older';
  readonly leaseMs?: number;
  readonly maxRunning?: number;
}

/** A second engine on the same database: in this process, or in one of its own. */
export interface OtherEngine {
  readonly executorId: string;
  /** Null: it is in this process. */
  readonly processId: number | null;
  start(dag: DagName, params: PlanParams, options?: StartOptions): Promise<Started | EngineRefusal>;
  wait(sagaId: string, options?: { readonly timeoutMs?: number }): Promise<AtRest | EngineRefusal>;
  get(sagaId: string): Promise<SagaRecord | EngineRefusal>;
  list(query?: SagaQuery): Promise<SagaPage>;
  cancel(sagaId: string, reason: string): Promise<Accepted | EngineRefusal>;
  retry(sagaId: string, node: string, reason: string): Promise<Accepted | EngineRefusal>;
  skip(sagaId: string, node: string, reason: string): Promise<Accepted | EngineRefusal>;
  abandon(sagaId: string, reason: string): Promise<Accepted | EngineRefusal>;
  recover(): Promise<RecoveryReport>;
  close(): Promise<void>;
}

export type OtherMethod = Exclude<keyof OtherEngine, 'executorId' | 'processId'>;

/** An engine of this process, by the names of the suite's DAGs. */
export function otherHere(engine: SagaEngine, dags: Suite['dags']): OtherEngine {
  return {
    executorId: engine.executorId,
    processId: null,
    start: (dag, params, options) => engine.start(dags[dag], params, options),
    wait: (sagaId, options) => engine.wait(sagaId, options),
    get: (sagaId) => engine.get(sagaId),
    list: (query) => listed(engine, query),
    cancel: (sagaId, reason) => engine.cancel(sagaId, reason),
    retry: (sagaId, node, reason) => engine.retry(sagaId, node, reason),
    skip: (sagaId, node, reason) => engine.skip(sagaId, node, reason),
    abandon: (sagaId, reason) => engine.abandon(sagaId, reason),
    recover: () => engine.recover(),
    close: () => engine.close(),
  };
}
