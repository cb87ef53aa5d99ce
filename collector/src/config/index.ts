export { agentSchema, parseAgentConfig } from './agent-schema.js';
export type { AgentConfig, AgentConfigInput, ResourcesConfig } from './agent-schema.js';
export { collectorSchema, DEFAULT_PORT, LOOPBACK } from './collector-schema.js';
export type { CollectorConfig, ServiceConfig } from './collector-schema.js';
export { ENVIRONMENT_VARIABLES, environmentTable, OTHER_VARIABLES } from './environment-variables.js';
export { codeOf, ConfigError, messageOf, StartError } from './errors.js';
export type { ConfigIssue } from './errors.js';
export { formatIssues } from './format-issues.js';
export { choiceField, listField, nameField, numberField, objectField, textField } from './fields.js';
export {
  ADMISSION_MODES,
  admissionSchema,
  modeSchema,
  partialTargetsSchema,
  partialThresholdsSchema,
} from './levels.js';
export { loadCollectorConfig } from './load.js';
export type { LoadOptions } from './load.js';
export { loopTimingOf } from './loop-schema.js';
export type { LoopConfig } from './loop-schema.js';
export { checkProbeWishes, isProbeEnabled } from './probe-choice.js';
export type { ProbeWishes } from './probe-choice.js';
export { readDocument } from './read-document.js';
export { suggest, suggestion } from './suggest.js';
