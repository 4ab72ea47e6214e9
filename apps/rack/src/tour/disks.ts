import { gibibyte } from '../inventory.ts';
import { failureOf } from './facts.ts';
import type { TourStep } from './step.ts';

const count = 4;

export const tooManyDisks: TourStep = {
  name: 'disks',
  title: 'A disk too many',
  about:
    'Each local disk of an instance needs a physical disk of its own, and all must be in one sled. Each sled has 3.',
  async run(stage) {
    const { id } = await stage.create('store', {
      disks: Array.from({ length: count }, (_, index) => ({
        type: 'create' as const,
        name: `store-${String(index)}`,
        description: '',
        size: 10 * gibibyte,
        disk_backend: { type: 'local' as const },
      })),
    });
    stage.did(`The user makes an instance with ${String(count)} local disks, and starts it.`);
    const { status } = await stage.start('store');
    await stage.showUser('store');
    await stage.showOperator(id);

    const [attempt] = await stage.attempts('store');
    stage.check('whoever waits is answered with 507', status, 507);
    stage.check('the attempt names the disks, and that waiting does not help', failureOf(attempt), {
      code: 'too_few_distinct_disks',
      fault: 'capacity',
      transience: 'permanent',
    });
    stage.check('it stays stopped', (await stage.view('store')).run_state, 'stopped');
  },
};
