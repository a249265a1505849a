/** Who may call: API tokens, their scopes and merchants, and the guard before every handler. */
export { AccessModule } from './access.module';
export { RequireScope } from './access.guard';
export { Authenticator } from './authenticator';
export { Caller, merchantIdFor } from './caller';
export {
  InsufficientScope,
  MerchantNotFound,
  RateLimited,
  Unauthorized,
  merchantNotFound,
} from './access.problems';
