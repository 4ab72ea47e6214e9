import { DBOS } from '@dbos-inc/dbos-sdk';

/** What somebody would write on DBOS without a DAG and without undo. To be registered before DBOS starts. */
export function registerPlain(): (steps: number) => Promise<void> {
  const workflow = DBOS.registerWorkflow(
    async (steps: number) => {
      let last = { at: 0 };
      for (let index = 0; index < steps; index += 1) {
        last = await DBOS.runStep(async () => ({ at: 1 }), { name: `n${String(index)}` });
      }
      return last;
    },
    { name: 'bench_plain' },
  );
  return async (steps) => {
    const handle = await DBOS.startWorkflow(workflow)(steps);
    const { at } = await handle.getResult();
    if (at !== 1) throw new Error('the plain workflow gave something else');
  };
}
