import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { MEMBERS } from '../../../src/sandbox/members';
import { walkAsBuyer } from '../../../src/sandbox/buyer';
import { ensureBuilt } from '../../../tools/build/ensure-built';
import { CLONE_FOLDER } from '../../../tools/state/local-folder';
import { eventually } from '../service';
import { provideCommands } from './commands';
import type { FencedBlock } from './fenced-blocks';
import { openShell, type Shell } from './shell';
import { isAsShown } from './shown';

const run = promisify(execFile);

/** Where the guides' buyers come back to; nobody is there to be asked. */
const SHOP_HOST = 'shop.example.com';

/** For a program to start and a webhook to be tried a second time, on a busy machine. */
const PATIENCE_MS = 30_000;

/**
 * A clone as a reader has it beside the running demo: built, everything installed.
 * @param demoEnvironment what the demo writes down for a second terminal
 */
export async function cloneForReader(demoEnvironment: string): Promise<string> {
  await ensureBuilt(() => undefined);
  const clone = await mkdtemp(join(tmpdir(), 'guide-'));
  for (const name of ['package.json', 'tsconfig.json', 'packages/client']) {
    const filter = (source: string): boolean =>
      !['dist', 'node_modules'].includes(basename(source));
    await cp(join(CLONE_FOLDER, name), join(clone, name), { recursive: true, filter });
  }
  await symlink(join(CLONE_FOLDER, 'dist'), join(clone, 'dist'));
  const installed = join(CLONE_FOLDER, 'node_modules');
  await mkdir(join(clone, 'node_modules/@ipay-connect'), { recursive: true });
  for (const name of await readdir(installed)) {
    if (name === '@ipay-connect') continue;
    await symlink(join(installed, name), join(clone, 'node_modules', name));
  }
  await symlink('../../packages/client', join(clone, 'node_modules/@ipay-connect/client'));
  await mkdir(join(clone, '.local/demo'), { recursive: true });
  await writeFile(join(clone, '.local/demo/env'), demoEnvironment);
  return clone;
}

/** Somebody who reads a guide top to bottom and does what it says, in one terminal. */
export class Reader {
  private lastTyped = '';
  /** What came of it. */
  private printed = '';
  private readonly programs: string[] = [];

  private constructor(
    private readonly folder: string,
    private readonly shell: Shell,
    /** What is pasted where a command asks: the address that a buyer has arrived at, in the end. */
    private clipboard: string,
  ) {}

  static async open(
    folder: string,
    environment: Readonly<Record<string, string>>,
    clipboard: string,
  ): Promise<Reader> {
    const env = { HOME: folder, PATH: await provideCommands(), ...environment };
    return new Reader(folder, await openShell(folder, env), clipboard);
  }

  /**
   * Does what a block says.
   * @throws with the block's line where it does not work, or shows what does not come
   */
  async follow(block: FencedBlock): Promise<void> {
    try {
      await this.act(block);
    } catch (error) {
      throw new Error(`line ${block.line}: ${(error as Error).message}`, { cause: error });
    }
  }

  private async act(block: FencedBlock): Promise<void> {
    const [word] = block.words;
    if (word === 'output') return this.compare(block);
    if (word === 'buyer') return this.pay(block.text);
    if (block.language === 'ts') return this.save(block.text);
    if (block.language === 'sh' && word !== 'untested') return this.type(block.text);
  }

  /** Judges every program that was saved, as strictly as the service's own sources. */
  async checkTypes(): Promise<void> {
    const compiler = join(CLONE_FOLDER, 'node_modules/typescript/bin/tsc');
    const rules = { extends: './tsconfig.json', include: this.programs };
    const project = join(this.folder, 'tsconfig.guide.json');
    await writeFile(project, JSON.stringify({ ...rules, compilerOptions: { types: ['node'] } }));
    const judged = run(process.execPath, [compiler, '--noEmit', '-p', project], {
      cwd: this.folder,
    });
    await judged.catch((error: unknown) => {
      throw new Error((error as { stdout: string }).stdout);
    });
  }

  async close(): Promise<void> {
    await this.shell.close();
  }

  private async type(text: string): Promise<void> {
    this.lastTyped = text;
    this.printed = await this.shell.type(text, this.clipboard);
  }

  /** What takes a moment is looked at again, as a person would. */
  private async compare({ text, words }: FencedBlock): Promise<void> {
    const isShown = (): boolean => isAsShown(this.printed, text);
    if (words.includes('soon') && !isShown()) {
      const lookAgain = async () => (await this.type(this.lastTyped), isShown());
      // What is there in the end says more than that it did not come.
      await eventually(lookAgain, { withinMs: PATIENCE_MS }).catch(() => undefined);
    }
    if (!isShown()) throw new Error(`shown:\n${text}\nprinted:\n${this.printed}`);
  }

  /** What the page tells the buyer to do, done: who logs in, and what is tapped in the end. */
  private async pay(steps: string): Promise<void> {
    const [mobile] = /01\d{9}/.exec(steps) ?? [];
    const member = MEMBERS.find((one) => one.mobile === mobile);
    const [, decision] = /^Tap +(Pay|Cancel)$/m.exec(steps) ?? [];
    if (!member || !decision) throw new Error(`no steps of a buyer:\n${steps}`);
    const paymentUrl = await this.shell.type('printf %s "$PAYMENT_URL"');
    this.clipboard = await this.followRedirects(
      await walkAsBuyer(paymentUrl.replace(/^https:/, 'http:'), {
        fate: member.fate,
        decision: decision === 'Pay' ? 'pay' : 'cancel',
      }),
    );
  }

  /** A page on the way says that it reloads itself. */
  private followRedirects(start: string): Promise<string> {
    let address = start;
    return eventually(
      async () => {
        if (new URL(address).hostname === SHOP_HOST) return address;
        const { headers, body } = await fetch(address, { redirect: 'manual' });
        await body?.cancel();
        address = new URL(headers.get('location') ?? address, address).href;
        return false;
      },
      { what: 'the buyer back at the shop' },
    );
  }

  private async save(text: string): Promise<void> {
    const [, name] = /^\/\/ ([\w-]+\.mts)\n/.exec(text) ?? [];
    if (name === undefined) throw new Error(`a program without a name:\n${text}`);
    this.programs.push(name);
    await writeFile(join(this.folder, name), text);
  }
}
