import { currentLoad, disksIO, fsSize, mem, networkStats } from 'systeminformation';
import { serveCollections } from './measure.js';

/** It remembers an answer for half a second at most. */
const PAUSE_MS = 600;

serveCollections(async () => {
  await currentLoad();
  await mem();
  await disksIO();
  await fsSize();
  await networkStats('*');
}, PAUSE_MS);
