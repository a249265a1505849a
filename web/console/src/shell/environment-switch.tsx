import { useLocation } from 'preact-iso';
import { ENVIRONMENTS, environment } from '../preferences';
import { words } from '../words';

/** Of which environment pages show orders. Addresses that name one are changed with it. */
export function EnvironmentSwitch() {
  const says = words.value.environment;
  const { url, route } = useLocation();
  return (
    <select
      class="environment"
      aria-label={says.label}
      value={environment.value}
      onChange={({ currentTarget }) => {
        const chosen = ENVIRONMENTS.find((one) => one === currentTarget.value) ?? 'all';
        environment.value = chosen;
        const address = new URL(url, location.origin);
        if (!address.searchParams.has('environment')) return;
        if (chosen === 'all') address.searchParams.delete('environment');
        else address.searchParams.set('environment', chosen);
        route(address.pathname + address.search, true);
      }}
    >
      {ENVIRONMENTS.map((one) => (
        <option key={one} value={one}>
          {says[one]}
        </option>
      ))}
    </select>
  );
}
