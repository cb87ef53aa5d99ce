import type { Log } from '../../contract/index.js';

type Level = 'debug' | 'info' | 'warn' | 'error';

/** A log that remembers. */
export class LogLines implements Log {
  readonly lines: { readonly level: Level; readonly message: string; readonly fields: object }[] = [];

  debug(fields: object, message: string): void {
    this.lines.push({ level: 'debug', message, fields });
  }
  info(fields: object, message: string): void {
    this.lines.push({ level: 'info', message, fields });
  }
  warn(fields: object, message: string): void {
    this.lines.push({ level: 'warn', message, fields });
  }
  error(fields: object, message: string): void {
    this.lines.push({ level: 'error', message, fields });
  }

  messages(level: Level): string[] {
    return this.lines.filter((line) => line.level === level).map((line) => line.message);
  }
}
