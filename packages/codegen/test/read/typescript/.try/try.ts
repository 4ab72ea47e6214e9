import { readTypeScriptApi } from '../../../../src/read/typescript/index.ts';
console.time('t');
const r = await readTypeScriptApi(import.meta.dirname + '/src', { name: 'try', packageFolder: import.meta.dirname });
console.timeEnd('t');
console.log(JSON.stringify(r, (k, v) => v instanceof Map ? Object.fromEntries(v) : v, 1));
