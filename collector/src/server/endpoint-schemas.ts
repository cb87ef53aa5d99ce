import { z } from 'zod';
import type { EndpointId, ProblemId } from '../contract/index.js';
import { agentAnswerSchema, agentReportSchema } from './schemas/agent.js';
import { cachesDocument } from './schemas/caches.js';
import { modeDocument, targetsDocument, thresholdsDocument } from './schemas/common.js';
import {
  benchmarkDocument,
  guidesDocument,
  healthDocument,
  ledgerDocument,
  metricsDocument,
  optimizationsDocument,
  reportDocument,
  routesDocument,
  servicesDocument,
  serviceSummarySchema,
  settingsDocument,
  slowQueriesDocument,
} from './schemas/documents.js';
import { optimizationSchema, planSchema } from './schemas/loop.js';
import {
  confirmBody,
  freezeBody,
  ledgerQuery,
  modeBody,
  noQuery,
  planBody,
  serviceQuery,
  settingBody,
  targetsBody,
  thresholdsBody,
} from './schemas/requests.js';

export const BODY_LIMIT_BYTES = 256 * 1024;
export const REPORT_LIMIT_BYTES = 8 * 1024 * 1024;

export interface EndpointSchemas {
  readonly query: z.ZodObject;
  readonly body?: z.ZodType;
  readonly bodyLimitBytes?: number;
  /** `one`: the service of the query, or the only one there is; `maybe`: all services without it. */
  readonly service: 'one' | 'maybe' | 'none';
  readonly answers: Readonly<Record<number, z.ZodType>>;
  /** Beyond those that every endpoint may give. */
  readonly problems: readonly ProblemId[];
}

const ofService = { query: serviceQuery, service: 'one', problems: ['service-required', 'not-found'] } as const;
const ofThing = { query: noQuery, service: 'none', problems: ['not-found'] } as const;
const writing = ['store-unavailable', 'not-found', 'service-required'] as const;

/** Query, body and answers of every endpoint. Validation, the OpenAPI document and the tests read this one table. */
export const ENDPOINT_SCHEMAS = {
  metrics: { ...ofService, answers: { 200: metricsDocument } },
  health: {
    query: serviceQuery,
    service: 'maybe',
    problems: ['not-found'],
    answers: { 200: healthDocument, 503: healthDocument },
  },
  services: { query: noQuery, service: 'none', problems: [], answers: { 200: servicesDocument } },
  report: { ...ofService, answers: { 200: reportDocument } },
  targets: { ...ofService, answers: { 200: targetsDocument } },
  putTargets: { ...ofService, body: targetsBody, problems: writing, answers: { 200: targetsDocument } },
  thresholds: { ...ofService, answers: { 200: thresholdsDocument } },
  putThresholds: { ...ofService, body: thresholdsBody, problems: writing, answers: { 200: thresholdsDocument } },
  mode: { ...ofService, answers: { 200: modeDocument } },
  putMode: { ...ofService, body: modeBody, problems: writing, answers: { 200: modeDocument } },
  putFreeze: { ...ofService, body: freezeBody, problems: writing, answers: { 200: serviceSummarySchema } },
  deleteFreeze: { ...ofService, problems: writing, answers: { 200: serviceSummarySchema } },
  settings: { ...ofService, answers: { 200: settingsDocument } },
  putSetting: { ...ofService, body: settingBody, problems: writing, answers: { 200: settingsDocument } },
  deleteSetting: { ...ofService, problems: writing, answers: { 200: settingsDocument } },
  createPlan: { ...ofService, body: planBody, problems: writing, answers: { 201: planSchema } },
  plan: { ...ofThing, answers: { 200: planSchema } },
  confirm: {
    ...ofThing,
    body: confirmBody,
    problems: ['plan-stale', 'store-unavailable', 'not-found'],
    answers: { 200: optimizationSchema, 202: optimizationSchema },
  },
  optimizations: { ...ofService, answers: { 200: optimizationsDocument } },
  optimization: { ...ofThing, answers: { 200: optimizationSchema } },
  revert: {
    ...ofThing,
    problems: ['not-revertible', 'not-found', 'store-unavailable'],
    answers: { 200: optimizationSchema },
  },
  cancel: {
    ...ofThing,
    problems: ['not-revertible', 'not-found', 'store-unavailable'],
    answers: { 200: optimizationSchema },
  },
  routes: { ...ofService, answers: { 200: routesDocument } },
  benchmarkRoute: { ...ofService, answers: { 200: benchmarkDocument } },
  caches: { ...ofService, answers: { 200: cachesDocument } },
  slowQueries: { ...ofService, answers: { 200: slowQueriesDocument } },
  guides: { ...ofService, answers: { 200: guidesDocument } },
  ledger: { query: ledgerQuery, service: 'maybe', problems: ['not-found'], answers: { 200: ledgerDocument } },
  openapi: { query: noQuery, service: 'none', problems: [], answers: { 200: z.record(z.string(), z.unknown()) } },
  agentReport: {
    query: noQuery,
    service: 'none',
    body: agentReportSchema,
    bodyLimitBytes: REPORT_LIMIT_BYTES,
    problems: ['protocol-mismatch'],
    answers: { 200: agentAnswerSchema },
  },
} as const satisfies Record<EndpointId, EndpointSchemas>;

export type QueryOf<Id extends EndpointId> = z.output<(typeof ENDPOINT_SCHEMAS)[Id]['query']>;
export type BodyOf<Id extends EndpointId> = (typeof ENDPOINT_SCHEMAS)[Id] extends {
  readonly body: infer Body extends z.ZodType;
}
  ? z.output<Body>
  : undefined;
export type AnswerOf<Id extends EndpointId> = z.output<
  Extract<(typeof ENDPOINT_SCHEMAS)[Id]['answers'][keyof (typeof ENDPOINT_SCHEMAS)[Id]['answers']], z.ZodType>
>;
