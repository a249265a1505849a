import { ArrayNotEmpty, ArrayUnique, IsIn, ValidateBy } from 'class-validator';
import { objectionToUrl } from '../webhook-address';
import { WEBHOOK_EVENTS } from '../webhook-events';

/** Loopback is a matter of the settings, which the service knows. */
export function IsWebhookUrl(): PropertyDecorator {
  return ValidateBy({
    name: 'isWebhookUrl',
    validator: {
      validate: (value: unknown) => objectionToUrl(value, { allowLoopback: true }) === null,
      defaultMessage: (context) => objectionToUrl(context?.value, { allowLoopback: true }) ?? '',
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
