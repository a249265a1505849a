import { ArrayNotEmpty, ArrayUnique, IsIn } from 'class-validator';
import { ruleDecorator } from '../../http/rule';
import { MAX_URL_LENGTH, objectionToUrl } from '../webhook-address';
import { WEBHOOK_EVENTS } from '../webhook-events';

/** Loopback is a matter of the settings, which the service knows. */
export function IsWebhookUrl(): PropertyDecorator {
  const objectionTo = (value: unknown) => objectionToUrl(value, { allowLoopback: true });
  return ruleDecorator({
    name: 'isWebhookUrl',
    validate: (value) => objectionTo(value) === null,
    message: (value) => objectionTo(value) ?? '',
    schema: {
      type: 'string',

      maxLength: MAX_URL_LENGTH,
      pattern: '^[Hh][Tt][Tt][Pp][Ss]?://',
    },
  });
}

/** A list of at least one of the events there are, each once. */
export function AreWebhookEvents(): PropertyDecorator {
  const rules = [
    ArrayUnique({ message: 'must name each event once' }),
    ArrayNotEmpty({ message: 'must be a list of at least one event' }),
    IsIn(WEBHOOK_EVENTS, { each: true, message: `must be out of ${WEBHOOK_EVENTS.join(', ')}` }),
  ];
  return (target, property) => {
    for (const rule of rules) rule(target, property);
  };
}
