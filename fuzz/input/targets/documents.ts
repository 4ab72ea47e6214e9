import { stringify } from 'yaml';
import { readOpenApiDocuments } from '../../../packages/codegen/src/index.ts';
import type { Draw } from '../../random.ts';
import { type Json, rawNumber, write } from '../json.ts';
import { mutateJson } from '../mutate.ts';
import { mutateSchema } from '../mutate-schema.ts';
import { mutateText, withDuplicate } from '../mutate-text.ts';
import { checkChecked } from '../problems.ts';
import { type History, histories, slice } from '../seeds.ts';
import type { Target, Trial } from '../target.ts';

/** The reader of OpenAPI documents: JSON and YAML, as somebody might spoil them. */
export class Documents implements Target {
  readonly name = 'documents';
  readonly #histories: readonly History[] = histories();

  run(draw: Draw, trial: Trial): boolean {
    const { documents } = draw.of(this.#histories);
    const count = draw.percent(70) ? 1 : 2;
    const texts = Array.from({ length: count }, (_, index) =>
      this.#spoiled(draw.of(documents), index, draw),
    );
    for (const { file, text } of texts) trial.note(file, text);
    const checked = readOpenApiDocuments(draw.percent(95) ? 'fuzzed' : '__proto__', texts);
    checkChecked(checked, trial);
    return checked.value !== undefined;
  }

  #spoiled(
    whole: Json,
    index: number,
    draw: Draw,
  ): { readonly file: string; readonly text: string } {
    // Now and then a large one, as a whole.
    const document = draw.percent(1) ? structuredClone(whole) : slice(whole, draw, 3);
    for (let count = draw.below(4); count > 0; count -= 1) {
      if (draw.percent(50)) mutateSchema(document, draw);
      else mutateJson(document, draw);
    }
    const isYaml = draw.percent(40);
    const name = draw.percent(95)
      ? String(index + 1)
      : draw.of(['x', '__proto__', '1.2.3.4', '-1', 'v01', '1e3', '']);
    let text = isYaml ? yamlOf(document, draw) : write(document, draw.percent(50) ? 2 : undefined);
    if (draw.percent(8)) text = withDuplicate(text, draw);
    if (draw.percent(15)) text = mutateText(text, draw);
    if (draw.percent(2))
      text = text.replace(/\d+/, () => rawNumber('1').length.toString().repeat(400));
    return { file: `${name}.${isYaml ? draw.of(['yaml', 'yml']) : 'json'}`, text };
  }
}

function yamlOf(document: Json, draw: Draw): string {
  return stringify(document, {
    // Equal objects become aliases where they are one object; here each is its own.
    aliasDuplicateObjects: false,
    defaultStringType: draw.of(['PLAIN', 'QUOTE_DOUBLE', 'QUOTE_SINGLE', 'BLOCK_LITERAL']),
    collectionStyle: draw.percent(20) ? 'flow' : 'any',
  }).replaceAll(/["']?\\u0001raw:([^"'\n]*)["']?/g, '$1');
}
