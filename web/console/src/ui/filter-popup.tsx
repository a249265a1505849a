import type { ComponentChildren } from 'preact';
import { words } from '../words/orders';
import { Form, type Entries } from './form';
import { Icon } from './icon';
import { Popup } from './popup';

interface FilterPopupProps {
  /** What the button says. */
  label: string;
  /** What was filled in; what it throws is shown, as in every form, and the popup stays open. */
  onApply: (entries: Entries) => void | Promise<void>;
  /** Fields of filters. */
  children: ComponentChildren;
}

/** What a list is narrowed by that takes more than a press: a form behind one button. */
export function FilterPopup({ label, onApply, children }: FilterPopupProps) {
  return (
    <Popup
      className="button button-small"
      button={
        <>
          <Icon name="plus" size={14} />
          {label}
        </>
      }
    >
      {(close) => (
        <Form
          submit={words.value.orders.filters.apply}
          onSubmit={async (entries) => {
            await onApply(entries);
            close();
          }}
        >
          {children}
        </Form>
      )}
    </Popup>
  );
}
