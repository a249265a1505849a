/** Decides when to ask iPay and does it: schedule, dispatcher, worker. */
export { VerificationModule } from './verification.module';
export { VerificationService } from './verification.service';
export { VERIFICATION_QUEUE } from './verification-queue';
