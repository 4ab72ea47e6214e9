import { expect, test } from 'vitest';
import type { Stage } from './stage.ts';

/** Last: afterwards the engine of the stage starts nothing more. */
export function endingCases(at: () => Stage): void {
  test('quiesce refuses new sagas, and resolves when those that run are at rest', async () => {
    const { engine, suite, start, noted, openGate, rest } = at();
    const sagaId = await start('line', { b: { gate: true } });
    await noted(sagaId, 'run b');
    let drained = false;
    const quiescing = engine.quiesce().then(() => {
      drained = true;
    });
    expect(await engine.start(suite.dags.line, { plan: {} })).toEqual({
      ok: false,
      code: 'quiescing',
      status: 503,
      message: 'saga creation is disallowed (quiescing)',
    });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(drained).toBe(false);
    await openGate(sagaId, 'b');
    await quiescing;
    expect(await rest(sagaId)).toMatchObject({ kind: 'done' });
  });

  test('close refuses new sagas', async () => {
    const { engine, suite } = at();
    await engine.close();
    await engine.close();
    expect(await engine.start(suite.dags.line, { plan: {} })).toMatchObject({
      ok: false,
      code: 'closed',
      status: 503,
    });
  });
}
