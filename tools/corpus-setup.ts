import { resolve } from 'node:path';
import { main } from '../packages/codegen/src/cli/main.ts';
import { processIo } from '../packages/codegen/src/cli/io.ts';

const repository = resolve(import.meta.dirname, '..');

/** What is generated from the corpus stays out of git, so it is generated before the corpus suite runs. */
export async function setup(): Promise<void> {
  const shared = resolve(repository, process.env['SKEWLINE_SHARED'] ?? '../shared');
  const io = { ...processIo(), environment: { ...process.env, SKEWLINE_SHARED: shared } };
  const folder = resolve(repository, 'examples/omicron-sled-agent');
  const code = await main(['generate', '--package', folder], io);
  if (code !== 0) throw new Error(`skewline generate --package ${folder} ended with ${String(code)}`);
}
