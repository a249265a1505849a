import { IsOptional, IsString } from 'class-validator';

export class StreamQuery {
  /** Only the events of this merchant (`mrc_…`). */
  @IsOptional() @IsString() merchant?: string;
}
