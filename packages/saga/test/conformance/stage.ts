import { randomUUID } from 'node:crypto';
import { expect } from 'vitest';
import type { Database, Tables } from '@skewline/db-model';
import type { Outcome } from '@skewline/saga';
import type { EngineOptions, EngineWarning } from '../../src/engine/options.ts';
import type {
  EngineExceptionCode,
  EngineName,
  Rest,
  SagaEngine,
  SagaPhase,
  SagaSummary,
} from '../../src/engine/port.ts';
import type { Injections } from '@skewline/saga/testing';
import { type DagName, type Plan, type Suite } from './actions.ts';
import type { OtherEngine, OtherOptions } from './other-engine.ts';
import type { OtherProcess } from './other-process.ts';
import { until, type World } from './world.ts';

/** One engine on one kind of database, and how to have more of them. */
export interface Harness {
  readonly engine: EngineName;
  /** What the engine says that it cannot do; the suite shows each. */
  readonly exceptions: readonly EngineExceptionCode[];
  /** False: the database is in the process, and nobody else can have it. */
  readonly hasServer: boolean;
  readonly open: (options: (suite: Suite) => EngineOptions) => Promise<Opened>;
  /** What is only true of this engine. */
  readonly more?: (at: () => Stage) => void;
}

export interface Opened {
  readonly database: Database<Tables>;
  readonly engine: SagaEngine;
  readonly suite: Suite;
  readonly world: World;
  /** A second engine on the same database: here, or in a process of its own. */
  readonly other: (options?: OtherOptions) => Promise<OtherEngine>;
  /** An engine in a process of its own, to be killed; `here` opens one on the same database when it is dead. */
  readonly crashSite: () => Promise<CrashSite>;
  /** A process whose way to the database can be cut; null where the database is in the process. */
  readonly throughProxy: ((through: (direct: string) => string) => Promise<OtherProcess>) | null;
  /** Null where there is no server. */
  readonly url: string | null;
  readonly close: () => Promise<void>;
}

export interface CrashSite {
  readonly child: OtherProcess;
  readonly here: () => Promise<{ readonly engine: SagaEngine; readonly world: World }>;
}

/** What the cases use. */
export interface Stage extends Opened {
  readonly exceptions: readonly EngineExceptionCode[];
  readonly rested: readonly SagaSummary[];
  readonly warnings: readonly EngineWarning[];
  readonly injections: Injections;
  readonly start: (dag: DagName, plan?: Plan, subject?: string) => Promise<string>;
  /** Starts it and waits. */
  readonly run: (
    dag: DagName,
    plan?: Plan,
  ) => Promise<{ readonly sagaId: string; readonly rest: Rest }>;
  readonly rest: (sagaId: string) => Promise<Rest>;
  /** Waits for a note. */
  readonly noted: (sagaId: string, note: string) => Promise<void>;
  readonly openGate: (sagaId: string, node: string) => Promise<void>;
  readonly state: (sagaId: string) => Promise<SagaPhase>;
}

export function stageOf(
  opened: Opened,
  told: Pick<Stage, 'exceptions' | 'rested' | 'warnings' | 'injections'>,
): Stage {
  const { engine, suite, world } = opened;
  const stage: Stage = {
    ...opened,
    ...told,
    async start(dag, plan = {}, subject) {
      const id = randomUUID();
      const options = { id, ...(subject === undefined ? {} : { subject }) };
      expect(await engine.start(suite.dags[dag], { plan }, options)).toEqual({
        ok: true,
        sagaId: id,
        created: true,
      });
      return id;
    },
    async run(dag, plan) {
      const sagaId = await stage.start(dag, plan);
      return { sagaId, rest: await stage.rest(sagaId) };
    },
    async rest(sagaId) {
      const waited = await engine.wait(sagaId, { timeoutMs: 30_000 });
      if (!waited.ok)
        throw new Error(`${waited.code}: ${JSON.stringify(await engine.get(sagaId))}`);
      expect(waited.sagaId).toBe(sagaId);
      return waited.rest;
    },
    async noted(sagaId, note) {
      await until(`${note} of ${sagaId}`, async () => (await world.notes(sagaId)).includes(note));
    },
    async openGate(sagaId, node) {
      await world.open(`${sagaId}:${node}`);
    },
    async state(sagaId) {
      const found = await engine.get(sagaId);
      if (!found.ok) throw new Error(found.code);
      return found.state;
    },
  };
  return stage;
}

export function expectKind<Kind extends Rest['kind']>(
  rest: Rest,
  kind: Kind,
): Extract<Outcome, { readonly kind: Kind }> {
  expect(rest).toMatchObject({ kind });
  return rest as Extract<Outcome, { readonly kind: Kind }>; // just looked
}
