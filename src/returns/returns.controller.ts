import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Answers, Operation, Tag, Undocumented } from '../http/contract';
import { NotFound } from '../http/http.problems';
import { Problem } from '../http/problem';
import { Public } from '../http/public';
import { RETURN_OUTCOMES, ReturnAddresses } from '../orders';
import { pageWishes } from './page-wishes';
import { confirmingPage, overduePage } from './pages';
import { ReturnPageFilter } from './return-page.filter';
import { ReturnsService } from './returns.service';
import { PRIVATE, sendPage } from './send-page';

const HTML = { mediaType: 'text/html' };

/** The only thing that a buyer's browser ever reaches; the token in the address is the key. */
@Tag('Returns')
@Public()
@UseFilters(ReturnPageFilter)
@Controller('return')
export class ReturnsController {
  constructor(
    private readonly addresses: ReturnAddresses,
    private readonly returns: ReturnsService,
  ) {}

  @Get(':returnToken/:outcome')
  @Operation(
    'returnBuyer',
    'Where the browser of a buyer comes back',
    'A hint only: iPay is asked, and the buyer goes where the verified state says.',
  )
  @Answers(303, null, 'On to the URL of the platform for what was verified.', {
    Location: 'With `ipay_order`, `ipay_reference`, `ipay_state` and their signature added.',
  })
  @Answers(200, HTML, 'Not certain yet: a page that moves on by itself.')
  @Answers(404, HTML, 'Not an address of ours.')
  @Answers(500, HTML, 'Something went wrong on our side.')
  @Answers(503, HTML, 'It cannot be said right now; the page tries again.')
  async comeBack(
    @Param('returnToken') token: string,
    @Param('outcome') claimed: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const subject = this.addresses.read(token);
    const outcome = RETURN_OUTCOMES.find((one) => one === claimed);
    if (!subject || !outcome) throw notOurs();
    const landing = await this.returns.land({ ...subject, outcome, requestId: request.id });
    if (landing.kind === 'redirect') {
      void reply
        .status(303)
        .headers({ ...PRIVATE, location: landing.location })
        .send();
      return;
    }
    const { order, nextLookSeconds } = landing;
    const wishes = pageWishes(request);
    const page =
      nextLookSeconds === null
        ? overduePage(order, wishes)
        : confirmingPage(order, nextLookSeconds, wishes);
    sendPage(reply, 200, page);
  }

  @Get('*')
  @Undocumented()
  anythingElse(): never {
    throw notOurs();
  }
}

function notOurs(): Problem {
  return new Problem(NotFound, NotFound.title);
}
