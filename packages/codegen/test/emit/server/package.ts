import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ServerApi, ServerForm, ServerOperation } from '@skewline/runtime/exchange';
import { emitPackage, type Planned, planApi } from '../../../src/build.ts';
import type { Api } from '../../../src/model/api.ts';
import type { FileMap } from '../../../src/model/file-map.ts';
import { readOpenApiDocuments } from '../../../src/read/index.ts';
import { onDisk } from '../compile.ts';
import { documents } from './library.ts';

const decisions = `import { constant } from '@skewline/runtime';
import type { Decisions } from './generated/decisions.ts';

export const decisions: Decisions = {
  v2: { up: { 'Book.pages': constant(0) } },
  v3: { up: { 'book_list request.query.limit': (limit) => Math.min(limit, 50) } },
};
`;

const refinements = `import { Refusal } from '@skewline/runtime';
import type { Refinements } from './generated/refinements.ts';

export const refinements: Refinements = {
  Book: {
    check: (book) =>
      'pages' in book && book.pages < 0 ? new Refusal('no book is that thin') : undefined,
  },
};
`;

export interface Library {
  readonly api: Api;
  readonly planned: Planned;
  readonly files: FileMap;
}

/** The library with a server, as text. A book has a hand-written rule from version 2 on. */
export function library(): Library {
  const { value: api, problems } = readOpenApiDocuments('library', documents);
  if (api === undefined || problems.length > 0) throw new Error(JSON.stringify(problems));
  const config = {
    ask: [],
    refine: new Map([['Book', '2']]),
    doNotForward: new Map(),
    server: true,
  };
  const planned = planApi(api, config);
  if (planned.problems.length > 0) throw new Error(JSON.stringify(planned.problems));
  const files = new Map(emitPackage(planned, config));
  files.set('decisions.ts', decisions);
  files.set('refinements.ts', refinements);
  return { api, planned, files };
}

/** `generated/server.ts`, running. */
export async function loaded(
  files: FileMap,
): Promise<{ readonly api: ServerApi<unknown>; readonly remove: () => void }> {
  const { folder, remove } = onDisk(files);
  const module: unknown = await import(pathToFileURL(join(folder, 'generated/server.ts')).href);
  // What the emitter writes; the tests look at the rest.
  return { api: (module as { readonly api: ServerApi<unknown> }).api, remove };
}

/** An operation by its id, or by `id@last version`. */
export function operationOf(api: ServerApi<unknown>, key: string): ServerOperation {
  const found = api.retired[key] ?? api.operations.find(({ id }) => id === key);
  if (found === undefined) throw new Error(`no operation ${key}`);
  return found;
}

export function formAt({ id, forms }: ServerOperation, position: number): ServerForm {
  const found = forms.find(({ first, last }) => first <= position && position <= last);
  if (found === undefined) throw new Error(`${id} is not there at ${String(position)}`);
  return found;
}
