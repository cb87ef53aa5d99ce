import type { DynamicConfigValue, Panel, ValueMapping } from '@grafana/grafana-foundation-sdk/dashboard';
import { ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import type { GuideId } from '@growth-engine/collector/contract';
import type { Colour, Step } from './colours.js';
import { toGuide, type DataLink } from './links.js';
import { toTarget, type Query } from './query.js';
import { UNITS, type Unit } from './units.js';
import { DATASOURCE } from './variables.js';

/** What the (i) beside a title says: three answers that a reader looks for, each a sentence or two. */
export interface Description {
  /** What is drawn, and over which time. */
  readonly shows: string;
  /** How it looks while all is well. */
  readonly good: string;
  /** What to do when it does not look like that. */
  readonly act: string;
}

/** As Markdown, which is what Grafana renders there. */
const written = ({ shows, good, act }: Description): string => `${shows}\n\n**Good:** ${good}\n\n**Otherwise:** ${act}`;

/** What every panel has, whatever draws it. Sizes in Grafana's grid: 24 columns, rows of 30 px. */
export interface PanelSpec {
  readonly id: number;
  readonly title: string;
  readonly description: Description;
  readonly unit: Unit;
  readonly queries: readonly Query[];
  /** What to do when there is nothing to draw (NO_DATA). */
  readonly noValue: string;
  readonly width: number;
  readonly height?: number;
  /** From what is drawn, down to the next level. */
  readonly links?: readonly DataLink[];
  /** The troubleshooting guide that begins with what this panel shows; linked beside the title. */
  readonly guide?: GuideId;
  readonly min?: number;
  readonly max?: number;
  readonly decimals?: number;
  readonly steps?: readonly Step[];
  readonly mappings?: readonly ValueMapping[];
  readonly overrides?: readonly Override[];
}

export interface Override {
  readonly matcher: { readonly id: 'byFrameRefID' | 'byName' | 'byRegexp'; readonly options: string };
  readonly properties: readonly DynamicConfigValue[];
}

export const overrideQuery = (refId: string, ...properties: readonly DynamicConfigValue[]): Override => ({
  matcher: { id: 'byFrameRefID', options: refId },
  properties,
});
export const overrideField = (name: string, ...properties: readonly DynamicConfigValue[]): Override => ({
  matcher: { id: 'byName', options: name },
  properties,
});
export const overrideFields = (pattern: string, ...properties: readonly DynamicConfigValue[]): Override => ({
  matcher: { id: 'byRegexp', options: pattern },
  properties,
});

/** Series whose names match get a colour that means something, instead of the next one of the palette. */
export const overrideColours = (patterns: Readonly<Record<string, Colour>>): readonly Override[] =>
  Object.entries(patterns).map(([pattern, colour]) =>
    overrideFields(`/${pattern}/`, { id: 'color', value: { mode: 'fixed', fixedColor: colour } })
  );

export const unitOf = (unit: Unit): DynamicConfigValue => ({ id: 'unit', value: UNITS[unit] });

const DEFAULT_HEIGHT = 9;

const defined = <T extends object>(object: T): T =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as T;

/** Puts what every panel has onto what a builder made, in place of its defaults. */
export const finish = (built: Panel, spec: PanelSpec): Panel => ({
  ...built,
  id: spec.id,
  title: spec.title,
  description: written(spec.description),
  ...(spec.guide === undefined ? {} : { links: [toGuide(spec.guide)] }),
  datasource: DATASOURCE,
  targets: spec.queries.map(toTarget),
  gridPos: { x: 0, y: 0, w: spec.width, h: spec.height ?? DEFAULT_HEIGHT },
  fieldConfig: {
    defaults: defined({
      ...built.fieldConfig?.defaults,
      unit: UNITS[spec.unit],
      noValue: spec.noValue,
      min: spec.min,
      max: spec.max,
      decimals: spec.decimals,
      mappings: spec.mappings === undefined ? undefined : [...spec.mappings],
      links: spec.links?.map((link) => ({ ...link })),
      thresholds: {
        mode: ThresholdsMode.Absolute,
        steps: (spec.steps ?? [{ from: null, colour: 'blue' }]).map(({ from, colour }) => ({
          value: from,
          color: colour,
        })),
      },
      color: built.fieldConfig?.defaults.color ?? { mode: spec.steps === undefined ? 'palette-classic' : 'thresholds' },
    }) as NonNullable<Panel['fieldConfig']>['defaults'],
    overrides: (spec.overrides ?? []).map(({ matcher, properties }) => ({ matcher, properties: [...properties] })),
  },
});
