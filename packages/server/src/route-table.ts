import type { ServerApi, ServerForm, ServerOperation } from '@skewline/runtime/exchange';
import { addRoute, createRouter, findAllRoutes, type RouterContext } from 'rou3';
import { type AnyHandler, BoundOperation } from './bound-operation.ts';
import {
  parameterKey,
  parseTemplate,
  type PathTemplate,
  rou3Path,
  templateKey,
} from './path-template.ts';

/** A method and a path, and what they mean in each version. */
export class Route {
  readonly method: string;
  readonly template: PathTemplate;
  /** What routers call its parameters. */
  readonly keys: readonly string[];
  /** By position in the API's list of versions. */
  readonly bound: (BoundOperation | undefined)[] = [];
  readonly claims: { readonly operation: ServerOperation; readonly form: ServerForm }[] = [];

  constructor(method: string, template: PathTemplate) {
    this.method = method;
    this.template = template;
    this.keys = template.names.map((_name, place) => parameterKey(place));
  }
}

export interface Match {
  readonly route: Route;
  /** By the keys of the template, as they were sent. */
  readonly params: Readonly<Record<string, string>>;
}

/** All routes of all versions. */
export class RouteTable {
  readonly routes: readonly Route[];
  readonly #router: RouterContext<Route> = createRouter<Route>();

  constructor(api: ServerApi<unknown>, handlerOf: (key: string) => AnyHandler | undefined) {
    const routes = new Map<string, Route>();
    for (const operation of api.operations)
      addOperation(routes, operation, handlerOf(operation.id));
    for (const [key, operation] of Object.entries(api.retired)) {
      addOperation(routes, operation, handlerOf(key));
    }
    this.routes = [...routes.values()];
    for (const route of this.routes) {
      addRoute(this.#router, route.method, rou3Path(route.template), route);
    }
  }

  /** The routes for a path, the most specific first. A slash at the end is part of a path. */
  match(method: string, path: string): readonly Match[] {
    return findAllRoutes(this.#router, method, path)
      .reverse()
      .flatMap(({ data: route, params = {} }) =>
        path.endsWith('/') && route.template.segments.at(-1) !== '' ? [] : [{ route, params }],
      );
  }

  /** The methods that any version has for a path. */
  methodsOf(path: string): readonly string[] {
    const methods = new Set(this.routes.map(({ method }) => method));
    const found = [...methods].filter((method) => this.match(method, path).length > 0);
    return found.includes('GET') && !found.includes('HEAD')
      ? [...found, 'HEAD'].sort()
      : found.sort();
  }
}

function addOperation(
  routes: Map<string, Route>,
  operation: ServerOperation,
  handler: AnyHandler | undefined,
): void {
  for (const form of operation.forms) {
    const template = parseTemplate(form.path);
    if (template === undefined) {
      throw new TypeError(`${form.id}: a parameter has to be a whole segment of ${form.path}`);
    }
    const key = `${form.method} ${templateKey(template)}`;
    const route = routes.get(key) ?? new Route(form.method, template);
    routes.set(key, route);
    route.claims.push({ operation, form });
    for (let position = form.first; position <= form.last; position += 1) {
      const other = route.bound[position];
      if (other !== undefined) {
        throw new TypeError(`${other.id} and ${operation.id} are both ${form.method} ${form.path}`);
      }
      route.bound[position] = new BoundOperation(operation, form, position, template, handler);
    }
  }
}
