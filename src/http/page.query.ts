import { IsOptional, IsString } from 'class-validator';
import { Describe } from './contract';
import { IsCount } from './query-rules';
import { DEFAULT_LIMIT, MAX_LIMIT, decodeCursor, type KeysetCursor } from './page';

/** `limit` and `cursor`, as every list takes them. */
export class PageQuery {
  @IsOptional()
  @IsCount(1, MAX_LIMIT)
  @Describe(`How many at most; ${DEFAULT_LIMIT} where it is left out.`)
  limit?: string;

  @IsOptional()
  @IsString()
  @Describe('`nextCursor` of the page before.')
  cursor?: string;
}

export interface PageRequest {
  limit: number;
  after: KeysetCursor | null;
}

export function toLimit({ limit }: Pick<PageQuery, 'limit'>): number {
  return limit === undefined ? DEFAULT_LIMIT : Number(limit);
}

/** @throws Problem `invalid-cursor` */
export function toPageRequest({ limit, cursor }: PageQuery): PageRequest {
  return {
    limit: toLimit({ ...(limit !== undefined && { limit }) }),
    after: cursor === undefined ? null : decodeCursor(cursor),
  };
}
