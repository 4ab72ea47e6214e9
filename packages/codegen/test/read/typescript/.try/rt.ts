import { readTypeScriptApi } from '../../../../src/read/typescript/index.ts';
import { readOpenApiDocuments } from '../../../../src/read/index.ts';
import { emitOpenApi } from '../../../../src/emit/openapi.ts';
import { isDeepStrictEqual } from 'node:util';
import assert from 'node:assert';
const [folder, pkg, name='x'] = process.argv.slice(2);
console.time('t');
const r = await readTypeScriptApi(folder!, { name, packageFolder: pkg! });
console.timeEnd('t');
for (const p of r.problems) console.log(p.severity, p.code, p.file, p.line, p.pointer ?? '', p.version ?? '', p.type ?? '', p.message, '|', p.fix);
if (r.value) {
  console.log(r.value.versions.map(v => `${v.id.text}: ${v.schemas.size} ${v.operations.size}`));
  const docs = [...emitOpenApi(r.value)].map(([file, text]) => ({ file, text }));
  const back = readOpenApiDocuments(name, docs);
  console.log(back.problems);
  if (back.value) for (const [i, v] of back.value.versions.entries()) { assert.deepStrictEqual({...v}, {...r.value.versions[i]}); }
  console.log('round trip ok');
}
