import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

test('a run whose tests failed ends with their exit code, though it had a server', async () => {
  const script = join(import.meta.dirname, 'support/cluster-and-exit.ts');
  const child = spawn(process.execPath, ['--conditions=skewline-source', script]);
  const [code] = (await once(child, 'exit')) as [number | null];
  expect(code).toBe(3);
});
