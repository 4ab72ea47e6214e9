import { expect, test } from 'vitest';
import { changesOf, planApi } from '../../src/build.ts';
import { emitChangelog } from '../../src/emit/changelog.ts';
import { apiOf, object, text } from './build.ts';

const hostile = [
  '`',
  '``',
  '`` <b onclick=x()>',
  '```\n<script>x()</script>\n```',
  'a\rb',
  'a\n\n# Heading',
  'a\u2028<img src=x>',
  '](javascript:x())[',
];

test.each(hostile)('a changelog shows the name %j and does not obey it', (name) => {
  const planned = planApi(
    apiOf(
      [
        {
          schemas: {
            Same: object({ a: text }),
            [`${name}Gone`]: text,
            [name]: object({ a: text }),
          },
        },
        {
          schemas: {
            Same: object({ [name]: text }),
            [`${name}New`]: text,
            [name]: object({ b: text }),
          },
        },
      ],
      name,
    ),
    { ask: [], refine: new Map() },
  );
  for (const changelog of emitChangelog(planned.api, changesOf(planned)).values()) {
    // No line is begun by a name, and each span of code is closed by as many backticks as opened it.
    const lines = changelog.split(/[\r\n\u2028\u2029]/);
    for (const line of lines) {
      expect(line).toMatch(/^(?:$|# |## |- | {2}\S|Since |The first |<!-- )/);
      const plain = line.replaceAll('\\`', '').replaceAll(/(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)/g, '');
      expect(plain).not.toContain('`');
      expect(plain.replace(/^<!--.*-->$/, '').replaceAll(/\\./g, '')).not.toMatch(/[<>[\]]/);
    }
  }
});
