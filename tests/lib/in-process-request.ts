import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

export type PlainMiddleware = (request: IncomingMessage, response: ServerResponse, next: () => void) => void;

/** Swallows what is written to it, so that an answer can finish without a connection. */
class Sink extends Socket {
  override _write(_chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    done();
  }
  override _writev(_chunks: readonly unknown[], done: () => void): void {
    done();
  }
}

const BODY = Buffer.from(JSON.stringify({ id: 'item', title: 'A fixed trivial answer', price: 12.5 }));
let sent = 0;

/** One request through a middleware on Node's own objects, with what Express sets when a route matches. */
function once(middleware: PlainMiddleware, socket: Sink, route: string, done: () => void): void {
  // One string, as Node's parser makes it: a text put together would be joined by whoever looks into it first.
  const url = Buffer.from(`/items/${(sent += 1)}`).toString('latin1');
  const request = new IncomingMessage(socket);
  request.method = 'GET';
  request.url = url;
  request.headers = { host: '127.0.0.1', connection: 'keep-alive' };
  Object.assign(request, { originalUrl: url, baseUrl: '', path: url });
  const response = new ServerResponse(request);
  Object.assign(response, { req: request });
  response.assignSocket(socket);
  response.once('finish', () => {
    response.detachSocket(socket);
    response.emit('close');
    setImmediate(done);
  });
  middleware(request, response, () => {
    Object.assign(request, { route: { path: route } });
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.setHeader('Content-Length', BODY.byteLength);
    response.end(BODY);
  });
}

export const noMiddleware: PlainMiddleware = (_request, _response, next) => next();

/** Microseconds of this process's CPU per request, every one with a path of its own under `/items/:id`. */
export async function cpuPerRequest(
  middleware: PlainMiddleware,
  requests: number,
  route = '/items/:id'
): Promise<number> {
  const socket = new Sink();
  const begin = process.cpuUsage();
  for (let index = 0; index < requests; index += 1) {
    await new Promise<void>((done) => once(middleware, socket, route, done));
  }
  const { user, system } = process.cpuUsage(begin);
  socket.destroy();
  return (user + system) / requests;
}
