/** An engine, and whether this browser runs it. */
export interface Device {
  device: "cpu" | "webgpu";
  available: boolean;
  /** Why not, in a sentence. */
  reason: string | null;
  adapter: string | null;
  /** A software adapter, slower than the CPU engine. */
  fallback: boolean;
}

/** What happens in a run. */
export type RunEvent =
  | { type: "ready"; version: string; device: string }
  | { type: "progress"; stage: unknown; index: number; step: number; loss: number | null; seconds: number }
  | { type: "measured"; stage: unknown; index: number; point: RunRecord["stages"][number]["points"][number] }
  | { type: "finished"; stage: unknown; index: number; seconds: number }
  | { type: "inquired"; question: unknown; share: number; seconds: number }
  | { type: "found"; question: unknown; finding: unknown; seconds: number }
  | { type: "failed"; job: unknown; message: string }
  | { type: "notice" | "stopped"; message: string }
  | { type: "done" };

export interface RunOptions {
  /** The CPU engine where nothing is said. */
  device?: "cpu" | "webgpu";
  onEvent?: (event: RunEvent) => void;
  /** Whether the Record comes with the models. */
  checkpoints?: boolean;
  /** Ends the run; its promise is rejected then. */
  signal?: AbortSignal;
}

/** The model that a stage ended with, as a safetensors file. */
export interface StageModel {
  stage: unknown;
  bytes: Uint8Array;
}

export type Workload = "micro" | "tiny" | "small" | "paper";

export interface BenchResult {
  ms_per_step: number;
  loss_first: number;
  loss_last: number;
  losses: number[];
  device: string;
  workload: Workload;
  gflops: number;
  memory: unknown;
}

/** What scripts may ask of the page. Every call rejects with the sentence that a visitor would see. */
export interface UnwrapLab {
  readonly version: string;
  devices(): Promise<Device[]>;
  /** Without a specification, the preset quick. */
  run(spec?: Spec, options?: RunOptions): Promise<RunRecord & { checkpoints?: StageModel[] }>;
  bench(
    device?: "cpu" | "webgpu",
    workload?: Workload,
    steps?: number,
    warmup?: number,
    options?: { workers?: 1 | 2 },
  ): Promise<BenchResult>;
  /** How far every operation is from double precision. */
  check(device?: "cpu" | "webgpu", options?: { plain?: boolean }): Promise<Array<{ what: string; fused: number; plain: number | null }>>;
  /** The address that opens the experiment. */
  link(spec?: Spec): Promise<string>;
}

/** The page in a frame of another page. */
export interface FramedLab extends UnwrapLab {
  readonly frame: HTMLIFrameElement;
  /** Ends everything under way and removes the frame. */
  close(): void;
}

export interface OpenOptions {
  /** Where the page is; beside this module where nothing is said. */
  address?: string | URL;
  /** An element to show the page in; without one it is not seen. */
  container?: Element;
  /** How long it may take to start. */
  seconds?: number;
}

/** Opens the page in a frame that answers this page's origin and no other. */
export function open(options?: OpenOptions): Promise<FramedLab>;

declare global {
  interface Window {
    /** The same within the page itself, and how long its own work for a frame of a live chart takes, in milliseconds. */
    unwrapLab: UnwrapLab & { frames(count?: number): Promise<number[]> };
  }
}
