import { readFileSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import Ajv from 'ajv';
import addFormats from 'ajv-formats';
import { parse, parseAllDocuments } from 'yaml';
import { SETTING_NAMES } from '../../../src/config/config';

const ROOT = resolve(__dirname, '../../..');
const CHART = join(ROOT, 'deploy/chart');
const read = (...path: string[]) => readFileSync(join(CHART, ...path), 'utf8');

const values = parse(read('values.yaml'));
const schema = JSON.parse(read('values.schema.json'));
const templates = readdirSync(join(CHART, 'templates')).map((name) => ({
  name,
  text: read('templates', name).replace(/\{\{-? *\/\*.*?\*\/ *-?\}\}/gs, ''),
}));
const all = templates.map(({ text }) => text).join('\n');

const ajv = addFormats(new Ajv({ allErrors: true }));
const conforms = ajv.compile(schema);

/** The values with one of them, named by its path, replaced. */
function changed(path: string, value: unknown): unknown {
  const [names, copy] = [path.split('.'), structuredClone(values)];
  const last = names.pop()!;
  names.reduce((at, name) => at[name], copy)[last] = value;
  return copy;
}

describe("the chart's values", () => {
  it('conform to their schema', () => {
    expect(conforms(values) || conforms.errors).toBe(true);
  });

  it.each<[path: string, value: unknown]>([
    ['settings', { PUBLIC_BASE_URL: 'https://pay.example.com', DATABASE_POOL_SIZE: '20' }],
    ['image.pullSecrets', [{ name: 'registry' }]],
    ['worker.autoscaling.queue.enabled', true],
    ['ingress', { ...values.ingress, enabled: true, host: 'pay.example.com' }],
    ['networkPolicy.from', [{ namespaceSelector: {} }]],
  ])('may have %s: %j', (path, value) => {
    expect(conforms(changed(path, value)) || conforms.errors).toBe(true);
  });

  it.each<[path: string, value: unknown]>([
    ['secretName', ''],
    // Secrets come by reference, and what the chart sets itself is not set twice.
    ['settings', { ENCRYPTION_KEYS: 'k1:canary' }],
    ['settings', { DATABASE_URL: 'postgres://h/d' }],
    ['settings', { ROLE: 'all' }],
    ['settings', { SHUTDOWN_TIMEOUT_MS: '1000' }],
    ['settings', { LOG_LEVEL: 5 }],
    ['settings', { NO_SUCH_SETTING: 'x' }],
    ['shutdownTimeoutMs', 99],
    ['api.replicas', 0],
    ['api.autoscaling.cpuPercent', 0],
    ['worker.autoscaling.queue.behindSeconds', 0],
    ['ingress', { ...values.ingress, enabled: true }],
    ['ingress.paths', ['/']],
    ['ingress.paths', ['/v1', '/metrics']],
    ['networkPolicy.egressPorts', []],
    ['image.registry', 'x'],
  ])('are refused with %s: %j', (path, value) => {
    expect(conforms(changed(path, value))).toBe(false);
  });
});

describe("the chart's environment", () => {
  const plain: string[] = schema.properties.settings.propertyNames.enum;
  const written = [...all.matchAll(/- name: ([A-Z][A-Z0-9_]+)$/gm)].map(([, name]) => name!);
  const secret = [...all.matchAll(/\$name := list ((?:"[A-Z_]+" ?)+)/g)].flatMap(([, names]) =>
    [...names!.matchAll(/"([A-Z_]+)"/g)].map(([, name]) => name!),
  );

  it('is every setting of the service, each from one place', () => {
    // In a container it listens on every address.
    const set = [...plain, ...written, ...secret, 'HOST'];
    expect(set.toSorted()).toEqual(SETTING_NAMES.toSorted());
  });

  it('has its secrets by reference, as the values tell', () => {
    expect(secret.toSorted()).toEqual([
      'ADMIN_TOKEN',
      'DATABASE_READ_URL',
      'DATABASE_URL',
      'ENCRYPTION_KEYS',
      'REDIS_URL',
    ]);
    for (const name of secret) expect(read('values.yaml')).toContain(name);
  });
});

describe("the chart's templates", () => {
  it.each(templates)(
    '$name opens and ends its blocks, and reads values that are there',
    ({ text }) => {
      const actions = [...text.matchAll(/\{\{-?(.*?)-?\}\}/gs)].map(([, action]) => action!.trim());
      const opened = actions.filter((action) => /^(if|range|with|define)\b/.test(action));
      expect(actions.filter((action) => action === 'end')).toHaveLength(opened.length);
      for (const [, path] of text.matchAll(/\.Values((?:\.\w+)+)/g)) {
        const names = path!.slice(1).split('.');
        const found = names.reduce((at, name) => at?.[name], values);
        const isSetting = names[0] === 'settings' && SETTING_NAMES.includes(names[1]!);
        expect([path, isSetting || found !== undefined]).toEqual([path, true]);
      }
      // What a deployment is told of itself has the same names under api and worker.
      for (const [, path] of text.matchAll(/\.part((?:\.\w+)+)/g)) {
        for (const part of [values.api, values.worker]) {
          const found = path!
            .slice(1)
            .split('.')
            .reduce((at, name) => at?.[name], part);
          expect([path, found !== undefined]).toEqual([path, true]);
        }
      }
      for (const [, name] of text.matchAll(/include "([^"]+)"/g)) {
        expect(all).toContain(`define "${name}"`);
      }
    },
  );

  it.each(templates.filter(({ name }) => name.endsWith('.yaml')))(
    '$name is YAML around its actions',
    ({ text }) => {
      const documents = parseAllDocuments(withoutActions(text));
      expect(documents.flatMap(({ errors }) => errors)).toEqual([]);
    },
  );

  it('ask metrics and paths that the service has', () => {
    const service = ['verification/backlog-metrics.ts', 'webhooks/delivery-metrics.ts']
      .map((file) => readFileSync(join(ROOT, 'src', file), 'utf8'))
      .join('\n');
    const metrics = all.match(/ipay_connect_\w+/g) ?? [];
    expect(metrics).toHaveLength(2);
    for (const name of metrics) expect(service).toContain(`'${name}'`);
    const document = JSON.parse(readFileSync(join(ROOT, 'docs/openapi.json'), 'utf8'));
    const probes = [...all.matchAll(/path: (\/health\/\w+)/g)].map(([, path]) => path!);
    expect(probes).toHaveLength(3);
    for (const path of probes) expect(Object.keys(document.paths)).toContain(path);
  });
});

/** Lines of actions alone go; an action within a line becomes a word. */
function withoutActions(text: string): string {
  return text.replace(/^\s*(?:\{\{[^}]*\}\}\s*)+$/gm, '').replace(/\{\{.*?\}\}/g, 'word');
}
