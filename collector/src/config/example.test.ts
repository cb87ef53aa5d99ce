import { describe, expect, it } from '@jest/globals';
import { loadCollectorConfig } from './load.js';

describe('config.example.yaml', () => {
  it('says exactly what the defaults are', () => {
    const file = new URL('../../config.example.yaml', import.meta.url).pathname;
    expect(loadCollectorConfig({ file, env: {} })).toEqual(loadCollectorConfig({ env: {} }));
  });
});
