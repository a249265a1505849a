import { ValidateBy } from 'class-validator';
import { returnHost } from '../return-host';

/** A list of at most 50 hosts; see `return-host.ts`. */
const MAX_HOSTS = 50;

export function AreReturnHosts(): PropertyDecorator {
  return ValidateBy({
    name: 'areReturnHosts',
    validator: {
      validate: (value: unknown) =>
        Array.isArray(value) &&
        value.length <= MAX_HOSTS &&
        value.every((host) => typeof host === 'string' && returnHost(host) !== null),
      defaultMessage: () =>
        `must be a list of at most ${MAX_HOSTS} hostnames or IP addresses, each with or without :port`,
    },
  });
}
