import { climb, Refusal } from '@skewline/runtime';
import type { Validator } from '@skewline/runtime/validation';
import type { StoredFileOptions } from '../../src/index.ts';

/** A small type of its own: a program that is started again and again must start quickly. */
export interface Note {
  readonly number: number;
  readonly text: string;
}

const isNote: Validator<unknown> = (value): value is Note =>
  typeof value === 'object' && value !== null && 'number' in value && 'text' in value;

export const notes: Omit<StoredFileOptions, 'path'> = {
  api: 'notes',
  type: 'Note',
  conversions: {
    versions: ['1'],
    sparse: false,
    epochs: [{ type: 'Note', first: 0, last: 0 }],
    climb,
    Refusal,
  },
  validators: { Note: [{ from: '1', to: '1', validate: isNote }] },
};
