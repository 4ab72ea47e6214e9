import { describe, expect, it } from 'vitest';
import { askSled } from '../../src/instance/ask-sled.ts';
import type { SledAgent, SledAgentResult } from '../../src/instance/services.ts';
import type { SledPower } from '../../src/instance/watcher.ts';

const sledId = '2e1a8a4e-9a55-4f0e-9d3d-2a3d5b7f0c11';

/** What is asked of the gateway, and what comes of it all. */
async function asking(answer: SledAgentResult<number>, power: SledPower) {
  const asked: string[] = [];
  const result = await askSled(
    {
      // Nothing of it is called: what is asked is given.
      sledAgent: () => ({}) as SledAgent,
      sledPower: (id) => {
        asked.push(id);
        return Promise.resolve(power);
      },
    },
    sledId,
    () => Promise.resolve(answer),
  );
  return { asked, result };
}

describe('asking a sled', () => {
  const unreachable = { kind: 'unreachable' } as const;
  const late = { kind: 'unreachable', timedOut: true } as const;
  it.each([
    { answer: unreachable, power: 'A0', result: unreachable },
    { answer: unreachable, power: 'unknown', result: unreachable },
    { answer: unreachable, power: 'A1', result: { kind: 'off' } },
    { answer: unreachable, power: 'A2', result: { kind: 'off' } },
    { answer: late, power: 'A0', result: late },
    { answer: late, power: 'A2', result: { kind: 'off' } },
  ] as const)('$answer, and its power is $power', async ({ answer, power, result }) => {
    expect(await asking(answer, power)).toEqual({ asked: [sledId], result });
  });

  it.each([
    { kind: 'ok', value: 7 },
    { kind: 'error_status', status: 404, errorCode: 'NO_SUCH_INSTANCE' },
    { kind: 'error_status', status: 503, errorCode: null },
    { kind: 'not_understood' },
  ] satisfies SledAgentResult<number>[])(
    'believes what it says, and asks nobody else: $kind',
    async (answer) => {
      expect(await asking(answer, 'A2')).toEqual({ asked: [], result: answer });
    },
  );
});
