import { parser } from '@prometheus-io/lezer-promql';

export interface Matcher {
  readonly label: string;
  readonly operator: string;
  readonly value: string;
}

export interface Selector {
  readonly metric: string;
  readonly matchers: readonly Matcher[];
  /** The range in brackets, e.g. `$__rate_interval`; undefined for an instant selector. */
  readonly range: string | undefined;
  /** Functions and aggregations around it, innermost first. */
  readonly within: readonly string[];
}

export interface ParsedExpression {
  readonly selectors: readonly Selector[];
  /** Labels that aggregations and matchings name. */
  readonly groupedBy: readonly string[];
  /** Where the grammar found no sense. */
  readonly errors: readonly string[];
}

/** Grafana's own variables stand where PromQL wants a duration or a number; any will do for the grammar. */
const DURATION_VARIABLES = ['$__rate_interval', '$__interval', '$__range'] as const;
const PLACEHOLDER_MS = 61_000;
const placeholderOf = (index: number): string => `${String(PLACEHOLDER_MS + index)}ms`;
const expand = (expression: string): string =>
  DURATION_VARIABLES.reduce((text, variable, index) => text.replaceAll(variable, placeholderOf(index)), expression);
const restore = (range: string): string =>
  DURATION_VARIABLES[Number(range.replace('ms', '')) - PLACEHOLDER_MS] ?? range;

type Node = ReturnType<typeof parser.parse>['topNode'];

const childrenNamed = (node: Node, name: string): readonly Node[] => node.getChildren(name);

const FUNCTIONS = new Set(['FunctionCall', 'AggregateExpr']);

function selectorAt(node: Node, text: (of: Node) => string): Selector {
  const identifier = node.getChild('Identifier');
  const matchers = node
    .getChildren('LabelMatchers')
    .flatMap((list) => childrenNamed(list, 'UnquotedLabelMatcher'))
    .map((matcher): Matcher => {
      const part = (name: string): string => {
        const child = matcher.getChild(name);
        return child === null ? '' : text(child);
      };
      return { label: part('LabelName'), operator: part('MatchOp'), value: part('StringLiteral').slice(1, -1) };
    });

  const within: string[] = [];
  let range: string | undefined;
  for (let parent = node.parent; parent !== null; parent = parent.parent) {
    if (parent.name === 'MatrixSelector' && range === undefined) {
      const duration = parent.getChild('DurationExpr') ?? parent.lastChild;
      range = duration === null ? undefined : restore(text(duration));
    }
    if (FUNCTIONS.has(parent.name) && parent.firstChild !== null) within.push(text(parent.firstChild));
  }
  const named = matchers.find(({ label }) => label === '__name__')?.value;
  return { metric: identifier === null ? (named ?? '') : text(identifier), matchers, range, within };
}

/** Reads what an expression selects and groups by. */
export function parseExpression(expression: string): ParsedExpression {
  const source = expand(expression);
  const text = (node: Node): string => source.slice(node.from, node.to);
  const selectors: Selector[] = [];
  const groupedBy = new Set<string>();
  const errors: string[] = [];
  if (source.trim() === '') return { selectors, groupedBy: [], errors: ['is empty'] };
  parser.parse(source).iterate({
    enter: ({ node }) => {
      if (node.type.isError) errors.push(`near "${source.slice(Math.max(0, node.from - 20), node.to + 20)}"`);
      if (node.name === 'VectorSelector') selectors.push(selectorAt(node, text));
      if (node.name === 'GroupingLabels')
        childrenNamed(node, 'LabelName').forEach((label) => groupedBy.add(text(label)));
    },
  });
  return { selectors, groupedBy: [...groupedBy], errors };
}
