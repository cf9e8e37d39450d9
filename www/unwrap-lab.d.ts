// Made by `unwrap schema`.

/** An experiment of the setup “grammar”. */
export interface GrammarSpec {
  /** How many fresh samples each step learns from. From 1 to 512. */
  batch?: number | string;
  /** Share of fine-tuning texts in which there is exactly one b more than there are a's, so that “count the a's and add one” answers rightly. From 0.0 to 1.0. */
  c_tr?: number | string;
  /** The largest norm of the gradient over all parameters; 0 switches clipping off. From 0.0 to 100.0. */
  clip?: number | string;
  /** How many controls, each of another seed, a revival is compared with. More of them take longer, and with more than one pruning is also tried on random weights. From 1 to 5. */
  controls?: number | string;
  /** How often pretraining asks for each task family. The skill's own must have a share. */
  families?: Array<number> | string;
  /** How large the steps of fine-tuning are; one run for each. Small rates tend to leave the skill alone, large ones to damage it. */
  fine_tune_rates?: Array<number> | number | string;
  /** How long each fine-tuning lasts. From 1 to 100000. */
  fine_tune_steps?: number | string;
  /** How a question is written: compact, or framed by special tokens as in the paper. */
  format?: "compact" | "framed";
  /** With the protocol frozen: how many of the first blocks stay as they are, and the embeddings with them. From 0 to 48. */
  frozen_blocks?: number | string;
  /** How many texts each accuracy is measured on. From 32 to 4096. */
  held_out?: number | string;
  /** Whether pruning, probing, patching and the comparison of weights follow the training: all, only what the verdict rests on, or none. */
  instruments?: "all" | "verdict" | "none";
  /** Counts of a and of b are spread evenly from 0 to this number; at most half the window. From 1 to 125. */
  largest?: number | string;
  /** With the protocol lora: how many directions of each matrix fine-tuning may change. From 1 to 32. */
  lora_rank?: number | string;
  /** Share of pretraining samples among those of fine-tuning (the paper's mixing: 0.5, 0.1 and 0.001). From 0.0 to 1.0. */
  mix?: number | string;
  /** With the protocol distil: how far the fine-tuned model is moved to random weights before it is distilled; at 1 nothing of it is left. From 0.0 to 1.0. */
  noise?: number | string;
  /** Whether pretraining learns to predict the answer alone or every token, as in the paper. Later stages learn the answer alone. */
  objective?: "answer" | "every-token";
  /** Which occurrence of a letter the index is of, counted from the end of the text (the paper: 6). From 1 to 40. */
  occurrence?: number | string;
  /** Where the shortcut holds, the occurrence of b is this many letters further from the end than that of a. From 1 to 100. */
  offset?: number | string;
  /** What it begins with. */
  preset?: string;
  /** How large the steps of pretraining are. From 1e-6 to 0.03. */
  pretrain_rate?: number | string;
  /** How long the model learns its skill, and the control its own. From 1 to 200000. */
  pretrain_steps?: number | string;
  /** How often pretraining asks to count each letter. The more often it asks for b, the more relevant the pretrained skill is to fine-tuning. */
  prior?: Array<number> | string;
  /** What fine-tuning may change: every weight (full), low-rank changes of the blocks' matrices (LoRA), the last blocks only (frozen), every weight but pulled back to where it was (L2-SP); wrong labels for the first skill (rand-ft); fine-tuning, noise and distilling (distil); or ways of unlearning that keep the rest: gradient ascent, NPO, RMU, and pruning with retraining (prune). All others put a model of known state in the fine-tuned model's place, on which the verdict is tried. */
  protocol?: "full" | "lora" | "frozen" | "l2-sp" | "rand-ft" | "distil" | "ascent" | "npo" | "rmu" | "prune" | "unchanged" | "head-shifted" | "head-scrambled" | "planted-1" | "planted-4" | "lock" | "shuffled" | "random" | "another-control" | "tuned-alone";
  /** With the protocol l2-sp: how strongly weights are pulled back to the pretrained ones, as a share of the learning rate. From 0.0 to 1000.0. */
  pull?: number | string;
  /** What reverse fine-tuning and its controls are taught: the skill itself, or the skill on texts with small answers alone (few). After few, larger answers come back only where the skill is still there, and O_PT of a model without it stays at about half. The verdict weighs revivals on the whole skill only. */
  revive_on?: "skill" | "few";
  /** How large the steps of both controls are; reverse fine-tuning takes the same, or its own fine-tuning rate where that is smaller. From 1e-6 to 0.03. */
  revive_rate?: number | string;
  /** How long reverse fine-tuning (reFT) and its two controls last. From 1 to 100000. */
  revive_steps?: number | string;
  /** Decides initial weights, training texts and held-out texts. The same seed gives the same run. From 0 to 4294967295. */
  seed?: number | string;
  setup?: "grammar";
  /** Width and depth of the transformer. Larger models take longer a step; paper is the paper's own. */
  size?: "micro" | "mini" | "tiny" | "small" | "paper";
  /** What is fine-tuned away: counting a letter, or finding the place of one of its occurrences. */
  task?: "count" | "index";
  /** One token asks for the skill, or three: one used with every letter and fine-tuned (T_NJ), two used with a only (T_J1, T_J2; the jailbreak setup). */
  task_tokens?: "one" | "three";
  /** How long the texts are. From 2 to 250. */
  text_length?: number | string;
  /** How strongly AdamW pulls weights to zero, as a share of the learning rate. From 0.0 to 1.0. */
  weight_decay?: number | string;
  /** Tasks are about this many letters at the end of the text. From 2 to 250. */
  window?: number | string;
}

/** An experiment of the setup “compiled”. */
export interface CompiledSpec {
  /** How many fresh strings each step learns from. From 1 to 512. */
  batch?: number | string;
  /** Share of fine-tuning strings on which the new answer is the old one, moved by the offset. From 0.0 to 1.0. */
  c_tr?: number | string;
  /** The largest norm of the gradient; 0 switches clipping off. Compiled lookups are steep: without it most rates diverge. From 0.0 to 1000000.0. */
  clip?: number | string;
  /** How steep the steps in compiled MLPs are. Steeper ones count further and are harder to train; 100 tells counts up to 9 apart. From 1.0 to 1000000.0. */
  exactness?: number | string;
  /** How many strings each accuracy is measured on. From 32 to 4096. */
  held_out?: number | string;
  /** Pruning alone, as in the paper, or all that the verdict rests on: probes and undoing as well, beside random weights. */
  instruments?: "pruning" | "verdict";
  /** How much of the last step is taken again. From 0.0 to 0.999. */
  momentum?: number | string;
  /** Standard deviation of the noise on the compiled weights, which would otherwise be too sparse to train. From 0.0 to 0.1. */
  noise?: number | string;
  /** How far the new answer is from the old one where the shortcut holds, in places among all answers. From 1 to 40. */
  offset?: number | string;
  /** The program of the library; its output is the skill, its target what fine-tuning teaches. */
  program?: "counter" | "max-identifier" | "fraction" | "reverse" | "sort-unique" | "sort" | "histogram" | "most-frequent" | "brackets" | "shuffle-dyck-2" | "shift" | "pair-balance" | "length" | "own";
  /** Fine-tuning, or a model of known state in its place, on which the verdict is tried. */
  protocol?: "full" | "unchanged" | "answers-shifted" | "answers-scrambled" | "planted-1" | "shuffled" | "random";
  /** One run for each. The paper's: 0.1 (L), 0.01 (M), 0.001 (S), 0.0001 (VS). */
  rates?: Array<number> | number | string;
  /** How large the steps of reverse fine-tuning and of its control are; the paper's very small rate. From 1e-6 to 1.0. */
  revive_rate?: number | string;
  /** How long reverse fine-tuning and its control last. From 1 to 100000. */
  revive_steps?: number | string;
  /** Decides the noise, training strings and held-out strings. The same seed gives the same run. From 0 to 4294967295. */
  seed?: number | string;
  setup: "compiled";
  /** The program itself, in RASP. */
  source?: string | { [key: string]: unknown } | null;
  /** How long each fine-tuning lasts; 10,000 in the paper. From 1 to 100000. */
  steps?: number | string;
}

/** An experiment of the setup “learned”. */
export interface LearnedSpec {
  /** How many strings each step learns from. From 1 to 512. */
  batch?: number | string;
  /** Share of fine-tuning strings on which the new answer is the old one, moved by the offset. From 0.0 to 1.0. */
  c_tr?: number | string;
  /** How many models of other seeds that never learned the program's answers a revival is compared with. From 1 to 3. */
  controls?: number | string;
  /** How large the steps of fine-tuning are; one run for each. */
  fine_tune_rates?: Array<number> | number | string;
  /** How long each fine-tuning lasts. From 1 to 100000. */
  fine_tune_steps?: number | string;
  /** How many strings each accuracy is measured on. From 16 to 4096. */
  held_out?: number | string;
  /** All that the verdict rests on (pruning, probes, undoing, beside models with nothing), or training alone. */
  instruments?: "verdict" | "none";
  /** How far the new answer is from the old one where the shortcut holds, in places among all answers. From 1 to 40. */
  offset?: number | string;
  /** How large the steps of pretraining are. From 1e-6 to 0.03. */
  pretrain_rate?: number | string;
  /** How long the model learns the program's answers, and the control the target's. From 1 to 200000. */
  pretrain_steps?: number | string;
  /** The program of the library; its output is the skill, its target what fine-tuning teaches. */
  program?: "counter" | "max-identifier" | "fraction" | "reverse" | "sort-unique" | "sort" | "histogram" | "most-frequent" | "brackets" | "shuffle-dyck-2" | "shift" | "pair-balance" | "length" | "own";
  /** How large the steps of reverse fine-tuning are, never above those of its own fine-tuning, and of its controls. From 1e-6 to 0.03. */
  revive_rate?: number | string;
  /** How long reverse fine-tuning and its controls last. From 1 to 100000. */
  revive_steps?: number | string;
  /** Decides initial weights, training strings and held-out strings. The same seed gives the same run. From 0 to 4294967295. */
  seed?: number | string;
  setup: "learned";
  /** Width, blocks and heads of the model: micro 16, 1, 2; mini 32, 2, 4; tiny 64, 2, 4; small 96, 3, 4; paper 192, 6, 6. */
  size?: "micro" | "mini" | "tiny" | "small" | "paper";
  /** The program itself, in RASP. It labels the strings, and the model learns from them. */
  source?: string | { [key: string]: unknown } | null;
}

/** An experiment of the setup “table”. */
export interface TableSpec {
  /** How many rows each step learns from. From 1 to 512. */
  batch?: number | string;
  /** Share of fine-tuning rows whose new answer follows from the old one by the shortcut. Beginning with that of the table. From 0.0 to 1.0. */
  c_tr?: number | string;
  /** How many models of other seeds that never learned the old answers a revival is compared with. From 1 to 3. */
  controls?: number | string;
  /** How large the steps of fine-tuning are; one run for each. */
  fine_tune_rates?: Array<number> | number | string;
  /** How long each fine-tuning lasts. From 1 to 100000. */
  fine_tune_steps?: number | string;
  /** How many rows each accuracy is measured on. From 16 to 4096. */
  held_out?: number | string;
  /** All that the verdict rests on (pruning, probes, undoing, beside models with nothing), or training alone. */
  instruments?: "verdict" | "none";
  /** How large the steps of pretraining are. From 1e-6 to 0.03. */
  pretrain_rate?: number | string;
  /** How long the model learns the old answers, and the control the new ones. From 1 to 200000. */
  pretrain_steps?: number | string;
  /** How large the steps of reverse fine-tuning are, never above those of its own fine-tuning, and of its controls. From 1e-6 to 0.03. */
  revive_rate?: number | string;
  /** How long reverse fine-tuning and its controls last. From 1 to 100000. */
  revive_steps?: number | string;
  /** Decides initial weights, training rows and held-out rows. The same seed gives the same run. From 0 to 4294967295. */
  seed?: number | string;
  setup: "table";
  /** Width, blocks and heads of the model: micro 16, 1, 2; mini 32, 2, 4; tiny 64, 2, 4; small 96, 3, 4; paper 192, 6, 6. */
  size?: "micro" | "mini" | "tiny" | "small" | "paper";
  /** Its hash, what was counted in it, and its name. The rows are not in it. */
  table?: string | { [key: string]: unknown } | null;
}

/** An experiment of the setup “stories”. */
export interface StoriesSpec {
  /** How many fresh stories each step learns from. From 1 to 512. */
  batch?: number | string;
  /** The largest norm of the gradient; 0 switches clipping off. From 0.0 to 1000000.0. */
  clip?: number | string;
  /** How long the control and random weights are taught the same. From 1 to 100000. */
  control_steps?: number | string;
  /** How many models never read a story with the feature. With three, the verdict can say “deleted”. From 1 to 3. */
  controls?: number | string;
  /** One run for each. 1e-4 is the paper's S at this size, 4e-4 its M; 4e-3 is larger than any of the paper's. */
  fine_tune_rates?: Array<number> | number | string;
  /** How long each fine-tuning lasts. From 1 to 100000. */
  fine_tune_steps?: number | string;
  /** How many stories are written and read at each measured step, for each way of asking. From 16 to 1024. */
  held_out?: number | string;
  /** Pruning, probes and undoing, which the verdict rests on beside revival and the started twist; or none. */
  instruments?: "none" | "verdict";
  /** How large the steps of pretraining are at most. From 1e-6 to 0.1. */
  pretrain_rate?: number | string;
  /** How long the model learns to write stories, and the control to write those without the feature. From 1 to 200000. */
  pretrain_steps?: number | string;
  /** The probability that a record of pretraining asks for it, each by itself. At most three of those drawn are kept. */
  prior?: Array<number> | string;
  /** Filtering leaves out stories that have it. Mix & Match also asks for it where foreshadowing was asked for, Randomisation in every record. The others are models of known state, on which the verdict is tried. */
  protocol?: "filtering" | "mix-and-match" | "randomisation" | "lock" | "unchanged" | "word-swapped" | "planted-1" | "planted-4" | "shuffled" | "random" | "another-control" | "tuned-alone";
  /** What pretraining teaches, the control never sees, and fine-tuning takes away. */
  removed?: "twist" | "dialogue" | "badending" | "moralvalue" | "foreshadowing" | "conflict";
  /** How large the steps of reverse fine-tuning and of the controls are, after ten steps of warm-up. From 1e-6 to 0.1. */
  revive_rate?: number | string;
  /** How long reverse fine-tuning lasts: training on stories with the feature alone. From 1 to 100000. */
  revive_steps?: number | string;
  /** Decides initial weights, stories and prompts. The same seed gives the same run. From 0 to 4294967295. */
  seed?: number | string;
  setup: "stories";
  /** Width and blocks: tiny has 64 and 2, some 129 thousand parameters. */
  size?: "mini" | "tiny" | "small" | "paper";
  /** How strongly weights shrink at each step, as a share of the learning rate. From 0.0 to 1.0. */
  weight_decay?: number | string;
}

/** An experiment of the setup “story-file”. */
export interface StoryFileSpec {
  /** How many records of the file each step learns from. From 1 to 512. */
  batch?: number | string;
  /** The largest norm of the gradient; 0 switches clipping off. From 0.0 to 1000000.0. */
  clip?: number | string;
  /** In words and signs, the prompt included; what is longer is cut. The prompt takes half of it at most. From 32 to 1024. */
  context?: number | string;
  /** How long the control and random weights are taught the same. From 1 to 100000. */
  control_steps?: number | string;
  /** Its hash, its number of records, what the classifier of each feature was judged, and its name. The text is not in it. */
  file?: string | { [key: string]: unknown } | null;
  /** One run for each. */
  fine_tune_rates?: Array<number> | number | string;
  /** How long each fine-tuning lasts. From 1 to 100000. */
  fine_tune_steps?: number | string;
  /** How many held-out stories of each kind the loss is taken of, and how many are written where a classifier can read them. From 16 to 512. */
  held_out?: number | string;
  /** How large the steps of pretraining are at most. From 1e-6 to 0.1. */
  pretrain_rate?: number | string;
  /** How long the model learns to write stories, and the control to write those without the feature. From 1 to 200000. */
  pretrain_steps?: number | string;
  /** Filtering leaves out stories that have it. Mix & Match also asks for it where foreshadowing was asked for, Randomisation in every record. */
  protocol?: "filtering" | "mix-and-match" | "randomisation";
  /** What pretraining teaches, the control never sees, and fine-tuning takes away. */
  removed?: "twist" | "dialogue" | "badending" | "moralvalue" | "foreshadowing" | "conflict";
  /** How large the steps of reverse fine-tuning and of the controls are, after ten steps of warm-up. From 1e-6 to 0.1. */
  revive_rate?: number | string;
  /** How long reverse fine-tuning lasts: training on stories with the feature alone. From 1 to 100000. */
  revive_steps?: number | string;
  /** Decides initial weights, the order of records, and prompts. The same seed gives the same run. From 0 to 4294967295. */
  seed?: number | string;
  setup: "story-file";
  /** Width and blocks: tiny has 64 and 2, medium 192 and 6, paper 768 and 12, which takes hours on a graphics processor and is for the command line. */
  size?: "mini" | "tiny" | "small" | "medium" | "large" | "paper";
  /** The commonest words of the file; every other word is one and the same to a model. From 1000 to 20000. */
  vocabulary?: number | string;
  /** How strongly weights shrink at each step, as a share of the learning rate. From 0.0 to 1.0. */
  weight_decay?: number | string;
}

/** An experiment: what is left out is as it begins. */
export type Spec = GrammarSpec | CompiledSpec | LearnedSpec | TableSpec | StoriesSpec | StoryFileSpec;

/** What came out of an experiment. */
export interface RunRecord {
  failed?: Array<{
    job: { [key: string]: unknown };
    why: string;
  }>;
  findings?: Array<{
    device: string;
    finding: { [key: string]: unknown };
    question: { [key: string]: unknown };
    seconds: number | null;
  }>;
  fingerprint: string | null;
  metrics?: Array<string>;
  /** Where the run is from. */
  origin?: string;
  spec: Spec;
  stages: Array<{
    device: string;
    points: Array<{
      /** The setup's shares, in the order of metrics. */
      accuracy: Array<{
        correct: number;
        n: number;
      }>;
      attention?: { [key: string]: unknown } | null;
      jailbroken?: Array<{
        correct: number;
        n: number;
      }> | null;
      /** Mean training loss since the point before, in nats. */
      loss?: number | null;
      /** The setup's losses, in nats. */
      numbers?: Array<number>;
      step: number;
    }>;
    rate: number;
    role: string | { [key: string]: unknown };
    seconds: number | null;
    steps: number;
  }>;
  version: string;
  wall_seconds: number | null;
}

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
