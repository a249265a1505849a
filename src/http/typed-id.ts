import { TypeID, typeid } from 'typeid-js';

/** The prefixes of the ids that callers see; in Postgres they are plain `uuid`. */
export type IdPrefix = 'mrc' | 'ord' | 'tok' | 'evt' | 'whk' | 'dlv' | 'aud' | 'prc';

/** A new UUIDv7: sorts by the time it was made. */
export function newUuid(): string {
  return typeid().toUUID();
}

/** `ord_01h455vb4pex5vsknk084sn02q` for a uuid. */
export function toTypedId(prefix: IdPrefix, uuid: string): string {
  return TypeID.fromUUID(prefix, uuid).toString();
}

/** The uuid behind a typed id; null where the text is not one of this prefix. */
export function fromTypedId(prefix: IdPrefix, text: string): string | null {
  try {
    return TypeID.fromString(text, prefix).toUUID();
  } catch {
    return null;
  }
}
