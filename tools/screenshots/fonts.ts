import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { unpackFromDebian } from '../debian/packages';
import { localFolder } from '../state/local-folder';

/**
 * The same faces on every machine: Inter for Latin, Noto Sans for Bangla, out of Debian's packages.
 * @returns the configuration of fontconfig that names them
 */
export async function provideFonts(): Promise<string> {
  const folder = await localFolder('screenshots');
  const root = join(folder, 'fonts');
  await unpackFromDebian(['fonts-inter', 'fonts-noto-core'], root);
  const cache = join(folder, 'fontconfig');
  await mkdir(cache, { recursive: true });
  const file = join(folder, 'fonts.conf');
  await writeFile(file, configuration(['/usr/share/fonts', join(root, 'usr/share/fonts')], cache));
  return file;
}

function configuration(folders: readonly string[], cache: string): string {
  const prefer = ['system-ui', 'sans-serif'].map(
    (family) => `<alias binding="strong"><family>${family}</family>
      <prefer><family>Inter</family><family>Noto Sans Bengali</family></prefer></alias>`,
  );
  return `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
${folders.map((folder) => `<dir>${folder}</dir>`).join('\n')}
<cachedir>${cache}</cachedir>
${prefer.join('\n')}
</fontconfig>
`;
}
