import { resolve } from 'node:path';
import { isJsonObject, type Json } from './model/json.ts';
import type { Checked, Problem } from './model/problem.ts';
import type { Ask } from './plan/step.ts';

/** `skewline.json`: what a package says about its API. */
export interface Config {
  /** The API's name. */
  readonly name: string;
  /** Folder of the versioned documents, relative to the package; see `documentsFolder`. */
  readonly documents: string;
  /** Folder that holds `generated/` and the decisions, relative to the package. */
  readonly source: string;
  /** Who has to speak several versions. */
  readonly versioned: 'server' | 'client' | 'lockstep';
  /** Places to be asked about although they can be derived, where the derivation is not enough. */
  readonly ask: readonly Ask[];
  /** Type → the first version from which a hand-written rule holds that a schema cannot say. */
  readonly refine: ReadonlyMap<string, string>;
  /** Operation → why a request of an older version must not be forwarded to a newer handler. */
  readonly doNotForward: ReadonlyMap<string, string>;
}

const known = ['name', 'documents', 'source', 'versioned', 'ask', 'refine', 'doNotForward'];

/** Reads the text of `skewline.json`. Members that are not listed are a problem, not ignored. */
export function readConfig(text: string, file = 'skewline.json'): Checked<Config> {
  const problems: Problem[] = [];
  const wrong = (pointer: string, message: string, fix: string): void => {
    problems.push({ code: 'config_invalid', severity: 'error', message, fix, file, pointer });
  };
  let json: Json;
  try {
    // What JSON.parse returns is Json by definition.
    json = JSON.parse(text) as Json;
  } catch (error) {
    wrong(
      '',
      `not JSON: ${error instanceof Error ? error.message : String(error)}`,
      'mend the syntax',
    );
    return { problems };
  }
  if (!isJsonObject(json)) {
    wrong('', 'not an object', 'write {"name": …, "documents": …}');
    return { problems };
  }
  for (const key of Object.keys(json)) {
    if (!known.includes(key))
      wrong(`/${key}`, `unknown member ${key}`, `known are ${known.join(', ')}`);
  }
  const string = (key: string, fallback?: string): string => {
    const value = json[key] ?? fallback;
    if (typeof value === 'string' && value !== '') return value;
    wrong(`/${key}`, `${key} must be a text`, `set ${key}`);
    return '';
  };
  const versioned = string('versioned', 'server');
  if (versioned !== 'server' && versioned !== 'client' && versioned !== 'lockstep') {
    wrong('/versioned', `versioned is ${versioned}`, 'use server, client or lockstep');
  }
  const texts = (key: string): ReadonlyMap<string, string> => {
    const value = json[key] ?? {};
    const all = isJsonObject(value) ? Object.entries(value) : [];
    const entries = all.flatMap(([name, one]) =>
      typeof one === 'string' ? [[name, one] as const] : [],
    );
    if (!isJsonObject(value) || entries.length < all.length) {
      wrong(`/${key}`, `${key} must be an object of texts`, `write {"Name": "text"}`);
    }
    return new Map(entries);
  };
  const ask = readAsks(json['ask'] ?? [], wrong);
  const config: Config = {
    name: string('name'),
    documents: string('documents'),
    source: string('source', 'src'),
    versioned: versioned === 'client' || versioned === 'lockstep' ? versioned : 'server',
    ask,
    refine: texts('refine'),
    doNotForward: texts('doNotForward'),
  };
  return problems.length > 0 ? { problems } : { value: config, problems };
}

function readAsks(
  value: Json,
  wrong: (pointer: string, message: string, fix: string) => void,
): readonly Ask[] {
  const fix = 'write [{"step": "16", "direction": "down", "type": "Inventory"}]';
  if (!Array.isArray(value)) {
    wrong('/ask', 'ask must be a list', fix);
    return [];
  }
  const asks: Ask[] = [];
  for (const [index, one] of value.entries()) {
    const { step, direction, type, field } = isJsonObject(one) ? one : {};
    const directed = direction === 'up' || direction === 'down';
    const named = field === undefined || typeof field === 'string';
    if (typeof step === 'string' && directed && typeof type === 'string' && named) {
      asks.push({ step, direction, type, ...(field === undefined ? {} : { field }) });
    } else {
      wrong(`/ask/${String(index)}`, 'an entry needs step, direction (up or down) and type', fix);
    }
  }
  return asks;
}

const variable = /\$\{([A-Za-z_]\w*)(?::-([^}]*))?\}/;

/**
 * The folder of documents: `${NAME:-else}` takes an environment variable, relative to the working
 * directory; anything else is relative to the package.
 */
export function documentsFolder(
  config: Pick<Config, 'documents'>,
  packageFolder: string,
  environment: Readonly<Record<string, string | undefined>>,
  workingDirectory: string,
): string {
  const name = variable.exec(config.documents)?.[1];
  const given = name === undefined ? undefined : environment[name];
  const text = config.documents.replace(
    variable,
    (_, __, otherwise) => given ?? String(otherwise ?? ''),
  );
  return resolve(given === undefined ? packageFolder : workingDirectory, text);
}
