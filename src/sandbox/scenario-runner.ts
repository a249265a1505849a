import { changeOrder, changeSettings } from './control';
import { matchesPattern } from './faults';
import { type Gateway } from './gateway';
import { type SandboxOrder } from './order-book';
import { type Scenario, type ScenarioStep } from './scenario';

type OrderStep = Extract<ScenarioStep, { do: 'change-orders' }>;

interface Run {
  readonly scenario: Scenario;
  readonly startedAt: number;
}

/** Plays one scenario at a time; starting another, or stopping, drops what is left of it. */
export class ScenarioRunner {
  private run: Run | null = null;

  constructor(private readonly gateway: Gateway) {
    gateway.onAccepted = (order) => {
      this.planFor(order);
    };
  }

  start(scenario: Scenario): void {
    const run = { scenario, startedAt: this.gateway.clock.now() };
    this.run = run;
    for (const step of scenario.steps) {
      if (step.do === 'change-orders' && step.from === 'acceptance') continue;
      this.plan(run, run.startedAt + step.at, (at) => {
        this.take(step, at);
      });
    }
    this.gateway.agenda.runDue();
  }

  stop(): void {
    this.run = null;
  }

  view(): { name: string; startedAt: string; steps: ScenarioStep[] } | null {
    if (this.run === null) return null;
    const { scenario, startedAt } = this.run;
    return { ...scenario, startedAt: new Date(startedAt).toISOString() };
  }

  private planFor(order: SandboxOrder): void {
    const { run } = this;
    if (run === null) return;
    for (const step of run.scenario.steps) {
      if (step.do !== 'change-orders' || step.from !== 'acceptance') continue;
      if (!matchesPattern(step.referencePattern, order.referenceId)) continue;
      this.plan(run, order.createdAt + step.at, (at) => {
        this.change(order, step, at);
      });
    }
  }

  private plan(run: Run, dueAt: number, action: (at: number) => void): void {
    this.gateway.agenda.add(dueAt, (at) => {
      if (this.run === run) action(at);
    });
  }

  private take(step: ScenarioStep, at: number): void {
    const { gateway } = this;
    switch (step.do) {
      case 'fault':
        gateway.faults.add(step.fault);
        return;
      case 'clear-faults':
        gateway.faults.clear();
        return;
      case 'settings':
        changeSettings(gateway, step.settings);
        return;
      case 'change-orders':
        for (const order of gateway.orders.list()) {
          if (!matchesPattern(step.referencePattern, order.referenceId)) continue;
          this.change(order, step, at);
        }
    }
  }

  private change(order: SandboxOrder, step: OrderStep, at: number): void {
    changeOrder(this.gateway, order, step, 'scenario', at);
  }
}
