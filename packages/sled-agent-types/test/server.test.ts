import { api } from '@skewline/sled-agent-types/server';
import { describe, expect, test } from 'vitest';

interface Document {
  readonly info: { readonly version: string };
  readonly paths: Readonly<Record<string, Readonly<Record<string, Item>>>>;
}

interface Item {
  readonly operationId: string;
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
  readonly requestBody?: { readonly content: object };
  readonly responses: Readonly<Record<string, { readonly content?: object }>>;
}

interface Shape {
  readonly id: string;
  readonly at: string;
  readonly parameters: readonly string[];
  readonly body: string | undefined;
  readonly responses: Readonly<Record<string, string | undefined>>;
}

function shapesOf({ paths }: Document): readonly Shape[] {
  return Object.entries(paths)
    .flatMap(([path, items]) =>
      Object.entries(items).map(([method, item]): Shape => ({
        id: item.operationId,
        at: `${method.toUpperCase()} ${path}`,
        parameters: (item.parameters ?? []).map((one) => `${one.in} ${one.name}`),
        body: Object.keys(item.requestBody?.content ?? {})[0],
        responses: Object.fromEntries(
          Object.entries(item.responses).map(([status, { content = {} }]) => [
            status,
            Object.keys(content)[0],
          ]),
        ),
      })),
    )
    .sort((a, b) => (a.id < b.id ? -1 : 1));
}

describe('what a server knows of an operation', () => {
  test.each(api.versions.map((version, position) => ({ version, position })))(
    'is what the document of version $version says',
    async ({ version, position }) => {
      // The packages' own documents; what they say is compared below.
      const document = (await api.documents[version]?.()) as Document;
      expect(document.info.version).toBe(`${version}.0.0`);
      const forms = [...api.operations, ...Object.values(api.retired)].flatMap((operation) =>
        operation.forms.filter(({ first, last }) => first <= position && position <= last),
      );
      const shapes = forms
        .map((form): Shape => ({
          id: form.id,
          at: `${form.method} ${form.path}`,
          parameters: form.parameters.map((one) => `${one.in} ${one.name}`),
          body: form.body?.mediaType,
          responses: Object.fromEntries(
            Object.entries(form.responses).map(([status, media]) => [status, media ?? undefined]),
          ),
        }))
        .sort((a, b) => (a.id < b.id ? -1 : 1));
      expect(shapes).toEqual(shapesOf(document));
    },
  );

  test('reaches the newest version, or is retired', () => {
    const newest = api.versions.length - 1;
    for (const { forms } of api.operations) expect(forms.at(-1)?.last).toBe(newest);
    expect(Object.keys(api.retired)).toEqual([]);
    expect([api.name, api.sparse, api.versions.at(-1)]).toEqual(['sled-agent', true, '49']);
  });
});
