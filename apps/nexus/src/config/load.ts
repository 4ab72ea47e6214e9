import { readFile } from 'node:fs/promises';
import { Refusal } from '@skewline/runtime';
import type { Listen, NexusConfig } from '../config.ts';
import { isRecord } from './fields.ts';
import { configProblemText, readConfig } from './read.ts';

/** What the command line says. It goes before what the file says. */
export interface Flags {
  readonly config?: string;
  readonly directory?: string;
  readonly url?: string;
  readonly memory?: boolean;
  readonly listen?: Listen;
  readonly internalListen?: Listen;
  readonly gatewayUrl?: string;
  readonly engine?: string;
  readonly logLevel?: string;
}

export type LoadedConfig =
  | { readonly ok: true; readonly config: NexusConfig }
  /** A sentence each. */
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads the file that the flags name, and puts the flags on top. Without a file there are the flags alone. */
export async function loadConfig(flags: Flags): Promise<LoadedConfig> {
  const { config: file } = flags;
  const json = file === undefined ? {} : await readJson(file);
  if (json instanceof Refusal) return { ok: false, problems: [json.message] };
  const config = readConfig(isRecord(json) ? { ...json, ...fromFlags(flags) } : json);
  if (!isProblems(config)) return { ok: true, config };
  const source = file ?? 'the command line';
  return { ok: false, problems: config.map((problem) => configProblemText(source, problem)) };
}

function fromFlags(flags: Flags): Partial<Record<keyof NexusConfig, unknown>> {
  const { directory, url, memory, listen, internalListen, gatewayUrl, engine, logLevel } = flags;
  const database =
    directory !== undefined
      ? { directory }
      : url !== undefined
        ? { url }
        : memory === undefined
          ? undefined
          : { memory };
  const given = { database, listen, internalListen, gatewayUrl, engine, logLevel };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function readJson(file: string): Promise<unknown> {
  let content: string;
  try {
    content = await readFile(file, 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return new Refusal(`the configuration ${file} cannot be read (${code}): see that it is there`);
  }
  try {
    return JSON.parse(content) as unknown;
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return new Refusal(`the configuration ${file} is not JSON: ${why}`);
  }
}

function isProblems(read: NexusConfig | readonly Refusal[]): read is readonly Refusal[] {
  return Array.isArray(read);
}
