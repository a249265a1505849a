import { Injectable, type PipeTransform } from '@nestjs/common';
import { ENVIRONMENTS, type Environment } from '../../config/environment';
import { NotFound } from '../../http/http.problems';
import { Problem } from '../../http/problem';

/** An environment in a path: there is nothing under any other word. */
@Injectable()
export class EnvironmentParam implements PipeTransform<string, Environment> {
  transform(text: string): Environment {
    const environment = ENVIRONMENTS.find((known) => known === text);
    if (!environment)
      throw new Problem(NotFound, `The environments are ${ENVIRONMENTS.join(', ')}`);
    return environment;
  }
}
