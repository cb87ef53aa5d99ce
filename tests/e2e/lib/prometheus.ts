export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** An instant query; `at` in epoch seconds. */
export async function query(prometheus: string, expr: string, at?: number): Promise<readonly Sample[]> {
  const parameters = new URLSearchParams({ query: expr, ...(at === undefined ? {} : { time: String(at) }) });
  const response = await fetch(`${prometheus}/api/v1/query?${parameters.toString()}`, {
    signal: AbortSignal.timeout(10_000),
  });
  const { data } = (await response.json()) as {
    data: { result: { metric: Record<string, string>; value: [number, string] }[] };
  };
  return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
}
