import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { emitPackage, type Planned, planApi } from '../../src/build.ts';
import type { FileMap } from '../../src/model/file-map.ts';
import type { Problem } from '../../src/model/problem.ts';
import { readOpenApiDocuments } from '../../src/read/index.ts';

/** A package made from documents and decisions, on disk for as long as the tests of a file run. */
export interface TestPackage {
  readonly problems: readonly Problem[];
  readonly planned: Planned;
  /** Everything that a compiler has to see. */
  readonly sources: FileMap;
  /** A module of it, once the tests run: `generated/conversions.ts`. */
  load(path: string): Promise<unknown>;
}

export function testPackage(
  documents: readonly { readonly file: string; readonly text: string }[],
  decisions: string,
  doNotForward: ReadonlyMap<string, string> = new Map(),
): TestPackage {
  const api = readOpenApiDocuments('test', documents);
  const refine = new Map<string, string>();
  const planned = planApi(api.value ?? { name: 'test', versions: [] }, { ask: [], refine });
  const files = new Map(emitPackage(planned, { doNotForward, refine }));
  files.set('decisions.ts', decisions);
  let folder = '';
  beforeAll(async () => {
    // Inside the repository, so that the runtime is found as a user's package finds it.
    folder = await mkdtemp(join(import.meta.dirname, '.built-'));
    for (const [path, text] of files) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
  });
  afterAll(async () => {
    await rm(folder, { recursive: true, force: true });
  });
  return {
    problems: [...api.problems, ...planned.problems],
    planned,
    sources: new Map([...files].filter(([path]) => path.endsWith('.ts'))),
    load: (path) => import(join(folder, path)),
  };
}
