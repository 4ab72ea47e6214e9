import type { Api } from '../model/api.ts';
import type { Problem } from '../model/problem.ts';
import { parameterForm } from '../plan/parameter-form.ts';

/** Parameters that neither a client can write nor a server can read: text does not carry their values. */
export function parameterProblems(api: Api): readonly Problem[] {
  return api.versions.flatMap((version) =>
    [...version.operations.values()].flatMap(({ id, parameters, pointer }) =>
      parameters
        .filter((parameter) => parameterForm(parameter, version) === undefined)
        .map(({ name, in: place }): Problem => ({
          code: 'unsupported',
          severity: 'error',
          message: `The ${place} parameter "${name}" of ${id} is neither a text, a number, a boolean nor a list of one of them, so no client can write it and no server can read it.`,
          fix: 'describe it as one of them, or leave "client" and "server" out of skewline.json',
          file: version.file,
          pointer,
          version: version.id.text,
          field: name,
        })),
    ),
  );
}
