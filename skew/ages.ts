import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ConnectOptions, Connection, ResponseValidators } from '@skewline/runtime/client';
import type { ServerApi } from '@skewline/runtime/exchange';

/**
 * Packages as they would have been generated when a version was the newest. They stand in
 * `.generated/`, one folder per API and version; `setup.ts` makes them. What is here needs no
 * codegen, so that processes which only use a package start fast.
 */
export const repository: string = resolve(import.meta.dirname, '..');

/** Where a package of an age is: `version` is the newest that it knows. */
export function ageFolder(api: string, version: string): string {
  return join(repository, 'skew/.generated', api, version);
}

/** Any operation of a server, for handlers that serve all of them alike. */
export interface AnyOperation {
  readonly path?: Readonly<Record<string, unknown>>;
  readonly query?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly cookie?: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
  readonly responses: Readonly<Record<number, unknown>>;
}

export type AnyApi = ServerApi<Readonly<Record<string, AnyOperation>>, unknown>;

/** What came of a call, as far as these tests look at it. */
export interface AnyResult {
  readonly ok: boolean;
  readonly code?: string;
  readonly status?: number;
  readonly value?: unknown;
  readonly error?: unknown;
  readonly message?: string;
  readonly headers?: Headers;
  readonly version?: string;
  readonly losses?: readonly string[];
  readonly operation?: string;
  readonly field?: string;
  readonly since?: string;
  readonly cause?: unknown;
}

export type AnyCall = (
  connection: Connection<string>,
  request: unknown,
  options?: { readonly headers?: Readonly<Record<string, string>> },
) => Promise<AnyResult>;

/** A generated client, its operations by the names of their functions. */
export interface AgedClient {
  connect(options: ConnectOptions): Connection<string>;
  readonly calls: Readonly<Record<string, AnyCall>>;
  readonly validators: ResponseValidators;
}

export async function loadServer(folder: string): Promise<AnyApi> {
  const { api } = await load<{ readonly api: AnyApi }>(folder, 'server.ts');
  return api;
}

export async function loadClient(folder: string): Promise<AgedClient> {
  const { connect } = await load<Pick<AgedClient, 'connect'>>(folder, 'client/api.ts');
  const calls = await load<AgedClient['calls']>(folder, 'client/operations.ts');
  const { responseValidators: validators } = await load<{
    readonly responseValidators: ResponseValidators;
  }>(folder, 'client/responses.ts');
  return { connect, calls, validators };
}

/** A module of a package of an age: what it exports is known by who asks for it. */
async function load<Module>(folder: string, path: string): Promise<Module> {
  const file = join(folder, 'generated', path);
  if (!existsSync(file)) throw new Error(`there is no ${file}: skew/setup.ts makes it`);
  return (await import(/* @vite-ignore */ pathToFileURL(file).href)) as Module;
}
