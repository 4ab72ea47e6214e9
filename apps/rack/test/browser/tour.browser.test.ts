import { afterAll, beforeAll, expect, test } from 'vitest';
import { paces, type Rack } from '../../src/index.ts';
import { runTour } from '../../src/tour/run.ts';
import { tourUser } from '../../src/tour/stage.ts';
import { isAsTold } from '../../src/tour/step.ts';
import { steps } from '../../src/tour/steps.ts';
import { type Tab, useBrowser } from './support/browser.ts';
import { nexusIsAway } from './support/complaints.ts';
import { startRackWithConsole } from './support/rack.ts';
import { openAs } from './support/sign-in.ts';
import { goTo, lookAsOperator, lookAsUser, sees } from './tour/look.ts';
import { sights } from './tour/sights.ts';

// The failures of the tour, as they are seen by the user whose instance it is and by the operator of the rack.

const browser = useBrowser();
let rack: Rack;
let user: Tab;
let operator: Tab;
beforeAll(async () => {
  // To look at a countdown takes longer than to read an API.
  rack = await startRackWithConsole({ pace: { ...paces.quick, cooldownSeconds: 15 } });
  [user, operator] = await Promise.all([
    openAs(browser, rack, await rack.user(tourUser)),
    openAs(browser, rack, rack.operator),
  ]);
});
afterAll(() => rack.destroy());

test('each step of the tour has something to be seen', () => {
  expect(Object.keys(sights)).toEqual(steps.map(({ name }) => name));
});

test.each(steps)('$name: $title', async (step) => {
  const sight = sights[step.name];
  if (sight === undefined) throw new Error(`nobody knows what is to be seen of ${step.name}`);
  if (step.name === 'nexus-killed') {
    user.forgive(nexusIsAway);
    operator.forgive(nexusIsAway);
  }
  let name = '';
  let missed: unknown = null;
  const results = await runTour(
    rack,
    [step],
    {
      begins() {},
      told() {},
      async looks(look) {
        try {
          if (look.by === 'user') {
            ({ name } = look);
            await lookAsUser(user.page, step.name, name, sight);
          } else {
            await lookAsOperator(operator.page, step.name, name, sight);
          }
        } catch (error) {
          missed = error;
          throw error;
        }
      },
      async ended() {
        if (sight.end !== undefined) await sees(user.page, name, sight.end);
        // Nobody looks at what is removed now.
        await Promise.all([user, operator].map(({ page }) => goTo(page, 'Instances')));
        return true;
      },
    },
    new AbortController().signal,
  );
  // The tour would only say that it was broken off.
  if (missed !== null) throw missed;
  expect(results.filter((result) => !isAsTold(result))).toEqual([]);
  expect(name).not.toBe('');
});
