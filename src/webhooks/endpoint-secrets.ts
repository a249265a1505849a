import { Injectable } from '@nestjs/common';
import { Envelope, type SealedSecret, type SecretBinding } from '../crypto/envelope';
import type { WebhookEndpointEntity } from './webhook-endpoint.entity';

/** Whose secret it is. */
export type SecretOwner = Pick<WebhookEndpointEntity, 'id' | 'merchantId'>;

/** The secrets of endpoints, sealed to their own row. */
@Injectable()
export class EndpointSecrets {
  constructor(private readonly envelope: Envelope) {}

  seal(secret: string, owner: SecretOwner): Promise<SealedSecret> {
    return this.envelope.seal(secret, bindingOf(owner));
  }

  /** In the order given. */
  open(sealed: readonly SealedSecret[], owner: SecretOwner): Promise<string[]> {
    return Promise.all(sealed.map((secret) => this.envelope.open(secret, bindingOf(owner))));
  }
}

function bindingOf({ id, merchantId }: SecretOwner): SecretBinding {
  return {
    merchantId: merchantId ?? '-',
    environment: '-',
    purpose: 'webhook-secret',
    subjectId: id,
  };
}
