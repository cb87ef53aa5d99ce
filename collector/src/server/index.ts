export type { Authorize, BearerTokens } from './access.js';
export { createControlRouter } from './mount.js';
export type { ControlRouterOptions } from './mount.js';
export type { HostPage } from './pages.js';
export { controlSocketPath, createServer } from './server.js';
export type { CollectorServer, ServerConfig, ServerOptions } from './server.js';
