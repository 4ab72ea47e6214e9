import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SledVmmState } from '@skewline/sled-agent-types';
import { expect } from 'vitest';
import {
  storedFile,
  type StoredFile,
  type StoredFileOptions,
  type StoredProblem,
} from '../../src/index.ts';
import { temporaryFolder } from './folder.ts';
import { newest, type Program } from './program.ts';

export const time = '2026-11-21T06:38:00Z';

export function running(gen: number): SledVmmState {
  return { vmm_state: { gen, state: { kind: 'running' }, time_updated: time } };
}

/** Version 48 has no words for why. */
export const failed: SledVmmState = {
  vmm_state: {
    gen: 3,
    state: { kind: 'failed', cause: 'zone_gone', detail: 'the zone is not there' },
    time_updated: time,
  },
};

export interface Place {
  readonly folder: string;
  readonly path: string;
  /** The file as the newest program, or another one, sees it. */
  readonly as: (
    program?: Program,
    options?: Partial<StoredFileOptions>,
  ) => StoredFile<SledVmmState>;
  readonly put: (content: string | Uint8Array) => void;
  readonly content: () => string;
}

/** A path in a folder of its own, with nothing there yet. */
export function place(below = 'files'): Place {
  const folder = join(temporaryFolder(), below);
  mkdirSync(folder);
  const path = join(folder, 'vmm.json');
  return {
    folder,
    path,
    as: (program = newest, options = {}) =>
      storedFile<SledVmmState>({
        path,
        api: 'sled-agent',
        type: 'SledVmmState',
        ...program,
        ...options,
      }),
    put: (content) => {
      writeFileSync(path, content);
    },
    content: () => readFileSync(path, 'utf8'),
  };
}

/** The text of a file; each member can be another. */
export function envelope(members: Readonly<Record<string, unknown>> = {}): string {
  const usual = { api: 'sled-agent', type: 'SledVmmState', version: '49.0.0' };
  return `${JSON.stringify({ ...usual, value: running(1), ...members })}\n`;
}

export function problemIn(result: { readonly ok: boolean }): StoredProblem {
  expect(result).toMatchObject({ ok: false });
  // Of all results only problems are not ok.
  return result as StoredProblem;
}
