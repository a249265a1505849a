import { provideChromium } from '../../tools/chromium/chromium';

export default provideChromium;
