import { EnvironmentSwitch } from './environment-switch';
import { LanguageSwitch } from './language-switch';
import { LiveIndicator } from './live-indicator';
import { MeMenu } from './me-menu';
import { Navigation } from './navigation';
import { SearchBox } from './search-box';
import { ThemeSwitch } from './theme-switch';

export function Header() {
  return (
    <header class="header">
      <div class="bar">
        <a class="word-mark" href="/console/">
          ipay-connect
        </a>
        <SearchBox />
        <div class="bar-end">
          <EnvironmentSwitch />
          <LiveIndicator />
          <ThemeSwitch />
          <LanguageSwitch />
          <MeMenu />
        </div>
      </div>
      <Navigation />
    </header>
  );
}
