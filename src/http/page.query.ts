import { IsOptional, IsString, Matches } from 'class-validator';
import { validationFailed } from './http.problems';
import { DEFAULT_LIMIT, MAX_LIMIT, decodeCursor, type KeysetCursor } from './page';

/** `limit` and `cursor`, as every list takes them. */
export class PageQuery {
  @IsOptional()
  @Matches(/^\d{1,3}$/, { message: `must be a whole number from 1 to ${MAX_LIMIT}` })
  limit?: string;

  @IsOptional()
  @IsString()
  cursor?: string;
}

export interface PageRequest {
  limit: number;
  after: KeysetCursor | null;
}

/** @throws Problem `validation-failed` */
export function toLimit({ limit }: Pick<PageQuery, 'limit'>): number {
  const wanted = limit === undefined ? DEFAULT_LIMIT : Number(limit);
  if (wanted < 1 || wanted > MAX_LIMIT) {
    throw validationFailed([
      { field: 'limit', message: `must be a whole number from 1 to ${MAX_LIMIT}` },
    ]);
  }
  return wanted;
}

/** @throws Problem `validation-failed` or `invalid-cursor` */
export function toPageRequest({ limit, cursor }: PageQuery): PageRequest {
  return {
    limit: toLimit({ ...(limit !== undefined && { limit }) }),
    after: cursor === undefined ? null : decodeCursor(cursor),
  };
}
