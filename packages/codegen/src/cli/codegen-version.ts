import { createRequire } from 'node:module';
import type { Json } from '../model/json.ts';
import { isJsonObject } from '../model/json.ts';

/** Read rather than written down twice. The path is the same from `src/cli` and from `dist/cli`. */
const manifest = createRequire(import.meta.url)('../../package.json') as Json; // it is JSON

const version = isJsonObject(manifest) ? manifest['version'] : undefined;

export const codegenVersion: string = typeof version === 'string' ? version : '';
