import type { ReportDocument } from '../../contract/index.js';
import { createClient } from '../client.js';
import { EXIT } from '../exit.js';
import { reportView } from '../views/report.js';
import { REACHING } from './types.js';
import type { Command } from './types.js';

export const reportCommand: Command = {
  name: 'report',
  summary: 'Hold targets against measurements; exits 1 where one is missed',
  options: ['service', ...REACHING],
  mostOperands: 0,
  async run({ args, terminal, style }) {
    const client = createClient(args, terminal.env);
    const report = await client.call<ReportDocument>('report', { query: { service: args.text('service') } });
    terminal.out(args.flag('json') ? `${JSON.stringify(report, null, 2)}\n` : reportView(report, style));
    return report.compliance.some((row) => row.state === 'missed') ? EXIT.refused : EXIT.ok;
  },
};
