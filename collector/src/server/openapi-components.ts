import { z } from 'zod';
import { agentAnswerSchema, agentReportSchema } from './schemas/agent.js';
import { cachesDocument } from './schemas/caches.js';
import {
  actorSchema,
  freezeSchema,
  modeDocument,
  problemSchema,
  targetsDocument,
  thresholdsDocument,
} from './schemas/common.js';
import * as documents from './schemas/documents.js';
import * as loop from './schemas/loop.js';
import * as requests from './schemas/requests.js';

/** What stands under a name of its own in the document; everything else is written out where it is used. */
const NAMED = {
  Actor: actorSchema,
  AgentAnswer: agentAnswerSchema,
  AgentReport: agentReportSchema,
  BenchmarkDocument: documents.benchmarkDocument,
  CachesDocument: cachesDocument,
  Change: loop.changeSchema,
  ConfirmBody: requests.confirmBody,
  Decision: loop.decisionSchema,
  Evidence: loop.evidenceSchema,
  Expectation: loop.expectationSchema,
  Finding: loop.findingSchema,
  Freeze: freezeSchema,
  FreezeBody: requests.freezeBody,
  GuidesDocument: documents.guidesDocument,
  HealthDocument: documents.healthDocument,
  LedgerDocument: documents.ledgerDocument,
  LedgerEntry: loop.ledgerEntrySchema,
  Measurement: loop.measurementSchema,
  MetricsDocument: documents.metricsDocument,
  ModeBody: requests.modeBody,
  ModeDocument: modeDocument,
  Optimization: loop.optimizationSchema,
  OptimizationsDocument: documents.optimizationsDocument,
  Plan: loop.planSchema,
  PlanBody: requests.planBody,
  Problem: problemSchema,
  Refusal: loop.refusalSchema,
  ReportDocument: documents.reportDocument,
  RoutesDocument: documents.routesDocument,
  ServiceSummary: documents.serviceSummarySchema,
  ServicesDocument: documents.servicesDocument,
  SettingBody: requests.settingBody,
  SettingsDocument: documents.settingsDocument,
  SlowQueriesDocument: documents.slowQueriesDocument,
  Targets: targetsDocument,
  TargetsBody: requests.targetsBody,
  Thresholds: thresholdsDocument,
  ThresholdsBody: requests.thresholdsBody,
} as const satisfies Record<string, z.ZodType>;

const reference = (name: string): string => `#/components/schemas/${name}`;
const nameOf = new Map<z.ZodType, string>(Object.entries(NAMED).map(([name, schema]) => [schema, name]));

function components(): Record<string, unknown> {
  const registry = z.registry<{ id: string }>();
  for (const [schema, id] of nameOf) registry.add(schema, { id });
  const { schemas } = z.toJSONSchema(registry, {
    uri: reference,
    override: ({ jsonSchema }) => {
      delete jsonSchema.readOnly;
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $id: _, $schema: __, ...schema }]) => [name, schema])
  );
}

export const COMPONENTS: Readonly<Record<string, unknown>> = components();

/** A reference where the schema has a name, else the schema itself. */
export function componentOf(schema: z.ZodType): Record<string, unknown> {
  const name = nameOf.get(schema);
  if (name !== undefined) return { $ref: reference(name) };
  const { $schema: _, ...json } = z.toJSONSchema(schema) as Record<string, unknown>;
  return json;
}
