/** A strict reader of the XML that pictures are made of. Throws where the text is not well-formed. */
export interface Element {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Element[];
  text: string;
}

const tag = /^<(\/?)([a-zA-Z][\w-]*)((?:\s+[\w:-]+="[^"<]*")*)\s*(\/?)>/;

export function parseXml(xml: string): Element {
  if (/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(xml)) {
    throw new Error('a character that XML cannot hold');
  }
  const top: Element = { name: '', attributes: new Map(), children: [], text: '' };
  const stack = [top];
  for (let rest = xml; rest !== '';) {
    const open = stack.at(-1) ?? top;
    if (!rest.startsWith('<')) {
      const end = rest.indexOf('<');
      open.text += unescaped(end < 0 ? rest : rest.slice(0, end));
      rest = end < 0 ? '' : rest.slice(end);
      continue;
    }
    const [whole, closing, name = '', attributes = '', empty] = tag.exec(rest) ?? [];
    if (whole === undefined) throw new Error(`no tag: ${rest.slice(0, 40)}`);
    rest = rest.slice(whole.length);
    if (closing === '/') {
      if (open.name !== name) throw new Error(`</${name}> closes <${open.name}>`);
      stack.pop();
      continue;
    }
    const given = [...attributes.matchAll(/([\w:-]+)="([^"]*)"/g)].map(
      ([, key = '', value = '']) => [key, unescaped(value)] as const,
    );
    const element: Element = { name, attributes: new Map(given), children: [], text: '' };
    if (element.attributes.size < given.length) throw new Error(`an attribute twice in <${name}>`);
    open.children.push(element);
    if (empty !== '/') stack.push(element);
  }
  if (stack.length > 1) throw new Error('an element is not closed');
  const [root, ...others] = top.children;
  if (root === undefined || others.length > 0 || top.text.trim() !== '')
    throw new Error('not one root');
  return root;
}

const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  '#39': "'",
};

function unescaped(text: string): string {
  return text.replace(/&(?:([a-z]+|#39);)?/g, (_, name: string | undefined) => {
    const character = named[name ?? ''];
    if (character === undefined) throw new Error(`a bare & or an unknown entity: ${text}`);
    return character;
  });
}

export function all(element: Element): readonly Element[] {
  return [element, ...element.children.flatMap(all)];
}
