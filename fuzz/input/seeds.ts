import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parse } from 'yaml';
import type { Draw } from '../random.ts';
import { everything } from './everything.ts';
import { get, isObject, type Json, placesOf } from './json.ts';

const root = resolve(import.meta.dirname, '../..');

/** The versions of one API, as they are written. Oldest first. */
export interface History {
  readonly name: string;
  readonly documents: readonly Json[];
}

/** Where real histories of others are, which are not part of the repository; undefined without them. */
export function corpusFolder(): string | undefined {
  const folder = join(process.env['SKEWLINE_SHARED'] ?? join(root, '../shared'), 'corpus');
  return existsSync(folder) ? folder : undefined;
}

/** Real documents to spoil: ours, one with all that the reader knows, and the corpus where it is. */
export function histories(): readonly History[] {
  const own: History[] = [
    { name: 'everything', documents: everything },
    { name: 'parcels', documents: read(join(root, 'examples/parcels/documents'), '.yaml') },
    generated('gateway', 'packages/gateway-types/src/generated'),
    generated('nexus-internal', 'packages/nexus-types/src/internal/generated'),
    generated('nexus', 'packages/nexus-types/src/external/generated'),
    generated('sled-agent', 'packages/sled-agent-types/src/generated'),
  ];
  const corpus = corpusFolder();
  const others =
    corpus === undefined
      ? []
      : readdirSync(corpus, { withFileTypes: true })
          .filter((entry) => entry.isDirectory())
          .map(({ name }) => ({ name, documents: read(join(corpus, name), '.json') }))
          .filter(({ documents }) => documents.length > 0);
  return [...own, ...others];
}

function read(folder: string, ending: string): readonly Json[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .sort((one, other) => Number.parseInt(one, 10) - Number.parseInt(other, 10))
    .map((name) => document(join(folder, name)));
}

function generated(name: string, folder: string): History {
  const versions = readdirSync(join(root, folder))
    .filter((version) => /^v\d/.test(version))
    .sort((one, other) => Number(one.slice(1)) - Number(other.slice(1)));
  return {
    name,
    documents: versions.map((version) => document(join(root, folder, version, 'openapi.json'))),
  };
}

function document(path: string): Json {
  const text = readFileSync(path, 'utf8');
  // An OpenAPI document is JSON, whichever way it is written.
  return (path.endsWith('.json') ? JSON.parse(text) : parse(text)) as Json;
}

/** A part of a document: some of its operations, or of its types, with all that they refer to. */
export function slice(whole: Json, draw: Draw, most: number): Json {
  if (!isObject(whole) || !isObject(whole['components'])) return structuredClone(whole);
  const { paths, components, ...rest } = whole;
  const all = isObject(paths) ? Object.keys(paths) : [];
  const chosen = some(all, 1 + draw.below(most), draw);
  const kept: { [name: string]: Json } = Object.fromEntries(
    chosen.map((path) => [path, isObject(paths) ? (paths[path] ?? null) : null]),
  );
  const schemas = isObject(components['schemas']) ? components['schemas'] : {};
  const wanted = new Set(some(Object.keys(schemas), draw.below(most), draw));
  const pending: Json[] = [
    kept,
    { ...components, schemas: {} },
    ...[...wanted].map((name) => schemas[name] ?? null),
  ];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { holder, name } of placesOf(next)) {
      const value = get(holder, name);
      if (name !== '$ref' || typeof value !== 'string') continue;
      const type = decodeURIComponent(/^#\/components\/schemas\/([^/]+)$/.exec(value)?.[1] ?? '');
      if (!Object.hasOwn(schemas, type) || wanted.has(type)) continue;
      wanted.add(type);
      pending.push(schemas[type] ?? null);
    }
  }
  const types = Object.keys(schemas).filter((name) => wanted.has(name));
  return structuredClone({
    ...rest,
    paths: kept,
    components: {
      ...components,
      schemas: Object.fromEntries(types.map((name) => [name, schemas[name] ?? null])),
    },
  });
}

function some<Item>(items: readonly Item[], count: number, draw: Draw): readonly Item[] {
  if (items.length <= count) return items;
  const first = draw.below(items.length);
  return Array.from(
    { length: count },
    (_, index) => items[(first + index * 7) % items.length],
  ).filter((item, index, all): item is Item => item !== undefined && all.indexOf(item) === index);
}
