import { expect, test } from 'vitest';
import { run } from './run.ts';

// What people see, on the example. Look at a difference before you update it: `vitest run -u`.
test.each([
  ['diff', ['diff']],
  ['diff-not-neighbours', ['diff', '1', '4']],
  ['diff-json', ['diff', '3', '4', '--json']],
  ['explain', ['explain', '3', 'ParcelRequest']],
  ['explain-one-direction', ['explain', 'v4', 'Notification', '--direction', 'down']],
  ['explain-nothing', ['explain', '4', 'Parcel']],
  ['explain-json', ['explain', '2', 'Service', '--json']],
  ['changelog', ['changelog', '4']],
  ['changelog-all', ['changelog']],
  // What has landed here is another thing every day.
  ['check', ['check', '--blessed-from-dir', 'src']],
  ['generate-json', ['check', '--json', '--blessed-from-dir', 'src']],
  ['help', ['--help']],
  ['help-check', ['check', '--help']],
  ['help-diff', ['diff', '--help']],
])('%s', async (name, argv) => {
  const { code, output, errors } = await run(argv);
  expect(errors).toBe('');
  expect(code).toBe(0);
  await expect(output).toMatchFileSnapshot(`golden/${name}.txt`);
});
