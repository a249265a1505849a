import { ruleDecorator } from '../../http/rule';
import { returnHost } from '../return-host';

/** A list of at most 50 hosts; see `return-host.ts`. */
const MAX_HOSTS = 50;

const RULE = `must be a list of at most ${MAX_HOSTS} hostnames or IP addresses, each with or without :port`;

export function AreReturnHosts(): PropertyDecorator {
  return ruleDecorator({
    name: 'areReturnHosts',
    validate: (value) =>
      Array.isArray(value) && value.length <= MAX_HOSTS && wrongPlaces(value).length === 0,
    message: (value) => {
      // Where they stand, and never what they are: anything may have been pasted.
      const places = Array.isArray(value) && value.length <= MAX_HOSTS ? wrongPlaces(value) : [];
      return places.length > 0 ? `${RULE}; wrong at ${places.join(', ')}` : RULE;
    },
    schema: { type: 'array', items: { type: 'string', minLength: 1 }, maxItems: MAX_HOSTS },
  });
}

/** Counted from 1. */
function wrongPlaces(hosts: readonly unknown[]): number[] {
  return hosts.flatMap((host, index) =>
    typeof host === 'string' && returnHost(host) !== null ? [] : [index + 1],
  );
}
