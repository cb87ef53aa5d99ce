// What an application keeps under `~/services/growth-engine-performance`: the library's own names.
export { GrowthEnginePerformance, defaultPerformanceConfig } from '@growth-engine/collector';
