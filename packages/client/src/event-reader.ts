/** One server-sent event; `data` is empty where it only moves `id` on. */
export interface ServerEvent {
  id: string;
  data: string;
}

/** Reads server-sent events as the HTML standard has them, of the fields that the service sends. */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of body) {
    rest += decoder.decode(chunk, { stream: true });
    const frames = rest.split('\n\n');
    rest = frames.pop() ?? '';
    for (const frame of frames) yield toEvent(frame);
  }
}

function toEvent(frame: string): ServerEvent {
  const event = { id: '', data: '' };
  for (const line of frame.split('\n')) {
    if (line.startsWith('id: ')) event.id = line.slice('id: '.length);
    if (line.startsWith('data: ')) event.data += line.slice('data: '.length);
  }
  return event;
}
