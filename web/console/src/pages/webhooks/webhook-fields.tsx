import { ORDER_EVENTS, type WebhookEvent } from '../../api/webhook-schemas';
import { Field, FieldGroup, type Entries, type Troubles } from '../../ui/form';
import { words } from '../../words/webhooks';

interface WebhookFieldsProps {
  url?: string;
  events?: readonly WebhookEvent[];
  description?: string;
}

/** What an endpoint is made of, whether it is new or changed. */
export function WebhookFields({
  url = '',
  events = ORDER_EVENTS,
  description = '',
}: WebhookFieldsProps) {
  const says = words.value.webhooks;
  return (
    <>
      <Field name="url" label={says.form.url} note={says.form.urlNote}>
        {(attributes) => (
          <input
            type="url"
            {...attributes}
            required
            maxLength={512}
            autoComplete="off"
            spellcheck={false}
            placeholder="https://shop.example.com/ipay"
            defaultValue={url}
          />
        )}
      </Field>
      <FieldGroup name="events" label={says.form.events}>
        <div class="event-choices">
          {ORDER_EVENTS.map((event) => (
            <label key={event} class="choice">
              <input
                type="checkbox"
                name="events"
                value={event}
                defaultChecked={events.includes(event)}
              />
              <span>
                <code>{event}</code> <span class="faint">{says.events[event]}</span>
              </span>
            </label>
          ))}
        </div>
      </FieldGroup>
      <Field name="description" label={says.form.description} note={says.form.descriptionNote}>
        {(attributes) => (
          <input
            type="text"
            {...attributes}
            maxLength={255}
            autoComplete="off"
            defaultValue={description}
          />
        )}
      </Field>
    </>
  );
}

/** What is wrong with them before anybody is asked. */
export function troublesIn({ text, texts }: Entries): Troubles {
  const says = words.value.webhooks.form;
  return {
    ...(text('url') === '' && { url: says.urlMissing }),
    ...(texts('events').length === 0 && { events: says.eventsMissing }),
  };
}

export function eventsIn({ texts }: Entries): WebhookEvent[] {
  const ticked = texts('events');
  return ORDER_EVENTS.filter((event) => ticked.includes(event));
}
