import { rangesOf } from '../../plan/ranges.ts';
import { builtName, literal } from '../code.ts';
import type { ExchangePlaces, ExchangeValidators, ValidatorPlace } from '../exchange-validators.ts';
import { header } from '../header.ts';
import type { ClientMethod, ClientModel } from './client-model.ts';
import { ModuleImports } from './modules.ts';

/**
 * `client/responses.ts`: the validators of what comes back, of all operations in all versions. Apart,
 * because they are large: who trusts the server leaves them out.
 */
export function responsesModule(model: ClientModel, validators: ExchangeValidators): string {
  const imports = new ModuleImports(model.modules);
  const access = ({ version, module, name }: ValidatorPlace): string => {
    const id = model.versions[version];
    if (id === undefined) throw new Error(`No version at ${String(version)}`);
    return imports.access(id, module, name);
  };
  const rows = model.methods.flatMap(({ lineage }) => [
    `  ${builtName(lineage.id)}: [`,
    ...rangeTexts(lineage, validators, access).map((text) => `    ${text},`),
    '  ],',
  ]);
  return [
    header,
    "import type { ResponseValidators } from '@skewline/runtime/client';",
    ...imports.lines(),
    '',
    '/** For `connect`, where a server is not to be believed: `{ validate: responseValidators }`. */',
    'export const responseValidators: ResponseValidators = {',
    ...rows,
    '};',
    '',
  ].join('\n');
}

function rangeTexts(
  lineage: ClientMethod['lineage'],
  validators: ExchangeValidators,
  access: (place: ValidatorPlace) => string,
): readonly string[] {
  const checked = validators.ranges(lineage);
  const responsesAt = (position: number): ExchangePlaces['responses'] =>
    checked.find(({ first, last }) => first <= position && position <= last)?.value.responses ?? {};
  return rangesOf(lineage.first, lineage.last, responsesAt).map(({ first, last, value }) => {
    const answers = Object.entries(value).map(([status, place]) => {
      return `${/^[1-9]\d\d$/.test(status) ? status : literal(status)}: ${access(place)}`;
    });
    const responses = answers.length === 0 ? '{}' : `{ ${answers.join(', ')} }`;
    return `{ first: ${String(first)}, last: ${String(last)}, responses: ${responses} }`;
  });
}
