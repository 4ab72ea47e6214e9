import { isJsonObject, type Json } from '../model/json.ts';
import type { Checked, Problem } from '../model/problem.ts';
import { readConfigText } from '../read/config-text.ts';
import { isPlainText, Reading } from './reading.ts';

/** What the graph takes from a package.json. */
export interface Manifest {
  /** From the root. */
  readonly folder: string;
  readonly name: string;
  /** Names of the packages that it needs when it runs. */
  readonly dependencies: readonly string[];
  /** The APIs that it is a client of, as its member `skewline.speaks` says. */
  readonly speaks: readonly Spoken[];
}

export interface Spoken {
  /** The API's name in its package, or in the graph. */
  readonly api: string;
  /** npm name of the package that has the API, where several have one of that name. */
  readonly package?: string;
  readonly file: string;
  readonly pointer: string;
}

const speaksFix =
  'write "skewline": {"speaks": ["orders"]}, or [{"api": "orders", "package": "@shop/orders-types"}]';

/** Reads a package.json. A package that says nothing of `skewline` is one that speaks nothing. */
export function readManifest(text: string, folder: string): Checked<Manifest> {
  const file = folder === '.' ? 'package.json' : `${folder}/package.json`;
  const problems: Problem[] = [];
  const about = { file, code: 'graph_manifest_invalid', problems } as const;
  const json = readConfigText(text, file, problems, 'graph_manifest_invalid');
  if (json === undefined) return { problems };
  const root = new Reading(json, '', about);
  const name = root.value('name');
  const skewline = root.value('skewline');
  const said = new Reading(skewline ?? {}, '/skewline', about);
  if (skewline !== undefined && !isJsonObject(skewline)) {
    said.wrong('', 'skewline must be an object', speaksFix);
  }
  const speaks = said
    .list('speaks', speaksFix)
    .flatMap((one, index) => readSpoken(said.within(one, said.at('speaks', index)), one, file));
  if (problems.length > 0) return { problems };
  const dependencies = ['dependencies', 'optionalDependencies', 'peerDependencies'].flatMap(
    (key) => {
      const listed = root.value(key);
      return isJsonObject(listed) ? Object.keys(listed) : [];
    },
  );
  return {
    value: {
      folder,
      name: typeof name === 'string' ? name : folder,
      dependencies: [...new Set(dependencies)],
      speaks,
    },
    problems,
  };
}

function readSpoken(spoken: Reading, json: Json, file: string): readonly Spoken[] {
  const { pointer } = spoken;
  if (isPlainText(json)) return [{ api: json, file, pointer }];
  if (!isJsonObject(json)) {
    spoken.wrong('', 'an entry of speaks is the name of an API, or an object', speaksFix);
    return [];
  }
  spoken.allow(['api', 'package']);
  const api = spoken.needed('api', speaksFix);
  const from = spoken.text('package');
  if (api === undefined) return [];
  return [{ api, ...(from === undefined ? {} : { package: from }), file, pointer }];
}
