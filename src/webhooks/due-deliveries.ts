import { Injectable } from '@nestjs/common';
import { Subject } from 'rxjs';

/** Announced in this process when deliveries were made due by request: a nudge, and no more. */
@Injectable()
export class DueDeliveries {
  readonly written = new Subject<void>();
}
