import type { SagaEngine } from '../../../src/engine/port.ts';
import { listed } from '../../support/listed.ts';

/** An engine that also tells when no saga is under way. */
export interface WatchedEngine {
  /** What whoever starts sagas is to be given. */
  readonly engine: SagaEngine;
  readonly quiet: () => Promise<void>;
}

/** Whoever starts a saga need not wait for that, and then it is not listed yet: `quiet` waits for both. */
export function watched(engine: SagaEngine): WatchedEngine {
  const starting = new Set<Promise<unknown>>();
  return {
    engine: {
      ...engine,
      start: async (...asked) => {
        const started = engine.start(...asked);
        starting.add(started);
        try {
          return await started;
        } finally {
          starting.delete(started);
        }
      },
    },
    quiet: async () => {
      for (;;) {
        await Promise.allSettled(starting);
        const { sagas: busy } = await listed(engine, { states: ['running', 'unwinding'] });
        if (busy.length === 0 && starting.size === 0) return;
        for (const { id } of busy) {
          const waited = await engine.wait(id, { timeoutMs: 30_000 });
          if (!waited.ok) throw new Error(waited.message);
        }
      }
    },
  };
}
