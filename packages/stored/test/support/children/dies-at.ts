/**
 * Makes one write, or one that sets aside, and kills itself before its n-th step on the disk:
 * `dies-at.ts PATH N`. Says which step that was; `done` where there are fewer.
 */
import { writeSync } from 'node:fs';
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { storedFile } from '@skewline/stored';
import { type Note, notes } from '../notes.ts';

const [, , path = '', last = ''] = process.argv;
let steps = 0;

/** Counts the calls of these methods, and dies instead of the last one. */
function mortal(methods: object, names: readonly string[]): void {
  for (const name of names) {
    const method: unknown = Reflect.get(methods, name);
    if (typeof method !== 'function') throw new Error(`there is no ${name}`);
    Reflect.set(methods, name, function (this: unknown, ...input: unknown[]): unknown {
      steps += 1;
      if (steps === Number(last)) {
        writeSync(1, `${name}\n`);
        process.kill(process.pid, 'SIGKILL');
      }
      return Reflect.apply(method, this, input);
    });
  }
}

const file = storedFile<Note>({ ...notes, path });
const handle = await fs.open(import.meta.filename);
mortal(Object.getPrototypeOf(handle) as object, ['writeFile', 'sync', 'chmod', 'stat']);
await handle.close();
mortal(fs, ['open', 'rename', 'rm', 'link', 'readdir', 'access', 'lstat', 'realpath']);
syncBuiltinESMExports();
const value = { number: 2, text: 'x'.repeat(100_000) };
const result = await file.write(value, { setAside: true });
writeSync(1, result.ok ? 'done\n' : `${result.message}\n`);
