import 'reflect-metadata';
import { Body, Controller, Delete, Get, Post, Query } from '@nestjs/common';
import { IsIn, IsInt, IsOptional, Matches, Max, Min, ValidateBy } from 'class-validator';
import { z } from 'zod';
import { RequireScope } from '../../../src/access';
import { Answers, Describe, Example, Operation, Refuses, Tag } from '../../../src/http/contract';
import { PageQuery } from '../../../src/http/page.query';
import { Public } from '../../../src/http/public';
import { IsText } from '../../../src/http/text';
import { moment, named } from '../../../src/http/wire';
import { describeApi } from '../../../src/openapi/document';
import { bodySchema } from '../../../src/openapi/request-schema';

@Example({ name: 'tea' })
class MakeTeaDto {
  @IsText(1, 9)
  @Describe('How it is called.')
  name!: string;

  @IsOptional()
  @Matches(/^[a-z]+$/)
  colour?: string | null;

  @IsInt()
  @Min(1)
  @Max(5)
  cups = 2;

  @IsIn(['milk', 'lemon'], { each: true })
  beside!: string[];
}

const teaSchema = named('Tea', z.object({ at: moment(), cups: z.int() }));
const Cold = { code: 'cold', status: 409, title: 'It is cold', remedy: 'Make another.' };

@Tag('Teas')
@Controller('v1/merchants/:merchant/teas')
class TeaController {
  @Post()
  @RequireScope('orders:write')
  @Operation('makeTea', 'Make tea')
  @Answers(201, teaSchema, 'It is made.')
  @Refuses(Cold)
  make(@Body() tea: MakeTeaDto): MakeTeaDto {
    return tea;
  }

  @Get()
  @Public()
  @Operation('listTeas', 'List teas')
  @Answers(200, teaSchema, 'They are these.')
  list(@Query() query: PageQuery): PageQuery {
    return query;
  }
}

describe('a body', () => {
  it('is described by the rules that check it', () => {
    expect(bodySchema(MakeTeaDto)).toEqual({
      type: 'object',
      required: ['name', 'beside'],
      additionalProperties: false,
      examples: [{ name: 'tea' }],
      properties: {
        name: {
          type: 'string',
          minLength: 1,
          maxLength: 9,
          pattern: '^[^\\u0000]*$',
          description: 'How it is called.',
        },
        colour: { type: ['string', 'null'], pattern: '^[a-z]+$' },
        cups: { type: 'integer', minimum: 1, maximum: 5, default: 2 },
        beside: { type: 'array', items: { type: 'string', enum: ['milk', 'lemon'] } },
      },
    });
  });

  it('is refused where a rule has no schema', () => {
    class Secretive {
      @ValidateBy({ name: 'isSecret', validator: { validate: () => true } })
      field!: string;
    }
    expect(() => bodySchema(Secretive)).toThrow('Secretive.field: the rule isSecret has no schema');
  });
});

describe('the document', () => {
  const document = describeApi([TeaController], '1.2.3');
  const { post, get } = document.paths['/v1/merchants/{merchant}/teas'] ?? {};

  it('names what a scoped operation may refuse with', () => {
    expect(Object.keys(post?.responses ?? {})).toEqual([
      '201',
      '400',
      '401',
      '403',
      '404',
      '409',
      '413',
      '414',
      '415',
      '429',
      '431',
      '500',
      '503',
    ]);
    expect(post?.security).toEqual([{ token: ['orders:write'] }]);
    expect(post?.responses['409']?.description).toBe('`cold`: It is cold.');
  });

  it('asks no token of what is public', () => {
    expect(get?.security).toEqual([]);
    expect(Object.keys(get?.responses ?? {})).toEqual(['200', '400', '404', '414', '431', '500']);
  });

  it('lists a query as parameters', () => {
    expect(get?.parameters?.map(({ name, in: place }) => `${place} ${name}`)).toEqual([
      'path merchant',
      'query limit',
      'query cursor',
    ]);
  });

  it('tells times as text', () => {
    expect(document.components.schemas.Tea).toMatchObject({
      required: ['at', 'cups'],
      properties: { at: { type: 'string', format: 'date-time' }, cups: { type: 'integer' } },
    });
  });

  it('is refused where a handler says nothing', () => {
    @Tag('Silent')
    @Controller('silent')
    class Silent {
      @Delete()
      @RequireScope('orders:write')
      drop(): void {
        return;
      }
    }
    expect(() => describeApi([Silent], '1')).toThrow('Silent.drop lacks @Operation and @Tag');
  });
});
