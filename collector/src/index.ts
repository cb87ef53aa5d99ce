export { createGrowthEngine } from './engine/growth-engine.js';
export type { GrowthEngine } from './engine/growth-engine.js';
export type {
  EngineCacheOptions,
  EngineTieredCacheOptions,
  GrowthEngineOptions,
  ResourceLimits,
} from './engine/options.js';
export { GrowthEnginePerformance } from './engine/growth-engine-performance.js';
export type {
  OptimizationResult,
  PerformanceGain,
  PerformanceMetrics,
  PerformanceReport,
} from './engine/growth-engine-performance.js';
export { defaultPerformanceConfig } from './engine/performance-config.js';
export type { PerformanceConfig } from './engine/performance-config.js';
export { PerformanceOptimizer } from './engine/performance-optimizer.js';
export type { PerformanceOptimizerOptions } from './engine/performance-optimizer.js';
export { fastifyHook } from './routes/fastify-hook.js';
export type { FastifyHook } from './routes/fastify-hook.js';
export type { BulkLoad, Cache, EntryOptions } from './cache/cache.js';
export type { CacheStaleness } from './cache/freshness/create-fresh-cache.js';
export type { RedisClient, SecondTierOptions, TieredCache, TieredCacheStats, ValueCodec } from './cache/tiers/types.js';
export type { ForeignRegistry } from './instruments/types.js';
export type * from './contract/index.js';
export { VERSION } from './version.js';
