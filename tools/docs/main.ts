// `npm run docs:picture`: writes docs/architecture.svg, which a test compares with what it should be.
import { writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { picturePath, pictureOf } from '../src/docs-picture.ts';
import { treeOfFolder } from '../src/tree.ts';

const root = resolve(import.meta.dirname, '../..');
writeFileSync(join(root, picturePath), pictureOf(treeOfFolder(root)));
process.stdout.write(`${picturePath}\n`);
