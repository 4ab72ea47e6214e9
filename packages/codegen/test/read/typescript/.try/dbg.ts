import { readTypeScriptApi } from '../../../../src/read/typescript/index.ts';
const [folder, pkg, ...names] = process.argv.slice(2);
const r = await readTypeScriptApi(folder!, { name: 'x', packageFolder: pkg! });
for (const n of names) console.log(n, JSON.stringify(r.value?.versions[0]?.schemas.get(n)));
