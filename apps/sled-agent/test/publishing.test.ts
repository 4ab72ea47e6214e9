import type { SledVmmState } from '@skewline/sled-agent-types/v49';
import fc from 'fast-check';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Agent } from '../src/agent.ts';
import { Faults } from '../src/faults/faults.ts';
import { SledProblem } from '../src/problem.ts';
import type { Sent, Transport } from '../src/publish/transport.ts';
import type { SledState } from '../src/state/sled-state.ts';
import { openState, type StateFile } from '../src/state/state-file.ts';
import { isFinal } from '../src/vmm/vmm.ts';
import { delayAfter } from '../src/wait.ts';
import { toStart, vmmId } from './support/body.ts';
import { shortOf } from './support/nexus.ts';
import { temporaryFolder, testConfig } from './support/sled.ts';
import { soon } from './support/soon.ts';

let folder: string;
let file: StateFile;
beforeAll(async () => {
  folder = await temporaryFolder();
  const opened = await openState(folder);
  if (opened instanceof SledProblem) throw new Error(opened.message);
  file = opened.file;
});

async function storedGeneration(): Promise<number> {
  // As `SledState` is written; the validator of the file has seen it.
  const { value } = JSON.parse(await readFile(join(folder, 'sled.json'), 'utf8')) as {
    value: SledState;
  };
  return value.vmms.find(({ id }) => id === vmmId)?.state.vmm_state.gen ?? 0;
}

afterAll(() => rm(folder, { recursive: true, force: true }));

/** What becomes of a report: nexus has it, it has not, or it has and the answer is lost. */
type Fate = 'taken' | 'lost' | 'answer_lost';

const act = fc.constantFrom('running', 'stopped', 'reboot', 'fail', 'shutdown', 'crash', 'wait');
/** Nexus is away for a while, and comes back. */
const fates = fc
  .array(fc.tuple(fc.constantFrom<Fate>('taken', 'lost', 'lost', 'answer_lost'), fc.nat(6)), {
    maxLength: 4,
  })
  .map((stretches) =>
    stretches.flatMap(([one, times]) => Array.from({ length: times }, (): Fate => one)),
  );

test('nexus hears of the end before the VMM is forgotten, whatever fails in between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(act, { maxLength: 10 }), fates, async (acts, fate) => {
      const heard: SledVmmState[] = [];
      const early: SledVmmState[] = [];
      const left = [...fate];
      const transport: Transport = async (_id, report) => {
        // Nobody is told what is not on the disk.
        if ((await storedGeneration()) < report.vmm_state.gen) early.push(report);
        const next = left.shift() ?? 'taken';
        if (next !== 'lost') heard.push(report);
        const sent: Sent =
          next === 'taken'
            ? { kind: 'taken', version: '2.0.0', losses: [] }
            : { kind: 'failed', why: next };
        return sent;
      };
      const config = testConfig({ speed: 1000, publish: { firstDelayMs: 1, maxDelayMs: 2 } });
      const log = pino({ level: 'silent' });
      const begin = (): Agent => new Agent({ config, file, faults: new Faults(), transport, log });
      // The same VMM each time: in life one that has ended does not come again.
      file.change({ ended: [] });
      let agent = begin();
      await agent.register(vmmId, toStart);
      for (const one of acts) {
        switch (one) {
          case 'crash':
            await agent.close();
            agent = begin();
            break;
          case 'wait':
            await new Promise((resolve) => setTimeout(resolve, 3));
            break;
          case 'fail':
            await agent.befall(vmmId, {
              kind: 'failed',
              failure: { cause: 'zone_gone', detail: null },
            });
            break;
          case 'shutdown':
            await agent.befall(vmmId, { kind: 'guest_shutdown' });
            break;
          default:
            await agent.request(vmmId, { type: one });
        }
      }
      await soon(() => {
        const [vmm] = agent.vmms;
        expect(vmm === undefined || (vmm.unsent.length === 0 && vmm.work === null)).toBe(true);
      });
      const [rest] = agent.vmms;
      const last = heard.at(-1);
      const hasHeardOfEnd = last !== undefined && isFinal(last.vmm_state.state);
      expect(hasHeardOfEnd).toBe(rest === undefined);
      // One that nobody has started has nothing to tell, unless its agent has crashed.
      const told = last && shortOf(last);
      expect([undefined, rest === undefined ? told : shortOf(rest.state)]).toContain(told);
      await agent.unregister(vmmId);
      expect(early).toEqual([]);
      const generations = heard.map(({ vmm_state }) => vmm_state.gen);
      expect(generations).toEqual(generations.toSorted((a, b) => a - b));
      await agent.close();
    }),
    { numRuns: 40 },
  );
});

test('waits double, up to a limit', () => {
  const waits = { firstDelayMs: 250, maxDelayMs: 180_000 };
  const delays = [1, 2, 3, 10, 11, 1000].map((failures) => delayAfter(failures, waits));
  expect(delays).toEqual([250, 500, 1000, 128_000, 180_000, 180_000]);
});
