import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { makeInjections } from '@skewline/saga/testing';
import type { EngineWarning } from '../../src/engine/options.ts';
import type { SagaSummary } from '../../src/engine/port.ts';
import { askingCases } from './asking.ts';
import { awayCases } from './away.ts';
import { endingCases } from './ending.ts';
import { operatorCases } from './operators.ts';
import { kitCases } from './kit.ts';
import { ownerCases, pausedCases } from './owners.ts';
import { parkingCases } from './parking.ts';
import { runningCases } from './running.ts';
import { type Harness, type Stage, stageOf } from './stage.ts';

/**
 * What every engine behind the port does. The same cases for all of them; what an engine declares that it cannot do is
 * shown to be so. All cases share one engine and one database, so each looks at sagas of its own only.
 */
export function conformance(harness: Harness): void {
  describe(`conformance of ${harness.engine}`, () => {
    const rested: SagaSummary[] = [];
    const warnings: EngineWarning[] = [];
    const injections = makeInjections();
    let stage: Stage | undefined;
    beforeAll(async () => {
      const opened = await harness.open((suite) => ({
        actions: suite.olderActions,
        leaseMs: 3000,
        recoveryMs: 200,
        onRest: (saga) => {
          rested.push(saga);
        },
        onWarning: (warning) => warnings.push(warning),
        testing: { inject: injections.injectionOf },
      }));
      stage = stageOf(opened, { exceptions: harness.exceptions, rested, warnings, injections });
    });
    afterAll(async () => {
      await stage?.engine.close();
      await stage?.close();
    });
    const at = (): Stage => {
      if (stage === undefined) throw new Error('the engine did not open');
      return stage;
    };

    test('says what it cannot do', () => {
      const { engine } = at();
      expect(engine.name).toBe(harness.engine);
      expect(engine.exceptions.map(({ code }) => code).toSorted()).toEqual(
        harness.exceptions.toSorted(),
      );
      expect(engine.exceptions.every(({ description }) => description.length > 20)).toBe(true);
    });

    runningCases(at);
    operatorCases(at);
    askingCases(at);
    ownerCases(at);
    parkingCases(at);
    kitCases(at);
    if (harness.hasServer) {
      pausedCases(at);
      awayCases(at);
    }
    harness.more?.(at);
    endingCases(at);

    test('nothing was interrupted, and no hook threw', () => {
      const bad = warnings.filter(({ code }) => ['interrupted', 'hook_failed'].includes(code));
      expect(bad).toEqual([]);
    });
  });
}
