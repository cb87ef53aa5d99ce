import { DatasourceVariableBuilder, QueryVariableBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import { VariableHide, VariableRefresh, VariableSort } from '@grafana/grafana-foundation-sdk/dashboard';
import type { VariableModel, VariableOption } from '@grafana/grafana-foundation-sdk/dashboard';
import { METRICS } from '@growth-engine/collector/contract';

/** Every query goes to the data source that the reader picks. */
export const DATASOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

const ALL: VariableOption = { selected: true, text: ['All'], value: ['$__all'] };

const matching = (names: readonly string[]): string => names.map((name) => `${name}=~"$${name}"`).join(',');

/** A chained variable: the values of a label among the series that the variables before it select. */
const labelVariable = (
  name: string,
  label: string,
  options: {
    readonly metric: string;
    readonly after: readonly string[];
    readonly hidden?: true;
    readonly allValue: string;
  }
): QueryVariableBuilder => {
  const query = `label_values(${options.metric}{${matching(options.after)}}, ${name})`;
  return new QueryVariableBuilder(name)
    .label(label)
    .datasource(DATASOURCE)
    .query({ qryType: 1, query, refId: `Variable-${name}` })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc)
    .multi(true)
    .includeAll(true)
    .allValue(options.allValue)
    .current(ALL)
    .hide(options.hidden === true ? VariableHide.HideVariable : VariableHide.DontHide);
};

const buildInfo = METRICS.build_info.name;

/**
 * Data source, then cluster and namespace (hidden, settable by URL; `.*` also matches series that have neither), job,
 * instance, service. Jobs come from every process of ours, collector and agents, so that "All" leaves none out.
 */
export const variables = (): VariableModel[] => [
  {
    ...new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus').build(),
    current: { selected: false, text: 'Prometheus', value: 'prometheus' },
    hide: VariableHide.DontHide,
  },
  ...[
    labelVariable('cluster', 'Cluster', { metric: buildInfo, after: [], hidden: true, allValue: '.*' }),
    labelVariable('namespace', 'Namespace', { metric: buildInfo, after: ['cluster'], hidden: true, allValue: '.*' }),
    labelVariable('job', 'Job', { metric: buildInfo, after: ['cluster', 'namespace'], allValue: '.+' }),
    labelVariable('instance', 'Instance', {
      metric: buildInfo,
      after: ['cluster', 'namespace', 'job'],
      allValue: '.+',
    }),
    labelVariable('service', 'Service', {
      metric: METRICS.target.name,
      after: ['cluster', 'namespace', 'job', 'instance'],
      allValue: '.+',
    }),
  ].map((variable) => variable.build()),
];
