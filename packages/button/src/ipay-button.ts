import { isCertain, type Outcome } from './answer.js';
import { askForOrder, bodyOf } from './order-request.js';
import { STYLE } from './style.js';
import { labelIn, MARK, wordsIn, type FailureReason, type Language } from './words.js';

/** Of `ipay-created`. Prevent its default, and the browser stays where it is. */
export interface IpayCreated {
  paymentUrl: string;
  /** All that the shop answered. */
  answer: unknown;
}

/** Of `ipay-error`. Prevent its default, and the button shows no message. */
export interface IpayError {
  reason: FailureReason;
  /** Of the shop's answer; null where none came. */
  status: number | null;
  /** What buyers read: the shop's words, else the button's. */
  message: string;
}

/** Then the buyer is told that it takes longer than usual. */
const SLOW_MS = 8_000;
const TIMEOUT_SECONDS = 30;
/** The browser has not left by then: the payment page does not load, or the buyer stopped it. */
const LEAVING_MS = 15_000;

/** Not `disabled`: that would take the focus away from whoever pressed it. */
const BUSY = ['aria-busy', 'aria-disabled'];

/** On a server there is no such class, and importing this must do no harm there. */
const Base =
  typeof HTMLElement === 'undefined' ? (Object as unknown as typeof HTMLElement) : HTMLElement;

/** `<ipay-button create-url amount variant theme lang disabled timeout csrf-token csrf-header>` */
export class IpayButton extends Base {
  static readonly formAssociated = true;
  static readonly observedAttributes = ['amount', 'lang'];
  static #sheet: CSSStyleSheet | undefined;

  readonly #internals = this.attachInternals();
  readonly #label = part('span', 'label');
  readonly #waiting = part('span', 'waiting');
  readonly #button = part('button', 'button', this.#label, this.#waiting);
  readonly #message = part('p', 'message');
  readonly #note = part('p', 'note');

  /** Alive while there is an answer or a page to wait for. */
  #attempt: AbortController | undefined;
  /** Names what the shop is asked, so that repeating it makes no second order. */
  #question: { body: string; key: string } | undefined;
  /** True while the form is asked to submit by this button. */
  #isSubmitting = false;
  /** Ends what listens outside of this element. */
  #connection: AbortController | undefined;
  readonly #languages = new MutationObserver(() => {
    this.#render();
  });

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open', delegatesFocus: true });
    root.adoptedStyleSheets = [IpayButton.#styleSheet()];
    this.#button.type = 'button';
    this.#message.id = 'message';
    this.#message.setAttribute('role', 'alert');
    this.#note.setAttribute('role', 'status');
    this.#note.className = 'unseen';
    this.#button.setAttribute('aria-describedby', this.#message.id);
    root.append(this.#button, this.#message, this.#note);
    this.addEventListener('click', (event) => {
      const path = event.composedPath();
      if (path[0] === this || path.includes(this.#button)) this.#press();
    });
  }

  get disabled(): boolean {
    return this.hasAttribute('disabled');
  }

  set disabled(isDisabled: boolean) {
    this.toggleAttribute('disabled', isDisabled);
  }

  /** Whether it waits for the shop's answer, or for the payment page. */
  get busy(): boolean {
    return this.#attempt !== undefined;
  }

  protected connectedCallback(): void {
    const { signal } = (this.#connection = new AbortController());
    // Last of all, so that whatever else listens to the form can keep it from being submitted.
    const root = this.getRootNode() as Document | ShadowRoot;
    const takeOver = (event: Event): void => {
      this.#takeOver(event as SubmitEvent);
    };
    root.addEventListener('submit', takeOver, { signal });
    // Back from the payment page: the page is as it was left, busy.
    const comeBack = ({ persisted }: PageTransitionEvent): void => {
      if (persisted) this.#rest();
    };
    addEventListener('pageshow', comeBack, { signal });
    this.#languages.observe(document.documentElement, { attributeFilter: ['lang'] });
    this.#render();
  }

  /** Whoever took it from the page does not want to be sent to another one. */
  protected disconnectedCallback(): void {
    this.#connection?.abort();
    this.#languages.disconnect();
    this.#rest();
  }

  protected attributeChangedCallback(): void {
    if (this.isConnected) this.#render();
  }

  /** By its own attribute or by a fieldset. */
  protected formDisabledCallback(isDisabled: boolean): void {
    this.#button.disabled = isDisabled;
  }

  get #language(): Language {
    return this.matches(':lang(bn)') ? 'bn' : 'en';
  }

  #render(): void {
    const language = this.#language;
    for (const element of [this.#button, this.#message, this.#note]) element.lang = language;
    this.#label.replaceChildren(...marked(labelIn(language, this.getAttribute('amount'))));
    this.#waiting.replaceChildren(part('span', 'spinner'), ...marked(wordsIn(language).waiting));
  }

  #press(): void {
    if (this.busy || this.#button.disabled) return;
    const { form } = this.#internals;
    if (!form) {
      void this.#pay(new FormData());
      return;
    }
    this.#isSubmitting = true;
    form.requestSubmit(this.#submitterOf(form));
    this.#isSubmitting = false;
  }

  /** The button for browsers without scripts; it stands inside this element. */
  #submitterOf(form: HTMLFormElement): HTMLElement | undefined {
    return [...this.querySelectorAll<HTMLButtonElement | HTMLInputElement>('button, input')].find(
      (inner) => inner.form === form && inner.type === 'submit',
    );
  }

  /** The form is valid, and submitted by this button or, by Enter in a field, by the one inside it. */
  #takeOver(event: SubmitEvent): void {
    const { form } = this.#internals;
    const { target, submitter, defaultPrevented } = event;
    if (form === null || target !== form || defaultPrevented) return;
    if (!this.#isSubmitting && !(submitter && this.contains(submitter))) return;
    event.preventDefault();
    if (!this.#button.disabled) void this.#pay(new FormData(form, submitter));
  }

  async #pay(fields: FormData): Promise<void> {
    if (this.busy) return;
    const attempt = this.#wait();
    const outcome = await this.#ask(bodyOf(fields), attempt.signal);
    if (attempt.signal.aborted) return;
    if (isCertain(outcome)) this.#question = undefined;
    if (outcome.kind === 'failed') {
      this.#rest();
      this.#fail(outcome);
      return;
    }
    const { paymentUrl, answer } = outcome;
    if (this.#tell('ipay-created', { paymentUrl, answer })) {
      location.assign(paymentUrl);
      after(LEAVING_MS, attempt.signal, () => {
        this.#rest();
      });
    } else {
      this.#rest();
    }
  }

  #ask(body: string, signal: AbortSignal): Promise<Outcome> {
    if (this.#question?.body !== body) this.#question = { body, key: newKey() };
    const csrfToken = this.getAttribute('csrf-token');
    return askForOrder({
      url: this.getAttribute('create-url') ?? '',
      body,
      headers: {
        'idempotency-key': this.#question.key,
        ...(csrfToken !== null && {
          [this.getAttribute('csrf-header') ?? 'x-csrf-token']: csrfToken,
        }),
      },
      timeoutMs: (Number(this.getAttribute('timeout')) || TIMEOUT_SECONDS) * 1_000,
      signal,
    });
  }

  #fail({ reason, status, message: said }: Outcome & { kind: 'failed' }): void {
    const message = said ?? wordsIn(this.#language).failed[reason];
    if (this.#tell('ipay-error', { reason, status, message })) this.#message.textContent = message;
  }

  #wait(): AbortController {
    const attempt = (this.#attempt = new AbortController());
    const words = wordsIn(this.#language);
    for (const name of BUSY) this.#button.setAttribute(name, 'true');
    this.#message.textContent = '';
    this.#note.textContent = words.waiting;
    after(SLOW_MS, attempt.signal, () => {
      this.#note.className = '';
      this.#note.textContent = words.slow;
    });
    return attempt;
  }

  #rest(): void {
    this.#attempt?.abort();
    this.#attempt = undefined;
    for (const name of BUSY) this.#button.removeAttribute(name);
    this.#note.className = 'unseen';
    this.#note.textContent = '';
  }

  /** @returns false where somebody has prevented the default */
  #tell(type: string, detail: IpayCreated | IpayError): boolean {
    const options = { detail, bubbles: true, composed: true, cancelable: true };
    return this.dispatchEvent(new CustomEvent(type, options));
  }

  /** One for all buttons, and no inline style: strict content security policies allow it. */
  static #styleSheet(): CSSStyleSheet {
    if (!this.#sheet) {
      this.#sheet = new CSSStyleSheet();
      this.#sheet.replaceSync(STYLE);
    }
    return this.#sheet;
  }
}

function part<Name extends 'b' | 'button' | 'p' | 'span'>(
  name: Name,
  partName: string,
  ...children: Node[]
): HTMLElementTagNameMap[Name] {
  const element = document.createElement(name);
  element.setAttribute('part', partName);
  element.append(...children);
  return element;
}

/** The text with its word mark apart, for style sheets and translators. */
function marked(text: string): (string | Node)[] {
  const [before = '', after = ''] = text.split(MARK);
  const mark = part('b', 'mark');
  mark.textContent = MARK;
  mark.translate = false;
  return [before, mark, after];
}

function after(ms: number, signal: AbortSignal, act: () => void): void {
  const timer = setTimeout(act, ms);
  signal.addEventListener('abort', () => {
    clearTimeout(timer);
  });
}

/** 128 random bits; `crypto.randomUUID` is not there on plain http. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
