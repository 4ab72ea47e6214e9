/**
 * Writes generation after generation and says which ones are written, until it is killed:
 * `writer.ts PATH GENERATION SIZE`.
 */
import { storedFile } from '@skewline/stored';
import { newest } from '../program.ts';

const [, , path = '', first = '', size = ''] = process.argv;
const file = storedFile<{ request_id: string; message: string }>({
  ...newest,
  path,
  api: 'sled-agent',
  type: 'Error',
});
for (let generation = Number(first); ; generation += 1) {
  const message = String(generation % 10).repeat(Number(size));
  const result = await file.write({ request_id: String(generation), message });
  if (!result.ok) throw new Error(result.message);
  process.stdout.write(`${String(generation)}\n`);
}
