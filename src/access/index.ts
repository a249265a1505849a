/** Who may call: API tokens, sessions of the console, and the guard before every handler. */
export { AccessModule } from './access.module';
export { RequireScope } from './access.guard';
export { Caller, merchantIdFor, requireScope } from './caller';
export { Callers } from './callers';
export { pageOrigin } from './page-origin';
export { giveSessionCookie, sessionIdIn, takeSessionCookie } from './session-cookie';
export { Sessions, type Session } from './sessions.service';
export {
  CrossSiteRequest,
  InsufficientScope,
  MerchantNotFound,
  RateLimited,
  Unauthorized,
  crossSiteRequest,
  merchantNotFound,
  unauthorized,
} from './access.problems';
