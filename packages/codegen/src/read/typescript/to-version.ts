import type { Version } from '../../model/api.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Memos } from '../document.ts';
import { readRoot } from '../document.ts';
import { defaultLimits } from '../limits.ts';
import { byCode } from '../named.ts';
import { tokensOf } from '../pointer.ts';
import { Reporter } from '../reporter.ts';
import type { DeclaredOperation } from './operations.ts';
import type { TypesReporter } from './reporter.ts';
import type { ListedVersion } from './versions.ts';
import type { View } from './view.ts';

/** One version as an OpenAPI document, read as every other document is. */
export function toVersion(
  name: string,
  listed: ListedVersion,
  view: View,
  operations: readonly DeclaredOperation[],
  memos: Memos,
  reporter: TypesReporter,
): Version | undefined {
  const paths: Record<string, Record<string, Json>> = {};
  for (const { id, url, method, item, place } of operations) {
    const here = (paths[url] ??= {});
    if (Object.hasOwn(here, method)) {
      const message = `${id} has the method and the path of another operation of version ${listed.id.text}.`;
      reporter.report('operation_duplicate', { message, fix: 'Give one another path.', place });
    }
    here[method] = view.named(item);
  }
  const schemas: JsonObject = Object.fromEntries(
    [...view.components.keys()]
      .sort(byCode)
      .map((type) => [type, view.components.get(type)?.schema ?? {}]),
  );
  const root: JsonObject = {
    openapi: '3.1.0',
    info: {
      title: name,
      version: semver(listed),
      description: listed.summary === undefined ? listed.name : `${listed.name}: ${listed.summary}`,
    },
    paths,
    components: { schemas },
  };
  const documents = new Reporter(
    `generated/${listed.id.folder}/openapi.json`,
    defaultLimits.problems,
    listed.id.text,
  );
  const version = readRoot(root, '3.1', name, documents, memos);
  for (const problem of documents.problems) {
    const tokens = tokensOf(problem.pointer ?? '') ?? [];
    const [first, second, third] = tokens;
    const place =
      first === 'paths'
        ? operations.find((one) => one.url === second && one.method === third)?.place
        : view.place(third ?? '');
    if (place === undefined) reporter.add(problem);
    else {
      const { code, message, fix = '', severity, type } = problem;
      reporter.report(code, {
        message,
        fix,
        severity,
        place,
        ...(type === undefined ? {} : { type }),
      });
    }
  }
  return version;
}

function semver({ id }: ListedVersion): string {
  return id.parts.join('.');
}
