// Products that do not need each other's results, as one job of the team.
import type { GraphMemory } from '../../memory/graph-memory.js';
import { bankOf, type MemoryBlock, placeInBank } from '../../memory/shared-memory.js';
import type { RunnableStep } from '../../stages/onnx-step.js';
import { rootOf } from '../../stages/root-of.js';
import { afterMoves } from '../../state/storage-epoch.js';
import { fixedFunctions } from '../fixed-functions.js';
import type { RowRange, TeamModule, ThreadTeam } from '../thread-team.js';
import { addPieces } from './add-pieces.js';
import { alongRows } from './along-rows.js';
import { type ProductBanks, WORDS } from './descriptor.js';
import { dotProducts } from './dot-products.js';
import { MOST_ROWS, type RowProduct } from './find-row-product.js';
import { FUNCTIONS, type ProductPlan, planProduct } from './plan-product.js';

/** Numbers of matrices in a step below which no other thread is woken. */
const ALONE_BELOW = 32_768;

/** Bytes of sums in pieces that a step needs. */
export function bytesOfSums(products: readonly RowProduct[]): number {
  return products.reduce((sum, product) => sum + bytesOfPieces(product, planProduct(product)), 0);
}

function bytesOfPieces({ rows, columns }: RowProduct, { pieces }: ProductPlan): number {
  return pieces === 1 ? 0 : Math.ceil((pieces * rows * columns) / 16) * 64;
}

/** One product where its arrays are now. */
interface PlacedProduct {
  readonly product: RowProduct;
  readonly plan: ProductPlan;
  readonly banks: ProductBanks;
  readonly words: Readonly<Record<Exclude<keyof typeof WORDS, 'count'>, number>>;
}

/** Products in the same banks. */
interface Job {
  readonly module: TeamModule;
  readonly index: number;
  readonly address: number;
  readonly ranges: readonly RowRange[];
  readonly together: boolean;
  /** Function and number of each product whose sums are in pieces. */
  readonly inPieces: readonly { readonly index: number; readonly range: RowRange }[];
}

/**
 * @param products of one number of rows, all with transposed matrices or all without
 * @param sums memory in the first bank, of {@link bytesOfSums} bytes at least, which other steps may use too
 */
export function bindProducts(
  products: readonly RowProduct[],
  sums: MemoryBlock,
  memory: GraphMemory,
  team: ThreadTeam,
): RunnableStep {
  const block = memory.allocateFirst(products.length * WORDS.count * 4);
  const words = memory.shared.view(Int32Array, block.address, products.length * WORDS.count);
  const moves = products.some(({ x, matrix, result }) =>
    [x, matrix, result].some((value) => memory.moves(rootOf(value))),
  );
  let jobs = makeJobs();
  const follow = afterMoves(() => {
    if (moves) jobs = makeJobs();
  });
  return {
    run() {
      follow();
      for (const { module, index, address, ranges, together, inPieces } of jobs) {
        team.run(module, index, address, ranges, together);
        for (const each of inPieces) team.run(module, each.index, address, [each.range], false);
      }
    },
  };

  function makeJobs(): Job[] {
    const jobs: Job[] = [];
    let used = 0;
    for (const members of groupByBanks(placeAll())) {
      const address = block.address + used * WORDS.count * 4;
      for (const member of members) {
        for (const [name, word] of Object.entries(member.words)) {
          words[used * WORDS.count + WORDS[name as keyof typeof WORDS]] = word;
        }
        used++;
      }
      jobs.push(makeJob(members, address, team));
    }
    return jobs;
  }

  function placeAll(): PlacedProduct[] {
    let free = sums.address;
    return products.map((product) => {
      const { rows, inner, columns } = product;
      const plan = planProduct(product);
      const [x, matrix, result] = [product.x, product.matrix, product.result].map((value) =>
        memory.addressOf(rootOf(value)),
      ) as [number, number, number];
      const place = plan.pieces === 1 ? result : free;
      free += bytesOfPieces(product, plan);
      const addresses = { x, matrix, sums: place, result };
      return {
        ...{ product, plan },
        banks: mapValues(addresses, bankOf),
        words: { ...mapValues(addresses, placeInBank), inner, columns, rows, tile: plan.tile },
      };
    });
  }
}

function makeJob(members: readonly PlacedProduct[], address: number, team: ThreadTeam): Job {
  const [{ product, banks }] = members as [PlacedProduct];
  const module = fixedFunctions(team, 'products', Object.values(banks), () => [
    ...Array.from({ length: MOST_ROWS }, (_, i) => alongRows(i + 1, banks)),
    dotProducts(banks),
    ...[2, 4].map((pieces) => addPieces(pieces, banks)),
  ]);
  return {
    ...{ module, address },
    index: product.transposed ? FUNCTIONS.dotProducts : FUNCTIONS.alongRows(product.rows),
    ranges: members.flatMap(({ plan }, i) => plan.ranges(i)),
    together:
      members.reduce((sum, { product: { inner, columns } }) => sum + inner * columns, 0) >= ALONE_BELOW,
    inPieces: members.flatMap(({ plan: { pieces } }, i) =>
      pieces === 1
        ? []
        : [{ index: FUNCTIONS.addPieces(pieces), range: { begin: 0, end: 0, part: i * 65536 } }],
    ),
  };
}

function groupByBanks(placed: readonly PlacedProduct[]): Iterable<readonly PlacedProduct[]> {
  const groups = new Map<string, PlacedProduct[]>();
  for (const each of placed) {
    const key = Object.values(each.banks).join();
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [each]);
    else known.push(each);
  }
  return groups.values();
}

function mapValues<K extends string>(
  values: Readonly<Record<K, number>>,
  change: (value: number) => number,
): Readonly<Record<K, number>> {
  return Object.fromEntries(
    Object.entries<number>(values).map(([key, value]) => [key, change(value)]),
  ) as Record<K, number>;
}
