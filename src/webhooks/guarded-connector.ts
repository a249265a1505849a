import { lookup } from 'node:dns';
import type { LookupFunction } from 'node:net';
import { buildConnector } from 'undici';
import { isAllowedAddress, literalAddress, type AddressRules } from './webhook-address';

export const ADDRESS_REFUSED = 'ERR_ADDRESS_REFUSED';

/**
 * Connects to allowed addresses only. The judgement stands where the connection is made: a name may
 * lead elsewhere by the time anything looked up before would be used.
 */
export function guardedConnector(rules: AddressRules): buildConnector.connector {
  const connect = buildConnector({ lookup: guardedLookup(rules) });
  return (options, callback) => {
    // Addresses are not looked up.
    const literal = literalAddress(options);
    if (literal !== null && !isAllowedAddress(literal, rules)) callback(addressRefused(), null);
    else connect(options, callback);
  };
}

function guardedLookup(rules: AddressRules): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) {
        callback(error, []);
        return;
      }
      const allowed = found.filter(({ address }) => isAllowedAddress(address, rules));
      const [first] = allowed;
      if (!first) callback(addressRefused(), []);
      else if (options.all) callback(null, allowed);
      else callback(null, first.address, first.family);
    });
  };
}

function addressRefused(): NodeJS.ErrnoException {
  return Object.assign(new Error('the address is not allowed'), { code: ADDRESS_REFUSED });
}
