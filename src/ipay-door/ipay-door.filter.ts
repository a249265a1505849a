import { Catch, type ArgumentsHost } from '@nestjs/common';
import { MerchantNotFound, Unauthorized } from '../access';
import { Problem } from '../http/problem';
import { ProblemFilter } from '../http/problem.filter';
import { OrderNotFound } from '../orders';
import { invalidApiKey, orderNotFound } from './ipay-refusals';

/** Says in iPay's words what other modules refuse in ours. */
@Catch()
export class IpayDoorFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    super.catch(error instanceof Problem ? inIpaysWords(error) : error, host);
  }
}

function inIpaysWords(problem: Problem): Problem {
  switch (problem.definition.code) {
    case Unauthorized.code:
      return invalidApiKey();
    case OrderNotFound.code:
    case MerchantNotFound.code:
      return orderNotFound();
    default:
      return problem;
  }
}
