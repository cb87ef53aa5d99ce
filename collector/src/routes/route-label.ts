import { pathIn, urlOf, type AppRequest } from './app-request.js';
import { Mounts } from './mounts.js';
import { toPathPattern, type LoosePattern } from './path-pattern.js';

/** Label of every request that no route and no declared path stands for. */
export const UNMATCHED = 'unmatched';
/** Stands for a mount path that cannot be told: better than its values. */
const UNKNOWN_MOUNT = '*';

/** Route templates of requests; each is one string object, so that looking it up costs no hashing. */
export class RouteLabels {
  readonly #mounts = new Mounts();
  readonly #byPrefix = new Map<string, Map<string, string>>();
  readonly #lists = new WeakMap<object, readonly LoosePattern[]>();
  readonly #unusual = new WeakMap<object, string>();

  /** Express' own template where a route has matched, mount paths included; else the declared path, else `unmatched`. */
  labelOf(request: AppRequest, declaredPath: string | undefined): string {
    const { route } = request;
    if (route === undefined) return declaredPath ?? UNMATCHED;
    const path = typeof route.path === 'string' ? route.path : this.#textOf(route.path, request);
    const { baseUrl } = request;
    if (baseUrl === undefined || baseUrl === '') return path;
    const prefix = this.#mounts.prefixOf(request, baseUrl);
    if (prefix === undefined) return declaredPath ?? this.#join(UNKNOWN_MOUNT, path);
    return prefix === '' ? path : this.#join(prefix, path);
  }

  #join(prefix: string, path: string): string {
    let labels = this.#byPrefix.get(prefix);
    if (labels === undefined) this.#byPrefix.set(prefix, (labels = new Map<string, string>()));
    let label = labels.get(path);
    if (label === undefined) labels.set(path, (label = path === '/' ? prefix : prefix + path));
    return label;
  }

  /** Express takes regular expressions and lists of paths, too; of a list, the path that the request fits. */
  #textOf(path: unknown, request: AppRequest): string {
    if (path instanceof RegExp) return this.#remember(path, () => path.toString());
    if (!Array.isArray(path)) return UNMATCHED;
    let patterns = this.#lists.get(path);
    if (patterns === undefined) {
      patterns = path.map((one: unknown) => toPathPattern(typeof one === 'string' ? one : String(one)));
      this.#lists.set(path, patterns);
    }
    const rest = pathIn(urlOf(request)).slice(request.baseUrl?.length ?? 0);
    return patterns.find((pattern) => pattern.matches(rest === '' ? '/' : rest))?.pattern ?? UNMATCHED;
  }

  #remember(path: object, text: () => string): string {
    let label = this.#unusual.get(path);
    if (label === undefined) this.#unusual.set(path, (label = text()));
    return label;
  }
}
