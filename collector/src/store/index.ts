export { createFileStore } from './file-store.js';
export type { FileStoreOptions } from './file-store.js';
export { createMemoryStore } from './memory-store.js';
export { loadTokens, readToken, rotateToken, TOKEN_KINDS, tokenFile } from './tokens.js';
export type { StoredTokenKind, Tokens } from './tokens.js';
