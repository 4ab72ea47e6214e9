import type { SagaNodeState, SagaState } from '@skewline/nexus-client/operator';
import type { Tone } from '../parts/tone.ts';

interface Words {
  /** On a badge. */
  readonly word: string;
  readonly tone: Tone;
  /** What it means, in a sentence. */
  readonly sentence: string;
}

export const sagaStates: { readonly [State in SagaState]: Words } = {
  stuck: {
    word: 'stuck',
    tone: 'bad',
    sentence: 'The undo of a node failed. It waits for an operator.',
  },
  parked: {
    word: 'parked',
    tone: 'warn',
    sentence: 'No nexus that runs can go on with it. One of another version may.',
  },
  unwinding: { word: 'unwinding', tone: 'warn', sentence: 'What it did is being undone.' },
  running: { word: 'running', tone: 'busy', sentence: 'Its nodes run.' },
  done: { word: 'done', tone: 'good', sentence: 'All its nodes have succeeded.' },
  unwound: { word: 'unwound', tone: 'off', sentence: 'It failed, and all that it did was undone.' },
  abandoned: {
    word: 'abandoned',
    tone: 'off',
    sentence: 'An operator gave it up. What it did is left as it is.',
  },
};

export const nodeStates: { readonly [State in SagaNodeState]: Words } = {
  waiting: { word: 'waiting', tone: 'off', sentence: 'It was never started.' },
  started: { word: 'running', tone: 'busy', sentence: 'It runs.' },
  succeeded: { word: 'succeeded', tone: 'good', sentence: 'It is done.' },
  failed: { word: 'failed', tone: 'bad', sentence: 'It failed, and left nothing behind.' },
  undoing: { word: 'undoing', tone: 'warn', sentence: 'Its undo runs.' },
  undo_failed: {
    word: 'undo failed',
    tone: 'bad',
    sentence: 'Its undo failed.',
  },
  undo_due: { word: 'undo due', tone: 'warn', sentence: 'Its undo is to be tried again.' },
  undone: { word: 'undone', tone: 'off', sentence: 'What it did was undone.' },
  undo_skipped: {
    word: 'undo skipped',
    tone: 'warn',
    sentence: 'An operator took its undo as done. What it did may still be there.',
  },
};

/** Whether nothing more will happen in it by itself. */
export function isOver(state: SagaState): boolean {
  return state === 'done' || state === 'unwound' || state === 'abandoned';
}

const eventWords: Readonly<Record<string, string>> = {
  started: 'was started',
  succeeded: 'succeeded',
  failed: 'failed',
  undo_started: 'is being undone',
  undo_finished: 'was undone',
  undo_failed: 'could not be undone',
  undo_retried: 'is to be undone again: an operator wants it',
  undo_skipped: 'counts as undone: an operator says so',
  cancelled: 'was cancelled',
  cancel_requested: 'is to be cancelled',
  abandoned: 'was abandoned by an operator',
};

/** What was recorded, as the end of a sentence; an event of a newer nexus as it is. */
export function eventText(type: string): string {
  return Object.hasOwn(eventWords, type) ? (eventWords[type] ?? type) : type.replaceAll('_', ' ');
}
