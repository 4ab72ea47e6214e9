import type { Version } from '../../model/api.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Memos } from '../document.ts';
import { readRoot } from '../document.ts';
import { defaultLimits } from '../limits.ts';
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
  for (const { url, method, item } of operations) {
    const here = (paths[url] ??= {});
    const others = Object.hasOwn(here, method) ? `${method} ` : method;
    here[others] = view.named(item);
  }
  const schemas = Object.fromEntries(
    [...view.components]
      .map(([type, { schema }]) => [type, schema])
      .sort(([a], [b]) => (String(a) < String(b) ? -1 : 1)),
  ) as JsonObject;
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
