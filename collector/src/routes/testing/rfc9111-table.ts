import type { RouteRequest } from '../../contract/index.js';

/** Epoch of the test's clock, and an HTTP date so many seconds after it. */
export const EPOCH_MS = 1_700_000_000_000;
export const httpDate = (seconds: number): string => new Date(EPOCH_MS + seconds * 1000).toUTCString();

type Headers = Readonly<Record<string, string>>;

export interface Asked {
  /** Default GET. */
  readonly method?: string;
  /** Default /page. */
  readonly path?: string;
  readonly headers?: Headers;
  readonly body?: string;
}

export interface Answered {
  /** Default 200. */
  readonly status?: number;
  readonly headers?: Headers;
  /** Default `stored`. */
  readonly body?: string;
  /** `cut`: the connection breaks off before the end. `short`: less than its Content-Length. `left`: the client goes first. */
  readonly ends?: 'cut' | 'short' | 'left';
}

/** A request, what the handler answered it, and what a request after it is given. */
export interface ConformanceCase {
  /** Of RFC 9111, unless it says otherwise. */
  readonly section: string;
  readonly title: string;
  /** The route's TTL in seconds. Default 300. */
  readonly ttlSeconds?: number;
  readonly cacheKey?: (request: RouteRequest) => string | undefined;
  readonly first?: Asked;
  readonly stored: Answered;
  /** What happens between, and how the handler answers it. */
  readonly between?: Asked & { readonly answer: number };
  /** Seconds that pass before the second request. Default 1. */
  readonly after?: number;
  readonly then?: Asked;
  readonly expected: {
    readonly from: 'cache' | 'handler';
    /** Default 200. */
    readonly status?: number;
    /** `null`: must not be there. */
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly body?: string;
    /** Who answers a third, plain request. */
    readonly thereafter?: 'cache' | 'handler';
  };
  /** Where we leave the RFC, or use a freedom that it gives: why. */
  readonly departure?: string;
}

const fromCache = { from: 'cache' } as const;
const fromHandler = { from: 'handler' } as const;
const control = (value: string): { headers: Headers } => ({ headers: { 'cache-control': value } });
const user = (request: RouteRequest): string | undefined => {
  const name = request.headers['authorization'];
  return typeof name === 'string' ? name : undefined;
};

const FRESHNESS: readonly ConformanceCase[] = [
  { section: '4.2', title: 'fresh for the TTL of the route', stored: {}, after: 299, expected: fromCache },
  { section: '4.2', title: 'not a second longer', stored: {}, after: 300, expected: fromHandler },
  {
    section: '4.2.1',
    title: 'without any freshness of its own',
    stored: {},
    expected: fromCache,
    departure:
      'The TTL that the route declares stands for the heuristic of section 4.2.2: the application has said it.',
  },
  { section: '4.2.1', title: 'max-age below the TTL', stored: control('max-age=5'), after: 4, expected: fromCache },
  { section: '4.2.1', title: 'max-age is over', stored: control('max-age=5'), after: 5, expected: fromHandler },
  {
    section: '4.2.1',
    title: 'max-age above the TTL',
    stored: control('max-age=1000'),
    after: 300,
    expected: fromHandler,
    departure: 'A cache may always ask sooner: the TTL of the route is an upper bound.',
  },
  {
    section: '5.2.2.10',
    title: 's-maxage before max-age',
    stored: control('max-age=100, s-maxage=5'),
    after: 5,
    expected: fromHandler,
  },
  {
    section: '5.2.2.10',
    title: 's-maxage above max-age',
    stored: control('max-age=1, s-maxage=50'),
    after: 49,
    expected: fromCache,
  },
  { section: '5.2.2.1', title: 'max-age=0', stored: control('max-age=0'), after: 0, expected: fromHandler },
  { section: '5.2.2.10', title: 's-maxage=0', stored: control('s-maxage=0'), after: 0, expected: fromHandler },
  { section: '4.2.1', title: 'max-age that is no number', stored: control('max-age=soon'), expected: fromHandler },
  { section: '5.2', title: 'a quoted max-age', stored: control('max-age="5"'), after: 5, expected: fromHandler },
  { section: '5.2', title: 'directives in capitals', stored: control('MAX-AGE=5'), after: 5, expected: fromHandler },
  { section: '5.2.3', title: 'directives nobody knows', stored: control('x-ours=1, public'), expected: fromCache },
  { section: '5.3', title: 'Expires', stored: { headers: { expires: httpDate(5) } }, after: 4, expected: fromCache },
  {
    section: '5.3',
    title: 'Expires has passed',
    stored: { headers: { expires: httpDate(5) } },
    after: 5,
    expected: fromHandler,
  },
  { section: '5.3', title: 'Expires: 0', stored: { headers: { expires: '0' } }, expected: fromHandler },
  {
    section: '5.3',
    title: 'max-age before Expires',
    stored: { headers: { expires: httpDate(-5), 'cache-control': 'max-age=60' } },
    after: 59,
    expected: fromCache,
  },
  {
    section: '4.2.3',
    title: 'the Age with which it came counts',
    stored: { headers: { 'cache-control': 'max-age=60', age: '50' } },
    after: 10,
    expected: fromHandler,
  },
  {
    section: '5.1',
    title: 'Age says how old it is',
    stored: { headers: { 'cache-control': 'max-age=60', age: '20' } },
    after: 7,
    expected: { from: 'cache', headers: { age: '27' } },
  },
  {
    section: '5.1',
    title: 'Age of one made here',
    stored: {},
    after: 7,
    expected: { from: 'cache', headers: { age: '7' } },
  },
  {
    section: '4.2.3',
    title: 'the Date with which it came counts',
    stored: { headers: { 'cache-control': 'max-age=60', date: httpDate(-50) } },
    after: 10,
    expected: fromHandler,
  },
  {
    section: '5.2.2.2',
    title: 'must-revalidate',
    stored: control('max-age=5, must-revalidate'),
    after: 5,
    expected: fromHandler,
  },
  {
    section: '5.2.2.8',
    title: 'proxy-revalidate',
    stored: control('max-age=5, proxy-revalidate'),
    after: 5,
    expected: fromHandler,
  },
  {
    section: 'RFC 5861, 3',
    title: 'stale-while-revalidate of an answer',
    stored: control('max-age=5, stale-while-revalidate=60'),
    after: 5,
    expected: fromHandler,
    departure: 'A cache may leave it: no route has said that stale is right.',
  },
];

const STORING: readonly ConformanceCase[] = [
  { section: '5.2.2.5', title: 'no-store', stored: control('no-store'), expected: fromHandler },
  {
    section: '5.2.2.5',
    title: 'no-store among others',
    stored: control('max-age=60, No-Store'),
    expected: fromHandler,
  },
  {
    section: '5.2.2.4',
    title: 'no-cache',
    stored: control('no-cache'),
    expected: fromHandler,
    departure:
      'It may be stored and revalidated. Revalidating costs the handler as much as answering, so it is not stored.',
  },
  {
    section: '5.2.2.4',
    title: 'no-cache with a field',
    stored: control('no-cache="x-user"'),
    expected: fromHandler,
    departure: 'As no-cache as a whole, which is allowed.',
  },
  { section: '5.2.2.7', title: 'private', stored: control('private, max-age=60'), expected: fromHandler },
  { section: '5.2.2.7', title: 'private with a field', stored: control('private="x-user"'), expected: fromHandler },
  {
    section: '5.2.2.7',
    title: 'private, and a key that separates users',
    cacheKey: user,
    first: { headers: { authorization: 'ann' } },
    stored: control('private'),
    then: { headers: { authorization: 'ann' } },
    expected: fromCache,
    departure: 'The route declares by its cacheKey whose answer it is: nobody else is given it.',
  },
  {
    section: '5.2.2.3',
    title: 'must-understand with no-store',
    stored: control('must-understand, no-store'),
    expected: fromHandler,
    departure: 'A cache that understands the status may store it; we do not.',
  },
  { section: '5.2.2.9', title: 'public', stored: control('public'), expected: fromCache },
  { section: '7.3', title: 'Set-Cookie', stored: { headers: { 'set-cookie': 'a=1' } }, expected: fromHandler },
  {
    section: '7.3',
    title: 'Set-Cookie that Cache-Control calls public',
    stored: { headers: { 'set-cookie': 'a=1', 'cache-control': 'public, max-age=60' } },
    expected: fromHandler,
    departure: 'It may be stored. What sets a cookie is for one client: the route cache never leaks.',
  },
  {
    section: '7.3',
    title: 'Set-Cookie, and a key that separates users',
    cacheKey: () => 'all',
    stored: { headers: { 'set-cookie': 'a=1' } },
    expected: { from: 'cache', headers: { 'set-cookie': null } },
    departure: 'The answer is stored for its user, and the cookie never.',
  },
  {
    section: '3.1',
    title: 'fields of the connection',
    stored: { headers: { 'keep-alive': 'timeout=77', 'proxy-authentication-info': 'x', te: 'x' } },
    expected: { from: 'cache', headers: { 'proxy-authentication-info': null, te: null } },
  },
  {
    section: '3.1',
    title: 'a field that Connection names',
    stored: { headers: { connection: 'close, x-hop', 'x-hop': '1' } },
    expected: fromHandler,
  },
  { section: '3.1', title: 'Connection: close', stored: { headers: { connection: 'close' } }, expected: fromCache },
  {
    section: '3.1',
    title: 'all other fields',
    stored: { headers: { 'x-a': '1', 'content-type': 'text/a', link: '</x>' } },
    expected: { from: 'cache', headers: { 'x-a': '1', 'content-type': 'text/a', link: '</x>' } },
  },
  {
    section: '3.3',
    title: 'an answer that breaks off',
    stored: { ends: 'cut' },
    expected: fromHandler,
    departure: 'It may be stored as incomplete; we store none.',
  },
  { section: '3.3', title: 'shorter than its Content-Length', stored: { ends: 'short' }, expected: fromHandler },
  { section: '3.3', title: 'whose client left before its end', stored: { ends: 'left' }, expected: fromHandler },
  {
    section: '3.3',
    title: '206',
    stored: { status: 206, headers: { 'content-range': 'bytes 0-5/10' } },
    expected: fromHandler,
    departure: 'Parts may be stored and combined; we store none.',
  },
  {
    section: '3.3',
    title: 'Content-Range under 200',
    stored: { headers: { 'content-range': 'bytes 0-5/10' } },
    expected: fromHandler,
  },
  { section: 'RFC 9110, 6.5', title: 'trailers', stored: { headers: { trailer: 'x-sum' } }, expected: fromHandler },
  ...[203, 204, 300, 301, 308, 404, 405, 410, 414, 501].map((status): ConformanceCase => ({
    section: '4.2.2',
    title: `${status}, which may be stored by default`,
    stored: { status, body: '' },
    expected: fromHandler,
    departure:
      'Only 200 is stored: redirects and errors stay with the handler, which must be able to end them at once.',
  })),
  ...[201, 202, 302, 303, 307, 400, 401, 403, 500, 502, 503].map((status): ConformanceCase => ({
    section: '4.2.2',
    title: `${status}, which may not be stored by default`,
    stored: { status },
    expected: fromHandler,
  })),
  {
    section: '3',
    title: '302 with explicit freshness',
    stored: { status: 302, headers: { location: '/x', 'cache-control': 'max-age=60' } },
    expected: fromHandler,
    departure: 'It may be stored; see the redirects above.',
  },
];

const REQUESTS: readonly ConformanceCase[] = [
  {
    section: '5.2.1.4',
    title: 'no-cache',
    stored: {},
    then: control('no-cache'),
    expected: { from: 'handler', thereafter: 'cache' },
  },
  {
    section: '5.2.1.5',
    title: 'no-store is not stored',
    first: control('no-store'),
    stored: {},
    expected: fromHandler,
  },
  {
    section: '5.2.1.5',
    title: 'no-store for what is stored',
    stored: {},
    then: control('no-store'),
    expected: fromHandler,
    departure: 'It could be answered from the cache; who asks so wants nothing to do with one.',
  },
  {
    section: '5.2.1.1',
    title: 'max-age above its age',
    stored: {},
    after: 5,
    then: control('max-age=5'),
    expected: fromCache,
  },
  {
    section: '5.2.1.1',
    title: 'max-age below its age',
    stored: {},
    after: 6,
    then: control('max-age=5'),
    expected: fromHandler,
  },
  { section: '5.2.1.1', title: 'max-age=0', stored: {}, after: 0, then: control('max-age=0'), expected: fromHandler },
  {
    section: '5.2.1.3',
    title: 'min-fresh that it has',
    stored: {},
    after: 290,
    then: control('min-fresh=10'),
    expected: fromCache,
  },
  {
    section: '5.2.1.3',
    title: 'min-fresh that it lacks',
    stored: {},
    after: 291,
    then: control('min-fresh=10'),
    expected: fromHandler,
  },
  {
    section: '5.2.1.2',
    title: 'max-stale',
    stored: {},
    after: 301,
    then: control('max-stale=1000'),
    expected: fromHandler,
    departure:
      'A cache may give out stale answers then, and need not: the TTL is what the application has promised itself.',
  },
  {
    section: '5.2.1.7',
    title: 'only-if-cached for what is not stored',
    stored: {},
    after: 300,
    then: control('only-if-cached'),
    expected: fromHandler,
    departure:
      'Not honoured: we are the origin and have the answer. With 504 any client could raise the error rate by which the service is judged.',
  },
  {
    section: '5.2.1.7',
    title: 'only-if-cached for what is stored',
    stored: {},
    then: control('only-if-cached'),
    expected: fromCache,
  },
  {
    section: '5.4',
    title: 'Pragma: no-cache',
    stored: {},
    then: { headers: { pragma: 'no-cache' } },
    expected: fromHandler,
  },
  {
    section: '5.4',
    title: 'Pragma beside Cache-Control',
    stored: {},
    then: { headers: { pragma: 'no-cache', 'cache-control': 'max-age=100' } },
    expected: fromCache,
  },
  {
    section: '5.2.1',
    title: 'what a client will not take is replaced by what it is given',
    stored: {},
    after: 6,
    then: control('max-age=5'),
    expected: { from: 'handler', body: 'new', thereafter: 'cache' },
  },
  {
    section: '3.5',
    title: 'Authorization is not stored',
    first: { headers: { authorization: 'x' } },
    stored: {},
    expected: fromHandler,
  },
  {
    section: '3.5',
    title: 'Authorization for what is stored',
    stored: {},
    then: { headers: { authorization: 'x' } },
    expected: fromHandler,
    departure:
      'It could be answered from the cache; the route cache never leaks, so users are never guessed to be alike.',
  },
  {
    section: '3.5',
    title: 'Authorization and public',
    first: { headers: { authorization: 'x' } },
    stored: control('public, s-maxage=60'),
    then: { headers: { authorization: 'x' } },
    expected: fromHandler,
    departure: 'It may be stored for all; a route must declare a key that separates users.',
  },
  {
    section: '3.5',
    title: 'Authorization and a key that separates users',
    cacheKey: user,
    first: { headers: { authorization: 'ann' } },
    stored: {},
    then: { headers: { authorization: 'bob' } },
    expected: fromHandler,
  },
  {
    section: '7.3',
    title: 'Cookie for what is stored',
    stored: {},
    then: { headers: { cookie: 'a=1' } },
    expected: fromHandler,
    departure: 'As Authorization: it could be answered from the cache.',
  },
  {
    section: '3.3',
    title: 'Range',
    stored: {},
    then: { headers: { range: 'bytes=0-1' } },
    expected: { from: 'handler', thereafter: 'cache' },
    departure: 'A part of what is stored could be given; ranges are the handler’s.',
  },
  {
    section: '3.3',
    title: 'Range is not stored',
    first: { headers: { range: 'bytes=0-1' } },
    stored: {},
    expected: fromHandler,
  },
  {
    section: 'RFC 9110, 9.3.1',
    title: 'GET with content is not stored',
    first: { headers: { 'content-length': '2' }, body: '{}' },
    stored: {},
    expected: fromHandler,
  },
  {
    section: 'RFC 9110, 9.3.1',
    title: 'GET with content for what is stored',
    stored: {},
    then: { headers: { 'transfer-encoding': 'chunked' }, body: '{}' },
    expected: fromHandler,
  },
];

const KEYS: readonly ConformanceCase[] = [
  {
    section: '4',
    title: 'another path',
    first: { path: '/page/1' },
    stored: {},
    then: { path: '/page/2' },
    expected: fromHandler,
  },
  {
    section: '4',
    title: 'another query',
    first: { path: '/page?a=1' },
    stored: {},
    then: { path: '/page?a=2' },
    expected: fromHandler,
  },
  {
    section: '4',
    title: 'a query in another order',
    first: { path: '/page?a=1&b=2' },
    stored: {},
    then: { path: '/page?b=2&a=1' },
    expected: fromCache,
    departure:
      'Another URI to the RFC. Routers make an object of the names of a query; values of one name keep their order.',
  },
  {
    section: '4',
    title: 'another host',
    first: { headers: { host: 'a' } },
    stored: {},
    then: { headers: { host: 'b' } },
    expected: fromHandler,
  },
  {
    section: '4.1',
    title: 'Vary, and the same field',
    first: { headers: { accept: 'text/a, text/b' } },
    stored: { headers: { vary: 'Accept' } },
    then: { headers: { accept: 'text/a,text/b' } },
    expected: fromCache,
  },
  {
    section: '4.1',
    title: 'Vary, and another field',
    first: { headers: { accept: 'text/a' } },
    stored: { headers: { vary: 'Accept' } },
    then: { headers: { accept: 'text/b' } },
    expected: fromHandler,
  },
  {
    section: '4.1',
    title: 'Vary, and the field is missing',
    first: { headers: { accept: 'text/a' } },
    stored: { headers: { vary: 'accept' } },
    expected: fromHandler,
  },
  {
    section: '4.1',
    title: 'Vary, and it was missing both times',
    stored: { headers: { vary: 'Accept-Language' } },
    expected: fromCache,
  },
  {
    section: '4.1',
    title: 'Vary by two fields',
    first: { headers: { accept: 'a', 'accept-language': 'de' } },
    stored: { headers: { vary: 'accept, ACCEPT-LANGUAGE' } },
    then: { headers: { accept: 'a', 'accept-language': 'en' } },
    expected: fromHandler,
  },
  { section: '4.1', title: 'Vary: *', stored: { headers: { vary: '*' } }, expected: fromHandler },
  { section: '4.1', title: 'Vary: * among others', stored: { headers: { vary: 'accept, *' } }, expected: fromHandler },
  {
    section: '4.1',
    title: 'Vary by more than eight fields',
    stored: { headers: { vary: 'a, b, c, d, e, f, g, h, i' } },
    expected: fromHandler,
    departure: 'It could be stored; such answers are as many as clients.',
  },
];

const METHODS: readonly ConformanceCase[] = [
  {
    section: '4',
    title: 'HEAD from what GET stored',
    stored: { body: '12345' },
    then: { method: 'HEAD' },
    expected: { from: 'cache', headers: { 'content-length': '5' }, body: '' },
  },
  {
    section: '4',
    title: 'GET from what HEAD was answered',
    first: { method: 'HEAD' },
    stored: {},
    expected: fromHandler,
  },
  {
    section: '4',
    title: 'OPTIONS',
    stored: {},
    then: { method: 'OPTIONS' },
    expected: { from: 'handler', thereafter: 'cache' },
  },
  {
    section: '4',
    title: 'POST',
    first: { method: 'POST' },
    stored: control('max-age=60'),
    expected: fromHandler,
    departure: 'A POST with explicit freshness may answer a later GET; ours never does.',
  },
  ...['POST', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'].map((method): ConformanceCase => ({
    section: '4.4',
    title: `${method} invalidates`,
    stored: {},
    between: { method, answer: 204 },
    expected: fromHandler,
  })),
  {
    section: '4.4',
    title: 'one that redirects invalidates',
    stored: {},
    between: { method: 'POST', answer: 303 },
    expected: fromHandler,
  },
  {
    section: '4.4',
    title: 'one that fails does not',
    stored: {},
    between: { method: 'POST', answer: 409 },
    expected: fromCache,
  },
  {
    section: '4.4',
    title: 'nor one that breaks',
    stored: {},
    between: { method: 'PUT', answer: 500 },
    expected: fromCache,
  },
  {
    section: '4.4',
    title: 'a safe one does not',
    stored: {},
    between: { method: 'OPTIONS', answer: 200 },
    expected: fromCache,
  },
  {
    section: '4.4',
    title: 'of another path does not',
    first: { path: '/page/1' },
    stored: {},
    between: { method: 'PUT', path: '/page/2', answer: 200 },
    then: { path: '/page/1' },
    expected: fromCache,
  },
  {
    section: '4.4',
    title: 'of the same path with another query, or spelt otherwise, does',
    first: { path: '/page?a=1' },
    stored: {},
    between: { method: 'PUT', path: '/PAGE/', answer: 200 },
    then: { path: '/page?a=1' },
    expected: fromHandler,
    departure: 'Only the very URI must go; lists of a path change with it.',
  },
  {
    section: '4.4',
    title: 'invalidates for every user',
    cacheKey: user,
    first: { headers: { authorization: 'ann' } },
    stored: {},
    between: { method: 'PUT', headers: { authorization: 'bob' }, answer: 200 },
    then: { headers: { authorization: 'ann' } },
    expected: fromHandler,
  },
  {
    section: '4.4',
    title: 'what comes after it is stored again',
    stored: {},
    between: { method: 'PUT', answer: 200 },
    expected: { from: 'handler', thereafter: 'cache' },
  },
];

const CONDITIONS: readonly ConformanceCase[] = [
  {
    section: '4.3.2',
    title: 'If-None-Match that matches',
    stored: { headers: { etag: '"1"', 'cache-control': 'max-age=60', 'content-type': 'text/a' } },
    then: { headers: { 'if-none-match': '"0", W/"1"' } },
    expected: {
      from: 'cache',
      status: 304,
      body: '',
      headers: { etag: '"1"', 'cache-control': 'max-age=60', 'content-type': null, 'content-length': null },
    },
  },
  {
    section: '4.3.2',
    title: 'If-None-Match that does not',
    stored: { headers: { etag: '"1"' } },
    then: { headers: { 'if-none-match': '"2"' } },
    expected: { from: 'cache', status: 200, body: 'stored' },
  },
  {
    section: '4.3.2',
    title: 'If-None-Match: *',
    stored: { headers: { etag: '"1"' } },
    then: { headers: { 'if-none-match': '*' } },
    expected: { from: 'cache', status: 304 },
  },
  {
    section: 'RFC 9110, 8.8.3',
    title: 'an entity tag with a comma inside',
    stored: { headers: { etag: '"a,b"' } },
    then: { headers: { 'if-none-match': '"a,b"' } },
    expected: { from: 'cache', status: 304 },
  },
  {
    section: '4.3.2',
    title: 'If-Modified-Since the last change',
    stored: { headers: { 'last-modified': httpDate(-100) } },
    then: { headers: { 'if-modified-since': httpDate(-100) } },
    expected: { from: 'cache', status: 304 },
  },
  {
    section: '4.3.2',
    title: 'If-Modified-Since before the last change',
    stored: { headers: { 'last-modified': httpDate(-100) } },
    then: { headers: { 'if-modified-since': httpDate(-101) } },
    expected: { from: 'cache', status: 200 },
  },
  {
    section: '4.3.2',
    title: 'If-Modified-Since that is no date',
    stored: { headers: { 'last-modified': httpDate(-100) } },
    then: { headers: { 'if-modified-since': 'lately' } },
    expected: { from: 'cache', status: 200 },
  },
  {
    section: '4.3.2',
    title: 'If-Modified-Since, and no Last-Modified is stored',
    stored: {},
    then: { headers: { 'if-modified-since': httpDate(0) } },
    expected: { from: 'cache', status: 200 },
    departure: 'The time of storing could be compared; a handler that says no time is not taken at ours.',
  },
  {
    section: 'RFC 9110, 13.2.2',
    title: 'If-None-Match before If-Modified-Since',
    stored: { headers: { etag: '"1"', 'last-modified': httpDate(-100) } },
    then: { headers: { 'if-none-match': '"2"', 'if-modified-since': httpDate(0) } },
    expected: { from: 'cache', status: 200 },
  },
  {
    section: '4.3.2',
    title: 'If-Match is for the origin',
    stored: { headers: { etag: '"1"' } },
    then: { headers: { 'if-match': '"2"' } },
    expected: { from: 'handler', thereafter: 'cache' },
  },
  {
    section: '4.3.2',
    title: 'If-Unmodified-Since is for the origin',
    stored: {},
    then: { headers: { 'if-unmodified-since': httpDate(0) } },
    expected: fromHandler,
  },
  {
    section: '4.3.2',
    title: 'HEAD with If-None-Match',
    stored: { headers: { etag: '"1"' } },
    then: { method: 'HEAD', headers: { 'if-none-match': '"1"' } },
    expected: { from: 'cache', status: 304 },
  },
  {
    section: '4.3.4',
    title: '304 of the handler is not stored',
    first: { headers: { 'if-none-match': '"1"' } },
    stored: { status: 304, body: '' },
    expected: fromHandler,
  },
];

export const RFC_9111: Readonly<Record<string, readonly ConformanceCase[]>> = {
  'How long an answer is fresh': FRESHNESS,
  'What may be stored': STORING,
  'What a request will take': REQUESTS,
  'Which answer is meant': KEYS,
  'Methods, and what they change': METHODS,
  Conditions: CONDITIONS,
};
