import { differences, Excuses } from '@skewline/runtime/exchange';
import type { LossReport } from '@skewline/runtime';
import { answerTo } from '../../../packages/codegen/src/cli/convert.ts';
import type { Draw } from '../../random.ts';
import { freeze, type Json, write } from '../json.ts';
import { lossesBetween } from '../losses.ts';
import { mutateJson, oddValue } from '../mutate.ts';
import { mutateText } from '../mutate-text.ts';
import type { Site } from '../site.ts';
import type { Target, Trial } from '../target.ts';
import { names } from '../words.ts';

/** `skewline convert`: one line in, one out; by name and version through all conversions. */
export class Convert implements Target {
  readonly name = 'convert';
  readonly #sites: readonly Site[];

  constructor(all: readonly Site[]) {
    this.#sites = all;
  }

  run(draw: Draw, trial: Trial): boolean {
    const site = draw.of(this.#sites);
    const { versions } = site.generated;
    const start = draw.of(site.generated.epochs);
    const from = start.first + draw.below(start.last - start.first + 1);
    const to = draw.below(versions.length);
    const schema = site.sides[from]?.lookUp(start.type);
    const value = schema === undefined ? undefined : site.values[from]?.of(schema, draw);
    const input: Json = structuredClone(value ?? oddValue(draw));
    const holder: Json = { input };
    const isSpoiled = draw.percent(50);
    for (let count = isSpoiled ? draw.below(4) : 0; count > 0; count -= 1) mutateJson(holder, draw);
    const one: { [name: string]: Json } = {
      id: draw.percent(90) ? draw.below(1000) : oddValue(draw),
      type: draw.percent(97) ? start.type : draw.of(names),
      from: draw.percent(97)
        ? (versions[from] ?? '')
        : draw.of(['', '0', '-1', '99', '__proto__', '1.0.0', 1, null]),
      to: draw.percent(97) ? (versions[to] ?? '') : draw.of(['', '0', 'x', '1e0', 2, null]),
      direction: draw.percent(97)
        ? `${from < to ? 'up' : 'down'}grade-${draw.of(['request', 'response', 'stored'])}`
        : draw.of(['', 'upgrade', 'sideways-request']),
      ...holder,
    };
    if (draw.percent(10)) one['operation'] = draw.percent(50) ? draw.of(names) : oddValue(draw);
    if (draw.percent(10))
      one['pathParams'] = draw.percent(50) ? { [draw.of(names)]: 'x' } : oddValue(draw);
    // What no version knows may be left out without a word.
    const isAsItWas = !isSpoiled && draw.percent(80);
    if (!isAsItWas && draw.percent(10)) mutateJson(one, draw);
    let line = write(one);
    if (!isAsItWas && draw.percent(15)) line = mutateText(line, draw);
    trial.note(`${site.name}, a line`, line);
    const answer = answerTo(line, site.generated);
    const text: unknown = JSON.parse(JSON.stringify(answer));
    if (typeof text !== 'object' || text === null || !('id' in text))
      trial.fault('an answer without an id');
    const [hasValue, hasProblem] = ['value' in answer, 'problem' in answer];
    if (hasValue === hasProblem) trial.fault('an answer with a value and a problem, or neither');
    if (hasValue && !('value' in (text as object)))
      trial.fault('an answer whose value is lost as JSON', JSON.stringify(answer));
    if ('problem' in answer) {
      const { code, message, path } = answer.problem;
      if (message === '' || code === '') trial.fault('a problem without words');
      if (path !== '' && !path.startsWith('/')) trial.fault('a path that is no pointer', path);
      if (code === 'conversion_threw' || code === 'invalid_result')
        trial.fault(code, message.slice(0, 1000));
      return false;
    }
    if (value !== undefined && isAsItWas && one['type'] === start.type)
      this.#law(site, start.type, from, to, input, trial);
    return true;
  }

  /** The input is not touched, the way is the sum of its steps, and the way back leads back. */
  #law(site: Site, type: string, from: number, to: number, input: Json, trial: Trial): void {
    const { generated } = site;
    const { epochs, climb } = generated;
    const start = epochs.findIndex(
      (one) => one.type === type && one.first <= from && from <= one.last,
    );
    const reports: LossReport[] = [];
    const context = { lost: (report: LossReport): void => void reports.push(report) };
    const said = freeze(structuredClone(input));
    const there = climb(epochs, start, to, said, context);
    if (generated.isRefusal(there) || from === to) return;
    const steps: number[] = [];
    for (let at = from; at !== to;) steps.push((at += from < to ? 1 : -1));
    let epoch = start;
    let value: unknown = said;
    for (const at of steps) {
      value = climb(epochs, epoch, at, value, {});
      const one = epochs[epoch];
      if (one !== undefined && (at < one.first || at > one.last))
        epoch = (at > one.last ? one.up : one.down)?.to ?? -1;
    }
    if (JSON.stringify(value) !== JSON.stringify(there))
      trial.fault('a conversion is not the sum of its steps');
    const back: LossReport[] = [];
    const again = climb(epochs, epoch, from, there, {
      lost: (report): void => void back.push(report),
    });
    if (generated.isRefusal(again) || reports.length + back.length > 0) return;
    // A type may have got another successor on the way back.
    const end = epochs[epoch];
    if (end === undefined) return;
    const lost = lossesBetween(site, type, from, to);
    if (lost) return;
    const paths = differences(said, again, new Excuses(reports, back));
    if (paths.length > 0)
      trial.fault(
        `${site.name} ${type}: not what it was after the way back, and no loss is declared`,
        `${String(from)} → ${String(to)} at ${JSON.stringify(paths.slice(0, 5))}\n${JSON.stringify(said)}\n${JSON.stringify(again)}`,
      );
  }
}
