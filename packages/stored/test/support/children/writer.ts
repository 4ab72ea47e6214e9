/**
 * Writes generation after generation and says which ones are written, until it is killed:
 * `writer.ts PATH GENERATION SIZE`.
 */
import { storedFile } from '@skewline/stored';
import { type Note, notes } from '../notes.ts';

const [, , path = '', first = '', size = ''] = process.argv;
const file = storedFile<Note>({ ...notes, path });
for (let generation = Number(first); ; generation += 1) {
  const text = String(generation % 10).repeat(Number(size));
  const result = await file.write({ number: generation, text });
  if (!result.ok) throw new Error(result.message);
  process.stdout.write(`${String(generation)}\n`);
}
