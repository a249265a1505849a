import { ENVIRONMENTS } from '../config/environment';
import type { JsonSchema } from '../http/rule';
import type { OpenApiParameter } from './openapi';

/** An id that was never issued and a malformed one are the same to the caller: 404. */
const id = (example: string, description: string): [string, JsonSchema] => [
  description,
  { type: 'string', examples: [example] },
];

const PARAMETERS: Readonly<Record<string, [description: string, schema: JsonSchema]>> = {
  merchant: id('mrc_01k8r3fdxve7hsk0ybzr4qvbn5', 'Id of a merchant.'),
  order: id('ord_01k8r3fdxve7hsk0ybzr4qvbn5', 'Id of an order.'),
  token: id('tok_01k8r3fdxve7hsk0ybzr4qvbn5', 'Id of a token.'),
  webhook: id('whk_01k8r3fdxve7hsk0ybzr4qvbn5', 'Id of a webhook endpoint.'),
  delivery: id('dlv_01k8r3fdxve7hsk0ybzr4qvbn5', 'Id of a delivery.'),
  orderId: id('IPAY-12345678', "iPay's own id of an order."),
  referenceId: id('abcd1234', "The platform's own id of the order, percent-encoded."),
  returnToken: ['Names merchant and order, and is signed.', { type: 'string' }],
  outcome: ['What the buyer claims.', { type: 'string', enum: ['success', 'failure', 'cancel'] }],
  environment: ['Sandbox (play money) or production.', { type: 'string', enum: ENVIRONMENTS }],
};

/** @throws Error for a name that nobody has described */
export function pathParameter(name: string): OpenApiParameter {
  const known = PARAMETERS[name];
  if (!known) throw new Error(`the path parameter ${name} is not described`);
  const [description, schema] = known;
  return { name, in: 'path', required: true, description, schema };
}
