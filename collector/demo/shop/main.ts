import { seed } from '../seed.js';
import { startShop } from './shop.js';

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === '') {
    console.error(
      `${name} is not set. The shop needs DATABASE_URL; PORT, HOST, SERVICE, INSTANCE and GROWTH_ENGINE_URL are optional.`
    );
    process.exit(2);
  }
  return value;
}

const databaseUrl = required('DATABASE_URL');
const port = Number(process.env['PORT'] ?? 4001);
if (!Number.isInteger(port) || port < 0 || port > 65_535) {
  console.error(`PORT must be a whole number from 0 to 65535, not "${process.env['PORT'] ?? ''}".`);
  process.exit(2);
}

const instance = process.env['INSTANCE'];
await seed(databaseUrl);
const shop = await startShop({
  port,
  databaseUrl,
  service: process.env['SERVICE'] ?? 'shop',
  host: process.env['HOST'] ?? '127.0.0.1',
  ...(instance === undefined ? {} : { instance }),
  collectorUrl: process.env['GROWTH_ENGINE_URL'],
});
console.log(`The shop listens on ${shop.url}`);

let isStopping = false;
const stop = (): void => {
  if (isStopping) return;
  isStopping = true;
  shop.close().then(
    () => process.exit(0),
    (error: unknown) => {
      console.error(`The shop did not stop cleanly: ${error instanceof Error ? error.message : String(error)}`);
      process.exit(1);
    }
  );
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
