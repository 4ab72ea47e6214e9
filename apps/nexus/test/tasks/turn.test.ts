import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { atRest, type Turn, turnAfter, type TurnEvent } from '../../src/tasks/turn.ts';

const soon: TurnEvent = { kind: 'wanted', reason: 'asked', urgent: false };
const atOnce: TurnEvent = { kind: 'wanted', reason: 'asked', urgent: true };
const due: TurnEvent = { kind: 'due', reason: 'period' };
const ended: TurnEvent = { kind: 'ended' };
const stop: TurnEvent = { kind: 'stop' };

/** What a sequence of events has a task do, in short. */
function story(events: readonly TurnEvent[]): readonly string[] {
  let turn: Turn = atRest;
  return events.map((event) => {
    const after = turnAfter(turn, event);
    turn = after.turn;
    const { step } = after;
    if (step.kind === 'begin') return `begin ${step.reason}`;
    return step.kind === 'wait' ? `wait ${step.until}` : '-';
  });
}

describe('the turn of a task', () => {
  it.each([
    ['looks when it is time, and waits again', [due, ended], ['begin period', 'wait period']],
    [
      'looks soon when it is asked',
      [soon, due, ended],
      ['wait pause', 'begin asked', 'wait period'],
    ],
    [
      'many who ask have one look',
      [soon, soon, soon, due],
      ['wait pause', '-', '-', 'begin asked'],
    ],
    ['looks at once for whoever waits', [atOnce, ended], ['begin asked', 'wait period']],
    ['whoever waits does not wait for the pause', [soon, atOnce], ['wait pause', 'begin asked']],
    [
      'asked while it looks it looks once more, after a pause',
      [due, soon, soon, ended, due, ended],
      ['begin period', '-', '-', 'wait pause', 'begin asked', 'wait period'],
    ],
    [
      'asked while it looks by one who waits it looks again at once',
      [due, soon, atOnce, ended, ended],
      ['begin period', '-', '-', 'begin asked', 'wait period'],
    ],
    [
      'a clock that is late changes nothing',
      [atOnce, due, ended],
      ['begin asked', '-', 'wait period'],
    ],
    [
      'after a stop nothing begins',
      [due, soon, stop, ended, atOnce, due],
      ['begin period', '-', '-', '-', '-', '-'],
    ],
  ] as const)('%s', (_, events, expected) => {
    expect(story(events)).toEqual(expected);
  });
});

describe('whatever comes', () => {
  it('looks once at a time, and at least once after the last one asked', () => {
    const event = fc.constantFrom('soon', 'atOnce', 'timer', 'ended');
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (happened) => {
        let turn: Turn = atRest;
        let running = 0;
        let looks = 0;
        let hasTimer = false;
        let looksWhenAsked = -1;
        const take = (next: TurnEvent): void => {
          const after = turnAfter(turn, next);
          turn = after.turn;
          if (after.step.kind === 'wait') hasTimer = true;
          if (after.step.kind !== 'begin') return;
          hasTimer = false;
          running += 1;
          looks += 1;
          expect(running).toBe(1);
        };
        const end = (): void => {
          if (running === 0) return;
          running = 0;
          take(ended);
        };
        const tick = (): void => {
          if (!hasTimer) return;
          hasTimer = false;
          take(due);
        };
        for (const kind of happened) {
          if (kind === 'ended') end();
          else if (kind === 'timer') tick();
          else {
            looksWhenAsked = looks;
            take(kind === 'soon' ? soon : atOnce);
          }
        }
        end();
        tick();
        expect(looks).toBeGreaterThan(looksWhenAsked);
      }),
    );
  });
});
