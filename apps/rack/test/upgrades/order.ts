import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const skewline = 'packages/codegen/bin/skewline.js';

/** Which units are to be upgraded first, in the words of `skewline graph`: one group after the other. */
export function upgradeOrder(): readonly (readonly string[])[] {
  const { stdout } = spawnSync(process.execPath, [skewline, 'graph', '--json'], {
    cwd: root,
    encoding: 'utf8',
  });
  // It is written by a tool of this commit; without an order there is only one that would follow from its proposals.
  const graph = JSON.parse(stdout) as {
    readonly order?: readonly (readonly string[])[];
    readonly orderThen?: readonly (readonly string[])[];
  };
  const order = graph.order ?? graph.orderThen;
  if (order === undefined) throw new Error(`skewline graph knows no order:\n${stdout}`);
  return order;
}
