import { ruleDecorator } from '../../http/rule';
import { returnHost } from '../return-host';

/** A list of at most 50 hosts; see `return-host.ts`. */
const MAX_HOSTS = 50;

export function AreReturnHosts(): PropertyDecorator {
  return ruleDecorator({
    name: 'areReturnHosts',
    validate: (value) =>
      Array.isArray(value) &&
      value.length <= MAX_HOSTS &&
      value.every((host) => typeof host === 'string' && returnHost(host) !== null),
    message: `must be a list of at most ${MAX_HOSTS} hostnames or IP addresses, each with or without :port`,
    schema: { type: 'array', items: { type: 'string', minLength: 1 }, maxItems: MAX_HOSTS },
  });
}
