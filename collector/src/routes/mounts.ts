import type { App, AppRequest, Layer } from './app-request.js';
import { mountPatterns } from './mount-pattern.js';
import { toPathPattern, type LoosePattern } from './path-pattern.js';

const MAX_DEPTH = 12;

/**
 * Finds under which patterns a route's routers are mounted. Express tells the base URL with its values (`/t/7`); the pattern
 * (`/t/:tid`) is looked up once per route, in the application's own routers.
 */
export class Mounts {
  readonly #prefixes = new WeakMap<object, readonly LoosePattern[]>();
  readonly #patterns = new WeakMap<Layer, readonly string[]>();

  /** The pattern before the route of this request, or undefined where no router of the application leads to it. */
  prefixOf(request: AppRequest, baseUrl: string): string | undefined {
    const { route, app } = request;
    if (route === undefined || app === undefined) return undefined;
    let prefixes = this.#prefixes.get(route);
    if (prefixes === undefined) {
      prefixes = this.#find(app, route, baseUrl);
      if (prefixes.length > 0) this.#prefixes.set(route, prefixes);
    }
    if (prefixes.length <= 1) return prefixes[0]?.pattern;
    return prefixes.find((prefix) => prefix.matches(baseUrl))?.pattern;
  }

  #find(app: App, route: object, baseUrl: string): readonly LoosePattern[] {
    const found: string[] = [];
    const walk = (stack: readonly Layer[], before: readonly string[], rest: string, depth: number): void => {
      if (stack.some((layer) => layer.route === route)) found.push(...before);
      if (depth >= MAX_DEPTH) return;
      for (const layer of stack) {
        const inner = layer.handle?.stack;
        if (layer.route !== undefined || inner === undefined) continue;
        const patterns = this.#patternsOf(layer, rest);
        if (patterns === undefined) continue;
        const segments = rest.split('/');
        const depthOf = patterns[0]?.split('/').length ?? 1;
        walk(
          inner,
          before.flatMap((prefix) => patterns.map((pattern) => prefix + pattern)),
          `/${segments.slice(depthOf).join('/')}`,
          depth + 1
        );
      }
    };
    walk(stackOf(app), mountsOf(app), baseUrl, 0);
    return [...new Set(found)].map(toPathPattern);
  }

  #patternsOf(layer: Layer, rest: string): readonly string[] | undefined {
    let patterns = this.#patterns.get(layer);
    if (patterns === undefined) {
      patterns = mountPatterns(layer, rest);
      if (patterns !== undefined) this.#patterns.set(layer, patterns);
    }
    return patterns;
  }
}

/** Express 4 first: there, `router` throws. */
const stackOf = (app: App): readonly Layer[] => (app._router ?? app.router)?.stack ?? [];

/** Where an application is mounted in those around it, outermost first. */
function mountsOf(app: App): readonly string[] {
  if (app.parent === undefined) return [''];
  const own = app.mountpath ?? '';
  const patterns = typeof own === 'string' ? [own] : own;
  return mountsOf(app.parent).flatMap((prefix) => patterns.map((pattern) => prefix + (pattern === '/' ? '' : pattern)));
}
