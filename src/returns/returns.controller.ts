import { Controller, Get, Param, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NotFound } from '../http/http.problems';
import { Problem } from '../http/problem';
import { Public } from '../http/public';
import { RETURN_OUTCOMES, ReturnAddresses } from '../orders';
import { confirmingPage, overduePage } from './pages';
import { requestLanguage } from './request-language';
import { ReturnPageFilter } from './return-page.filter';
import { ReturnsService } from './returns.service';
import { PRIVATE, sendPage } from './send-page';

/** The only thing that a buyer's browser ever reaches; the token in the address is the key. */
@Public()
@UseFilters(ReturnPageFilter)
@Controller('return')
export class ReturnsController {
  constructor(
    private readonly addresses: ReturnAddresses,
    private readonly returns: ReturnsService,
  ) {}

  @Get(':token/:outcome')
  async comeBack(
    @Param('token') token: string,
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
    const render = landing.isOverdue ? overduePage : confirmingPage;
    sendPage(reply, 200, render(landing.order, requestLanguage(request)));
  }

  @Get('*')
  anythingElse(): never {
    throw notOurs();
  }
}

function notOurs(): Problem {
  return new Problem(NotFound, NotFound.title);
}
