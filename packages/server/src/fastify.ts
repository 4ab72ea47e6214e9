import type { FastifyInstance, FastifyPluginAsync, HTTPMethods } from 'fastify';
import { type Adapter, adapterParts } from './adapter.ts';
import { FastifyEntry } from './fastify-entry.ts';
import { fastifyPath } from './path-template.ts';
import type { Route } from './route-table.ts';

export interface SkewlinePluginOptions {
  readonly adapter: Adapter;
  /**
   * Whether the adapter also answers what is no route at all below the plugin's prefix, with 404 or
   * 405 and its versions. By default it does, unless the app has a handler for that already. Of two
   * adapters with one prefix, one has to leave it.
   */
  readonly notFound?: boolean;
}

/**
 * The operations of an adapter as routes of Fastify:
 * `app.register(skewlinePlugin, { adapter, prefix: '/sled' })`. Hooks of the app run as for any
 * route. Bodies are read by the adapter, behind the hooks: for a hook `request.body` is a stream.
 */
export const skewlinePlugin: FastifyPluginAsync<SkewlinePluginOptions> = async (
  app,
  { adapter, notFound },
) => {
  const { core, discovery } = adapterParts(adapter);
  const entry = new FastifyEntry(core, app.prefix);
  app.removeAllContentTypeParsers();
  // Any type, by an expression: Fastify remembers what it matched, and looks for `*` each time anew.
  app.addContentTypeParser(/^/, (_request, payload, done) => {
    done(null, payload);
  });
  app.setErrorHandler(entry.errorHandler());
  const { routes } = core.table;
  const heads = new Set(routes.flatMap((one) => (one.method === 'HEAD' ? urlOf(one) : [])));
  for (const route of routes) addRoute(app, entry, route, heads);
  if (discovery !== undefined) {
    app.get(discovery.path, entry.discovery(discovery));
    app.get(`${discovery.path}/:version/openapi.json`, entry.discovery(discovery));
  }
  if (notFound !== false) setNotFoundHandler(app, entry, notFound === true);
};

function addRoute(
  app: FastifyInstance,
  entry: FastifyEntry,
  route: Route,
  heads: ReadonlySet<string>,
): void {
  const url = urlOf(route);
  if (!app.supportedMethods.includes(route.method)) {
    app.addHttpMethod(route.method, { hasBody: true });
  }
  // The lines above have made it one of the methods.
  const method = route.method as HTTPMethods;
  // Where the API has a HEAD of its own, Fastify must not add another to the GET.
  const own = heads.has(url) ? { exposeHeadRoute: false } : {};
  app.route({ method, url, handler: entry.handler(route), ...own });
}

function urlOf({ template }: Route): string {
  const url = fastifyPath(template);
  if (url === undefined) throw new TypeError('Fastify cannot say a path that has a star');
  return url;
}

function setNotFoundHandler(app: FastifyInstance, entry: FastifyEntry, isWanted: boolean): void {
  try {
    app.setNotFoundHandler(entry.anywhere());
  } catch (error) {
    // Fastify has no other way to say that there is one already, and then it stays.
    if (isWanted) throw error;
  }
}
