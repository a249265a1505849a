import { IsOptional, Matches, MaxLength } from 'class-validator';
import { validationFailed } from './http.problems';
import { DEFAULT_LIMIT, MAX_LIMIT, decodeCursor, type KeysetCursor } from './page';

/** `limit` and `cursor`, as every list takes them. */
export class PageQuery {
  @IsOptional()
  @Matches(/^\d{1,3}$/, { message: `must be a whole number from 1 to ${MAX_LIMIT}` })
  limit?: string;

  @IsOptional()
  @MaxLength(200)
  cursor?: string;
}

export interface PageRequest {
  limit: number;
  after: KeysetCursor | null;
}

export function toPageRequest({ limit, cursor }: PageQuery): PageRequest {
  const wanted = limit === undefined ? DEFAULT_LIMIT : Number(limit);
  if (wanted < 1 || wanted > MAX_LIMIT) {
    throw validationFailed([
      { field: 'limit', message: `must be a whole number from 1 to ${MAX_LIMIT}` },
    ]);
  }
  return { limit: wanted, after: cursor === undefined ? null : decodeCursor(cursor) };
}
